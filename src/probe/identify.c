/* SPDX-License-Identifier: MIT
 * A payload is read as that of one probe only, and most name target and tag but not the
 * attempt, so each attempt's tag is tried: whoever guesses hits one of at most three
 * numbers of 32 bits. */
#include "probe/identify.h"

#include "probe/probe_set.h"

bool identify_by_ports(const struct probe_set *set, enum family family, uint32_t target,
                       uint16_t asked, uint16_t ours, struct probe_request *request) {
    int probe = probe_set_find(set, family, target, asked);
    unsigned attempt = probe_set_attempt_of(set, ours);

    if (probe == NO_PROBE || attempt == 0) {
        return false;
    }
    *request = probe_set_request(set, target, (unsigned)probe, attempt);
    return request->source_port == ours;
}

/* The probe whose payload it seems to be, and what it says; or NO_PROBE. */
static int read_payload(const struct probe_set *set, enum family family,
                        struct span payload, struct identity *identity) {
    int found = NO_PROBE;

    for (unsigned probe = 0; probe < set->count; probe++) {
        const struct probe_type *type = set->probes[probe].type;
        struct identity read;

        if (type->family == family && type->identify != NULL &&
            type->identify(payload, &read) &&
            (found == NO_PROBE || type->is_distinct)) {
            found = (int)probe;
            *identity = read;
        }
    }
    return found;
}

bool identify_by_payload(const struct probe_set *set, enum family family,
                         struct span payload, struct probe_request *request) {
    struct identity identity;
    int probe = read_payload(set, family, payload, &identity);

    for (unsigned attempt = 1; probe != NO_PROBE && attempt <= set->attempts;
         attempt++) {
        if (identity.attempt != 0 && identity.attempt != attempt) {
            continue;
        }
        *request = probe_set_request(set, identity.target, (unsigned)probe, attempt);
        if (request->cookie.tag == identity.tag) {
            return true;
        }
    }
    return false;
}
