/* SPDX-License-Identifier: MIT
 * A world in memory: the tables that probes are answered from. */
#ifndef SIMNET_WORLD_H
#define SIMNET_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "words.h"

struct problem;
struct read_word;

enum { TARGETS_MAX = 1 << 27 };

struct world {
    uint32_t first; /* address of the first target */
    uint32_t count; /* targets */
    struct target *targets;
    struct role *roles; /* the first is that of silent targets */
    uint32_t role_count;
    struct word *words;
    uint32_t word_count;
    double loss_share;  /* of replies, or 0 */
    double loss_length; /* mean number of replies lost in a row */
    double limit_rate;  /* ICMP errors a second of one responder, or 0 for any number */
    double limit_burst; /* of them at once */
    double noise_rate;  /* packets a second, or 0 */
    bool is_noise_forged; /* it has the scanner's ports */
};

/* Makes room for targets: at most TARGETS_MAX. */
bool world_init(struct world *world, uint32_t first, uint32_t last,
                struct problem *problem);
void world_finish(struct world *world);

/* Adds a role of those words that are as indirect as asked for. Its number, which is
 * SILENT if there are none. */
bool world_add_role(struct world *world, const struct read_word *words, size_t count,
                    bool is_indirect, uint32_t *role, struct problem *problem);

void world_place(struct world *world, uint32_t address, uint32_t role,
                 uint32_t responder);

/* Of a word that a target drew. */
static inline uint32_t world_responder(const struct world *world, uint32_t address,
                                       const struct word *word) {
    return word->from != 0 ? word->from
                           : world->targets[address - world->first].responder;
}

#endif
