/* SPDX-License-Identifier: MIT
 * Receives any frame in the fixtures' scan or another; whatever becomes of it must make
 * sense. The first byte chooses link type and scan. */
#include <string.h>

#include "fuzz.h"
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/probe_set.h"
#include "probe/reply.h"
#include "sound_reply.h"
#include "worlds.h"

/* What nobody asked leaves no trace, and what is asked twice is answered alike. */
static void attribute(const struct probe_set *set, const struct packet *packet) {
    struct reply reply, again;
    int reason = attribute_packet(set, packet, &reply);

    fuzz_require(reason >= 0 && reason < UNSOLICITED_COUNT,
                 "the reason is in the schema");
    fuzz_require(attribute_packet(set, packet, &again) == reason,
                 "a packet is taken for the same thing again");
    if (reason == 0) {
        fuzz_require(reply.target == again.target && reply.probe == again.probe &&
                         reply.attempt == again.attempt && reply.kind == again.kind &&
                         reply.evidence == again.evidence,
                     "a reply is made the same way again");
        sound_reply_require(set, packet, &reply);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct packet packet;
    struct span ipv4;

    if (size == 0) {
        return 0;
    }
    if (parse_link(fuzz_link_type(data[0]), (struct span){data + 1, size - 1}, &ipv4) &&
        parse_ipv4(ipv4, &packet) == PARSE_OK) {
        attribute(worlds_get(data[0]), &packet);
    }
    return 0;
}
