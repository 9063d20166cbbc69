/* SPDX-License-Identifier: MIT
 * Parses any frame; what the parser points to must lie inside the frame. The first byte
 * chooses the link type. */
#include "fuzz.h"
#include "packet/parse.h"

static void require_inside(struct span part, struct span whole) {
    fuzz_require(part.length <= whole.length, "a part is no longer than the whole");
    fuzz_require(part.length == 0 ||
                     (part.bytes >= whole.bytes &&
                      part.bytes + part.length <= whole.bytes + whole.length),
                 "a part lies inside the whole");
}

static void require_sound(const struct ipv4_packet *ip, struct span frame) {
    fuzz_require(ip->transport.available <= frame.length,
                 "no more is available than was captured");
    require_inside(ip->transport.payload, frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct packet packet;
    struct span ipv4;

    if (size == 0) {
        return 0;
    }
    struct span frame = {data + 1, size - 1};
    fuzz_require(parse_link_is_known(fuzz_link_type(data[0])), "the link is known");
    if (!parse_link(fuzz_link_type(data[0]), frame, &ipv4)) {
        return 0;
    }
    require_inside(ipv4, frame);
    if (parse_ipv4(ipv4, &packet) == PARSE_OK) {
        require_sound(&packet.ip, ipv4);
        if (packet.has_quote) {
            require_sound(&packet.quoted, packet.ip.transport.payload);
        }
    }
    return 0;
}
