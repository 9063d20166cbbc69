/* SPDX-License-Identifier: MIT
 * Targets are taken in blocks of about as many as first attempts can be sent to within
 * the retransmission delay. A block is walked once an attempt, each walk one delay
 * after the one before, so the rate is used up and the delay is what was asked for, at
 * the start of a scan as later. Only a scan's last block, and that of a small scan,
 * waits.
 *
 * All of it is arithmetic: what stands between a slot's number and the packets before
 * it are sums over the few probes and attempts. So a reply, which names its target,
 * probe and attempt, tells the tick that it was asked at. */
#include "target/blocks.h"

#include <math.h>

#include "target/schedule.h"

static uint64_t step_of(const struct schedule_plan *plan) {
    unsigned gaps = plan->probes > 1 ? plan->probes - 1 : 1;
    /* The last probe comes `gaps` ticks after its slot begins. */
    double window_ticks = fmax(plan->window_s * plan->rate_pps - gaps, 0);

    return (uint64_t)floor(window_ticks / plan->probes / gaps);
}

/* The smallest block worth walking: what is sent in the delay, the window or a second.
 */
static uint64_t smallest_block(const struct schedule_plan *plan) {
    double ticks = schedule_plan_span_s(plan) * plan->rate_pps;

    return (uint64_t)fmax(ceil(ticks / plan->probes), 1);
}

/* Blocks a little too large delay more than asked; too small, they wait. */
static uint64_t block_size(uint64_t count, uint64_t smallest) {
    uint64_t blocks = count / smallest > 0 ? count / smallest : 1;

    if (count / blocks > smallest + smallest / 4) {
        blocks++;
    }
    return (count + blocks - 1) / blocks;
}

static uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* Packets of a block before a slot of it. */
static uint64_t packets_before(const struct blocks *blocks, uint64_t targets,
                               uint64_t offset) {
    uint64_t packets = 0;

    for (unsigned attempt = 1; attempt <= blocks->attempts; attempt++) {
        for (unsigned probe = 0; probe < blocks->probes; probe++) {
            uint64_t lag = blocks_lag(blocks, probe, attempt);

            packets += offset > lag ? smaller(offset - lag, targets) : 0;
        }
    }
    return packets;
}

/* Slots of a block before a slot of it in which some probe has a target. Lags ascend,
 * so each probe adds what comes after the one before it. */
static uint64_t busy_before(const struct blocks *blocks, uint64_t targets,
                            uint64_t offset) {
    uint64_t busy = 0;
    uint64_t end = 0; /* of what is counted */

    for (unsigned attempt = 1; attempt <= blocks->attempts; attempt++) {
        for (unsigned probe = 0; probe < blocks->probes; probe++) {
            uint64_t lag = blocks_lag(blocks, probe, attempt);
            uint64_t from = lag > end ? lag : end;
            uint64_t to = smaller(lag + targets, offset);

            if (to > from) {
                busy += to - from;
                end = to;
            }
        }
    }
    return busy;
}

static struct block_ticks ticks_within(const struct blocks *blocks, uint64_t targets,
                                       uint64_t offset) {
    uint64_t idle = (offset - busy_before(blocks, targets, offset)) * blocks->probes;

    return (struct block_ticks){
        .all = packets_before(blocks, targets, offset) + idle,
        .idle = idle,
    };
}

struct blocks blocks_cut(const struct schedule_plan *plan) {
    uint64_t count = schedule_plan_targets(plan);
    uint64_t smallest = smallest_block(plan);
    struct blocks blocks = {
        .count = count,
        .size = plan->attempts == 1 || count == 0 ? count : block_size(count, smallest),
        .step = step_of(plan),
        .probes = plan->probes,
        .attempts = plan->attempts,
    };
    uint64_t window = (plan->probes - 1) * blocks.step;

    blocks.walk = (blocks.size > smallest ? blocks.size : smallest) + window;
    blocks.length = (plan->attempts - 1) * blocks.walk + blocks.size + window;
    blocks.ticks = ticks_within(&blocks, blocks.size, blocks.length).all;
    return blocks;
}

uint64_t blocks_lag(const struct blocks *blocks, unsigned probe, unsigned attempt) {
    return probe * blocks->step + (attempt - 1) * blocks->walk;
}

struct block_place blocks_place(const struct blocks *blocks, uint64_t slot) {
    uint64_t block = slot / blocks->length;
    uint64_t first = block * blocks->size;

    return (struct block_place){
        .block = block,
        .first = first,
        .targets = smaller(blocks->count - first, blocks->size),
        .offset = slot % blocks->length,
    };
}

uint64_t blocks_slots(const struct blocks *blocks) {
    if (blocks->count == 0) {
        return 0;
    }
    uint64_t whole = (blocks->count - 1) / blocks->size;
    uint64_t last = blocks->count - whole * blocks->size;
    return (whole + 1) * blocks->length - (blocks->size - last);
}

uint64_t blocks_slot(const struct blocks *blocks, uint64_t position, unsigned probe,
                     unsigned attempt) {
    return position / blocks->size * blocks->length + position % blocks->size +
           blocks_lag(blocks, probe, attempt);
}

/* Probes that come before this one in the same slot. */
static unsigned rank(const struct blocks *blocks, const struct block_place *place,
                     unsigned probe, unsigned attempt) {
    unsigned before = 0;

    for (unsigned a = 1; a <= attempt; a++) {
        unsigned probes = a < attempt ? blocks->probes : probe;

        for (unsigned p = 0; p < probes; p++) {
            before += blocks_is_active(place, blocks_lag(blocks, p, a));
        }
    }
    return before;
}

struct block_ticks blocks_ticks(const struct blocks *blocks, uint64_t slot) {
    if (blocks->count == 0) {
        return (struct block_ticks){0};
    }
    struct block_place place = blocks_place(blocks, slot);
    struct block_ticks whole = ticks_within(blocks, blocks->size, blocks->length);
    struct block_ticks part = ticks_within(blocks, place.targets, place.offset);

    return (struct block_ticks){
        .all = place.block * whole.all + part.all,
        .idle = place.block * whole.idle + part.idle,
    };
}

uint64_t blocks_tick(const struct blocks *blocks, uint64_t slot, unsigned probe,
                     unsigned attempt) {
    struct block_place place = blocks_place(blocks, slot);

    return place.block * blocks->ticks +
           ticks_within(blocks, place.targets, place.offset).all +
           rank(blocks, &place, probe, attempt);
}
