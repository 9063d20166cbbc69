/* SPDX-License-Identifier: MIT
 * How a plan cuts its targets into blocks, and the slots and ticks of their probes. */
#ifndef TARGET_BLOCKS_H
#define TARGET_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

struct schedule_plan;

/* A slot takes one target up; a tick is 1/rate. A slot lasts as many ticks as it has
 * packets; one without packets lasts as if every probe had one. */
struct blocks {
    uint64_t count;  /* targets of the shard */
    uint64_t size;   /* targets of a block; the last one may have fewer */
    uint64_t step;   /* slots from one probe of a target to the next */
    uint64_t walk;   /* slots from the begin of an attempt's walk to the next one's */
    uint64_t length; /* slots of a block, from its first to the next block's */
    uint64_t ticks;  /* likewise */
    unsigned probes;
    unsigned attempts;
};

/* Where in the walk through the targets a slot is. */
struct block_place {
    uint64_t block;   /* its number */
    uint64_t first;   /* position at which the block begins */
    uint64_t targets; /* of the block */
    uint64_t offset;  /* of the slot in the block */
};

struct blocks blocks_cut(const struct schedule_plan *plan);

/* Slots that a probe and attempt is behind the first one to the same target. */
uint64_t blocks_lag(const struct blocks *blocks, unsigned probe, unsigned attempt);

struct block_place blocks_place(const struct blocks *blocks, uint64_t slot);

/* Whether some target gets the probe at that place, which is `lag` behind. */
static inline bool blocks_is_active(const struct block_place *place, uint64_t lag) {
    return place->offset >= lag && place->offset - lag < place->targets;
}

uint64_t blocks_slots(const struct blocks *blocks); /* in all */

/* The slot of a probe and attempt to the target at that position. */
uint64_t blocks_slot(const struct blocks *blocks, uint64_t position, unsigned probe,
                     unsigned attempt);

/* The tick of that probe and attempt in that slot, in which it must have a target. */
uint64_t blocks_tick(const struct blocks *blocks, uint64_t slot, unsigned probe,
                     unsigned attempt);

/* Ticks before a slot, and how many of them are without a packet. */
struct block_ticks {
    uint64_t all;
    uint64_t idle;
};

struct block_ticks blocks_ticks(const struct blocks *blocks, uint64_t slot);

#endif
