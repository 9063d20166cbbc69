/* SPDX-License-Identifier: MIT
 * Packets to the scanner that no probe caused, of many sorts in turn. */
#ifndef SIMNET_NOISE_H
#define SIMNET_NOISE_H

#include <stdbool.h>
#include <stdint.h>

struct problem;
struct sender;
struct world;

enum { NOISE_SORTS = 18 };

/* It is there while probes come, so that a scanner that listens gets all of it. */
struct noise {
    const struct world *world;
    uint64_t seed;
    uint64_t interval_ns; /* 0: none */
    uint64_t next_ns;     /* when one is due */
    uint64_t until_ns;    /* none after that */
    uint64_t count;
    uint64_t by_sort[NOISE_SORTS];
};

void noise_init(struct noise *noise, const struct world *world, uint64_t seed);

/* A probe came. */
void noise_allow(struct noise *noise, uint64_t now_ns);

/* Hands over what is due. When the next is, or UINT64_MAX if nothing will be. */
uint64_t noise_step(struct noise *noise, struct sender *sender, uint64_t now_ns);

bool noise_write(const struct noise *noise, const char *path, struct problem *problem);
void noise_print(const struct noise *noise);

#endif
