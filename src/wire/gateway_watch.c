/* SPDX-License-Identifier: MIT
 * A gateway that fails over gets another link address, and frames to the old one are
 * lost without a word. So it is asked by ARP, seldom while it answers, and each second
 * once it does not. What is heard unasked, such as gratuitous ARP, is no proof but a
 * reason to ask. Where two answer, the one in use counts, and is asked once more, since
 * the other may have come after it.
 *
 * ARP has no secrets: somebody on the link can make a scan end, as they can do with its
 * packets whatever they like. The new address is told, and not followed. */
#include "wire/gateway_watch.h"

#include <string.h>

#include "base/clock.h"
#include "wire/arp.h"

enum { WAIT_MS = GATEWAY_TURN_MS * 9 / 10 }; /* turns may come a little early */

static bool is_same(const struct mac *a, const struct mac *b) {
    return memcmp(a->bytes, b->bytes, MAC_SIZE) == 0;
}

bool gateway_watch_hear(struct gateway_watch *watch, const struct arp_claim *claim) {
    if (claim->address != watch->address) {
        return false;
    }
    if (is_same(&claim->mac, &watch->mac)) {
        watch->is_answered |= claim->is_reply; /* else it need not hear us */
        return false;
    }
    if (claim->is_reply) {
        watch->is_claimed = true;
        watch->new_mac = claim->mac;
    }
    watch->is_doubted = true;
    return !watch->has_asked;
}

/* Returns whether to ask again at once. */
static bool judge(struct gateway_watch *watch) {
    watch->has_asked = false;
    if (watch->is_answered) {
        watch->missed = 0;
        watch->may_be_silent = false;
        watch->is_checking = watch->is_doubted && !watch->is_checking;
        return watch->is_checking;
    }
    if (watch->is_claimed && !watch->may_be_silent) {
        watch->fault = GATEWAY_MOVED;
        return false;
    }
    if (++watch->missed < GATEWAY_TRIES) {
        return true;
    }
    if (!watch->may_be_silent) {
        watch->fault = GATEWAY_LOST;
    }
    watch->missed = 0;
    return false;
}

bool gateway_watch_turn(struct gateway_watch *watch, uint64_t now_ns) {
    uint64_t since_ns = now_ns - watch->asked_ns;

    if (watch->fault != GATEWAY_FINE) {
        return false;
    }
    if (watch->has_asked) {
        return since_ns >= (uint64_t)WAIT_MS * NS_PER_MS && judge(watch);
    }
    return watch->asked_ns == 0 ||
           since_ns >= (uint64_t)GATEWAY_ASK_EVERY_MS * NS_PER_MS;
}

void gateway_watch_note_asked(struct gateway_watch *watch, uint64_t now_ns) {
    watch->has_asked = true;
    watch->is_answered = false;
    watch->is_claimed = false;
    watch->is_doubted = false;
    watch->asked_ns = now_ns;
}

bool gateway_watch_is_settled(const struct gateway_watch *watch) {
    return watch->may_be_silent || !watch->has_asked || watch->is_answered;
}
