/* SPDX-License-Identifier: MIT
 * A game: a world that is played to a command by one of two players, and its outcome.
 */
#ifndef SIMNET_PLAY_H
#define SIMNET_PLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "command.h"
#include "noise.h"
#include "truth.h"
#include "world.h"

struct problem;

struct play {
    struct world world;
    struct truth truth;
    struct noise noise;
    struct command command;
    uint64_t seed;
    char **words; /* of the command */
};

/* Both make the wire, run the command and play until it ended. They leave it to be
 * finished if it started, which command.pid tells. */
bool play_in_user_space(struct play *play, struct problem *problem);
bool play_in_kernel(struct play *play, struct problem *problem);

#endif
