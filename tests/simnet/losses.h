/* SPDX-License-Identifier: MIT
 * Replies that are never sent: lost in bursts, or ICMP errors over their responder's
 * limit. */
#ifndef SIMNET_LOSSES_H
#define SIMNET_LOSSES_H

#include <stdbool.h>
#include <stdint.h>

struct problem;
struct world;

/* A chain of two states, in one of which every reply is lost. */
struct losses {
    uint64_t seed;
    uint64_t draws;
    double begins; /* probability that a burst begins with this reply */
    double ends;   /* and that it has ended before it */
    bool is_losing;
};

void losses_init(struct losses *losses, const struct world *world, uint64_t seed);
bool losses_draw(struct losses *losses); /* whether the next reply is lost */

struct responder_limit {
    uint32_t responder;
    uint64_t next_ns; /* when errors sent at the rate, without a pause, go on */
};

/* A hash table of all who send ICMP errors. */
struct limits {
    struct responder_limit *responders;
    uint32_t mask;
    uint64_t interval_ns; /* 0: there is no limit */
    uint64_t ahead_ns;    /* how far a burst may be ahead of the rate */
};

bool limits_init(struct limits *limits, const struct world *world,
                 struct problem *problem);
void limits_finish(struct limits *limits);
bool limits_take(struct limits *limits, uint32_t responder, uint64_t now_ns);

#endif
