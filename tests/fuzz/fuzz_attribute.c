/* SPDX-License-Identifier: MIT
 * Receives any frame in the fixtures' scan; whatever becomes of it must make sense. The
 * first byte chooses the link type. */
#include "fuzz.h"
#include "probe/probe_set.h"
#include "probe/reply.h"
#include "world.h"

/* Made once and kept, since making it takes longer than a frame. */
static const struct probe_set *world(void) {
    static struct probe_set set;

    if (set.count == 0) {
        world_init(&set);
    }
    return &set;
}

static void require_sound(const struct probe_set *set, const struct reply *reply) {
    int is_icmp = reply->kind == KIND_ECHO_REPLY || reply->kind == KIND_ICMP_ERROR;

    fuzz_require(reply->probe < set->count, "the probe is one of the scan's");
    fuzz_require(reply->attempt >= 1 && reply->attempt <= set->attempts,
                 "the attempt is one of the scan's");
    fuzz_require(reply->kind >= KIND_ECHO_REPLY && reply->kind <= KIND_ICMP_ERROR,
                 "the kind is in the schema");
    fuzz_require(reply->evidence >= EVIDENCE_COOKIE && reply->evidence <= EVIDENCE_PORT,
                 "the evidence is in the schema");
    fuzz_require(is_icmp == (reply->icmp_type != ICMP_NONE),
                 "an ICMP type belongs to an ICMP reply");
    fuzz_require(is_icmp == (reply->icmp_code != ICMP_NONE),
                 "an ICMP code belongs to an ICMP reply");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct probe_set *set = world();
    struct reply reply;

    if (size == 0) {
        return 0;
    }
    int reason =
        world_receive(set, fuzz_link_type(data[0]), data + 1, size - 1, &reply);
    fuzz_require(reason >= 0 && reason < UNSOLICITED_COUNT,
                 "the reason is in the schema");
    if (reason == 0) {
        require_sound(set, &reply);
    }
    return 0;
}
