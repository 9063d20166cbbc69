/* SPDX-License-Identifier: MIT
 * Tells when a gateway is to be reached no more at the link address that frames go to.
 */
#ifndef WIRE_GATEWAY_WATCH_H
#define WIRE_GATEWAY_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/interface.h"

struct arp_claim;

enum gateway_fault {
    GATEWAY_FINE,
    GATEWAY_MOVED, /* another link address answers, and the one in use does not */
    GATEWAY_LOST,  /* nobody answers */
};

enum {
    GATEWAY_TURN_MS = 1000,      /* from one turn to the next */
    GATEWAY_ASK_EVERY_MS = 4500, /* while all is well; so each fifth turn */
    GATEWAY_TRIES = 3,           /* in a row without answer until it is lost */
    /* From its last answer until its loss is noticed, at most, if turns are on time. */
    GATEWAY_NOTICE_MS = GATEWAY_ASK_EVERY_MS + (GATEWAY_TRIES + 1) * GATEWAY_TURN_MS,
};

/* The judgement alone; whoever uses it sends and hears. */
struct gateway_watch {
    uint32_t address;
    struct mac mac;     /* that frames go to */
    bool may_be_silent; /* until it has answered once, it need not answer at all */
    enum gateway_fault fault;
    struct mac new_mac; /* if it has moved */

    bool has_asked;    /* and waits for the answer */
    bool is_answered;  /* since then, by the right one ... */
    bool is_claimed;   /* ... and by another */
    bool is_doubted;   /* another said it has the address, if only by asking */
    bool is_checking;  /* it was asked again for that */
    unsigned missed;   /* answers in a row */
    uint64_t asked_ns; /* monotonic clock; 0: never yet */
};

/* A message from `address` was heard. True if the gateway should be asked at once, to
 * find out whether that is so; gateway_watch_note_asked is due then. */
bool gateway_watch_hear(struct gateway_watch *watch, const struct arp_claim *claim);

/* Each turn. Judges what was heard since the gateway was asked, and returns whether it
 * should be asked now; gateway_watch_note_asked is due then. */
bool gateway_watch_turn(struct gateway_watch *watch, uint64_t now_ns);
void gateway_watch_note_asked(struct gateway_watch *watch, uint64_t now_ns);

/* Whether the gateway is known to have been there when it was last asked. */
bool gateway_watch_is_settled(const struct gateway_watch *watch);

#endif
