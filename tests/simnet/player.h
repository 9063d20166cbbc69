/* SPDX-License-Identifier: MIT
 * What the player in user space has open, and what it has to do yet. */
#ifndef SIMNET_PLAYER_H
#define SIMNET_PLAYER_H

#include <stdint.h>

#include "losses.h"
#include "pending.h"
#include "ring.h"
#include "sender.h"

struct play;

struct player {
    struct play *play;
    struct ring ring;
    struct sender sender;
    struct pending_replies pending;
    struct losses losses;
    struct limits limits;
    uint64_t forgotten; /* replies that there was no memory for */
    uint32_t rounds;
};

/* Hands the replies to a packet, if it is a probe, to the sender or keeps them. */
void player_hear(struct player *player, struct arrival *arrival);

#endif
