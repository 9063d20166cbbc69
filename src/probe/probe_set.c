/* SPDX-License-Identifier: MIT
 * Turns target, probe and attempt into ports and cookies, and ports back into probes.
 */
#include "probe/probe_set.h"

#include <stdlib.h>

enum { PROBE_TTL = 255 };
enum { PURPOSE_CONTROL = 0x6374726c }; /* keeps this use of a seed from others */

void probe_set_finish(struct probe_set *set) {
    for (unsigned i = 0; i < set->count; i++) {
        free(set->probes[i].payload);
    }
    set->count = 0;
}

unsigned probe_set_ports_per_attempt(const struct probe_set *set) {
    return ((unsigned)set->ports.last - set->ports.first + 1) / set->attempts;
}

static bool is_fixed_tcp_port(const struct probe_set *set, uint16_t port) {
    for (unsigned i = 0; i < set->count; i++) {
        const struct probe *probe = &set->probes[i];

        if (probe->type->family == FAMILY_TCP && !probe->is_control &&
            probe->port == port) {
            return true;
        }
    }
    return false;
}

/* Drawn by seed and target; never the port of another TCP probe. */
static uint16_t control_port(const struct probe_set *set, uint32_t target) {
    const unsigned ports = CONTROL_PORT_LAST - CONTROL_PORT_FIRST + 1;
    uint64_t drawn = keyed_hash(&set->control_key, target);
    uint16_t port;

    do {
        port = (uint16_t)(CONTROL_PORT_FIRST + drawn++ % ports);
    } while (is_fixed_tcp_port(set, port));
    return port;
}

static uint16_t port_of(const struct probe_set *set, const struct probe *probe,
                        uint32_t target) {
    return probe->is_control ? control_port(set, target) : probe->port;
}

struct probe_request probe_set_request(const struct probe_set *set, uint32_t target,
                                       unsigned probe, unsigned attempt) {
    unsigned ports = probe_set_ports_per_attempt(set);
    struct cookie cookie = cookie_make(&set->key, target, probe, attempt);

    return (struct probe_request){
        .probe = &set->probes[probe],
        .number = (uint8_t)probe,
        .ip = {.source = set->source,
               .destination = target,
               .id = cookie.ip_id,
               .ttl = PROBE_TTL},
        .cookie = cookie,
        .source_port = (uint16_t)(set->ports.first + (attempt - 1) * ports +
                                  cookie.port_bits % ports),
        .destination_port = port_of(set, &set->probes[probe], target),
        .attempt = (uint8_t)attempt,
    };
}

static bool lay_out_packets(struct probe_set *set) {
    bool is_ok = true;

    for (unsigned i = 0; is_ok && i < set->count; i++) {
        const struct probe_request request = probe_set_request(set, 0, i, 1);

        is_ok = packet_template_init(&set->probes[i].template, &request);
    }
    return is_ok;
}

bool probe_set_key(struct probe_set *set, uint64_t seed, const struct hash_key *key) {
    set->key = *key;
    hash_key_from_seed(&set->control_key, seed, PURPOSE_CONTROL);
    return probe_set_ports_per_attempt(set) > 0 && lay_out_packets(set);
}

void probe_set_build(const struct probe_request *request, struct writer *writer) {
    packet_template_fill(&request->probe->template, request, writer);
}

int probe_set_find(const struct probe_set *set, enum family family, uint32_t target,
                   uint16_t port) {
    for (unsigned i = 0; i < set->count; i++) {
        const struct probe *probe = &set->probes[i];

        if (probe->type->family == family && port_of(set, probe, target) == port) {
            return (int)i;
        }
    }
    return NO_PROBE;
}

unsigned probe_set_attempt_of(const struct probe_set *set, uint16_t source_port) {
    if (source_port < set->ports.first) {
        return 0;
    }
    unsigned attempt =
        1 + (source_port - set->ports.first) / probe_set_ports_per_attempt(set);
    return attempt <= set->attempts ? attempt : 0;
}
