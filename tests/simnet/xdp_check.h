/* SPDX-License-Identifier: MIT
 * Whether a world can be played in the kernel, and what such a play has sent. */
#ifndef SIMNET_XDP_CHECK_H
#define SIMNET_XDP_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct problem;
struct target;
struct truth;
struct world;

/* Names the word that needs more than one reply a probe, without delay. */
bool xdp_check_world(const struct world *world, struct problem *problem);

/* Adds what targets sent by their counters, of which there is one for each target of
 * the world. */
bool xdp_add_truth(struct truth *truth, const struct target *targets, uint64_t seed,
                   struct problem *problem);

#endif
