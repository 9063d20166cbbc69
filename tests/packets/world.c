/* SPDX-License-Identifier: MIT
 * The default probes, one more TCP port and one payload of a file's kind. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/probe_set.h"
#include "probe/reply.h"

enum { WORLD_SEED = 1 };
enum { SCANNED_FIRST = 0xc0000200, SCANNED_LAST = 0xc00002ff };

static void add_payload_probe(struct probe_set *set) {
    struct probe *probe = &set->probes[set->count];

    *probe = (struct probe){.name = "udp/161", .type = &udp_payload, .port = 161};
    probe->payload = (uint8_t *)strdup("payload");
    probe->payload_length = strlen("payload");
    set->count++;
}

void world_init(struct probe_set *set) {
    struct hash_key key;
    struct error error;

    *set = (struct probe_set){
        .attempts = WORLD_ATTEMPTS, .ports = {16384, 65535}, .source = WORLD_US};
    for (uint8_t i = 0; i < HASH_KEY_SIZE; i++) {
        key.bytes[i] = i;
    }
    if (!keyed_hash_init() || !probe_set_parse(set, probe_set_default, &error) ||
        !probe_set_parse(set, "tcp/8080", &error)) {
        fputs("cannot make the probes\n", stderr);
        exit(EXIT_FAILURE);
    }
    add_payload_probe(set);
    if (!probe_set_key(set, WORLD_SEED, &key)) {
        fputs("cannot key the probes\n", stderr);
        exit(EXIT_FAILURE);
    }
}

static int reason_of(enum parse_status status) {
    switch (status) {
    case PARSE_OK:
        return 0;
    case PARSE_MALFORMED:
        return UNSOLICITED_MALFORMED;
    case PARSE_FRAGMENT:
        return UNSOLICITED_FRAGMENT;
    case PARSE_OTHER_PROTOCOL:
        return UNSOLICITED_OTHER_PROTOCOL;
    }
    return UNSOLICITED_MALFORMED;
}

int world_receive(const struct probe_set *set, int link_type, const uint8_t *frame,
                  size_t length, struct reply *reply) {
    struct packet packet;
    struct span ipv4;

    if (!parse_link(link_type, (struct span){frame, length}, &ipv4)) {
        return UNSOLICITED_MALFORMED;
    }
    int reason = reason_of(parse_ipv4(ipv4, &packet));
    if (reason == 0) {
        reason = attribute_packet(set, &packet, reply);
    }
    if (reason == 0 &&
        (reply->target < SCANNED_FIRST || reply->target > SCANNED_LAST)) {
        return UNSOLICITED_NOT_SCANNED;
    }
    return reason;
}
