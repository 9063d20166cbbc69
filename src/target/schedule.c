/* SPDX-License-Identifier: MIT
 * One permutation, many cursors: each entry is the same walk through the targets, a
 * fixed number of slots behind. So a target's probes are spread over the window, later
 * attempts need no queue, and where the scan stands is one integer. */
#include "target/schedule.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "target/blocks.h"
#include "target/permutation.h"
#include "target/range_set.h"

enum {
    ENTRIES_MAX = SCHEDULE_PROBES_MAX * SCHEDULE_ATTEMPTS_MAX,
    KEPT_MAX = 1 << 22, /* targets of a block, 16 MB; of a larger one each walk draws
                           them anew, which costs a few table look-ups a target */
};

static const uint64_t targets_max = 1ULL << 32; /* all of IPv4 */
static const double slots_max = 1e15; /* of a block; sums of these stay below 2^64 */

struct entry {
    uint64_t lag; /* slots behind the block's begin */
    unsigned probe;
    unsigned attempt;
};

struct schedule {
    struct schedule_plan plan;
    const struct range_set *targets;
    const struct permutation *permutation;
    struct blocks blocks;
    uint64_t slots;
    uint64_t slot;            /* the current one ... */
    struct block_place place; /* ... and where it is */
    uint64_t slot_tick;       /* when it begins */
    uint64_t idle_ticks;      /* spent in slots without packets */
    unsigned entry;           /* next entry to look at */
    unsigned taken;           /* shots taken in this slot */
    unsigned entry_count;
    struct entry entries[ENTRIES_MAX];
    uint32_t *recent;     /* the last addresses drawn, by position ... */
    uint64_t recent_room; /* ... of so many positions, a power of two ... */
    unsigned walks;       /* ... for each walk that draws its own */
};

uint64_t schedule_plan_targets(const struct schedule_plan *plan) {
    return plan->targets / plan->shards + (plan->shard < plan->targets % plan->shards);
}

uint64_t schedule_plan_slots(const struct schedule_plan *plan) {
    struct blocks blocks = blocks_cut(plan);

    return blocks_slots(&blocks);
}

uint64_t schedule_plan_slot(const struct schedule_plan *plan, uint64_t position,
                            unsigned probe, unsigned attempt) {
    struct blocks blocks = blocks_cut(plan);

    return blocks_slot(&blocks, position, probe, attempt);
}

double schedule_plan_seconds(const struct schedule_plan *plan) {
    struct blocks blocks = blocks_cut(plan);

    return blocks.count == 0
               ? 0
               : (double)blocks_ticks(&blocks, blocks_slots(&blocks)).all /
                     plan->rate_pps;
}

double schedule_plan_span_s(const struct schedule_plan *plan) {
    double delay_s = plan->retransmit_delay_s + plan->retransmit_margin_s;

    return fmax(fmax(delay_s, plan->window_s), 1);
}

/* The comparisons also refuse what is no number. */
bool schedule_plan_is_sound(const struct schedule_plan *plan) {
    return plan->targets > 0 && plan->targets <= targets_max && plan->shards > 0 &&
           plan->shard < plan->shards && plan->probes > 0 &&
           plan->probes <= SCHEDULE_PROBES_MAX && plan->attempts > 0 &&
           plan->attempts <= SCHEDULE_ATTEMPTS_MAX && plan->rate_pps > 0 &&
           plan->window_s >= 0 && plan->retransmit_delay_s >= 0 &&
           plan->retransmit_margin_s >= 0 &&
           schedule_plan_span_s(plan) * plan->rate_pps < slots_max;
}

static void fill_entries(struct schedule *schedule) {
    const struct schedule_plan *plan = &schedule->plan;

    for (unsigned attempt = 1; attempt <= plan->attempts; attempt++) {
        for (unsigned probe = 0; probe < plan->probes; probe++) {
            schedule->entries[schedule->entry_count++] = (struct entry){
                .lag = blocks_lag(&schedule->blocks, probe, attempt),
                .probe = probe,
                .attempt = attempt,
            };
        }
    }
}

/* Positions of which a walk needs the target again: those of the window, or all of the
 * block if later walks do not draw it anew. */
static uint64_t reach(const struct schedule *schedule) {
    const struct blocks *blocks = &schedule->blocks;
    uint64_t window = (schedule->plan.probes - 1) * blocks->step + 1;

    return schedule->walks == schedule->plan.attempts && window < blocks->size
               ? window
               : blocks->size;
}

static bool allocate_recent(struct schedule *schedule) {
    schedule->walks = schedule->blocks.size > KEPT_MAX ? schedule->plan.attempts : 1;
    schedule->recent_room = 1;
    while (schedule->recent_room < reach(schedule)) {
        schedule->recent_room *= 2;
    }
    schedule->recent =
        calloc(schedule->recent_room * schedule->walks, sizeof(*schedule->recent));
    return schedule->recent != NULL;
}

/* The target at a position of the shard's order; draws it when it is new to the walk.
 */
static uint32_t target_at(struct schedule *schedule, uint64_t position, unsigned walk,
                          bool is_new) {
    uint64_t place = position & (schedule->recent_room - 1);
    uint32_t *recent = &schedule->recent[walk * schedule->recent_room + place];

    if (is_new) {
        uint64_t index = position * schedule->plan.shards + schedule->plan.shard;

        *recent = range_set_nth(schedule->targets,
                                permutation_apply(schedule->permutation, index));
    }
    return *recent;
}

/* The first slot after this one in which some entry has a target. */
static uint64_t next_busy_slot(const struct schedule *schedule) {
    const struct block_place *place = &schedule->place;
    uint64_t next = schedule->blocks.length; /* the next block's first slot */

    for (unsigned i = 0; i < schedule->entry_count; i++) {
        uint64_t lag = schedule->entries[i].lag;
        uint64_t first = lag > place->offset ? lag : place->offset + 1;

        if (first < lag + place->targets && first < next) {
            next = first;
        }
    }
    uint64_t slot = schedule->slot - place->offset + next;
    return slot < schedule->slots ? slot : schedule->slots;
}

static void go_to_slot(struct schedule *schedule, uint64_t slot) {
    schedule->slot = slot;
    schedule->entry = 0;
    schedule->taken = 0;
    if (slot < schedule->slots) {
        schedule->place = blocks_place(&schedule->blocks, slot);
    }
}

static void advance_slot(struct schedule *schedule) {
    uint64_t next = next_busy_slot(schedule);
    /* A walk that begins in the middle may begin in a slot without packets. */
    uint64_t busy_slots = schedule->taken > 0 ? 1 : 0;
    uint64_t idle = (next - schedule->slot - busy_slots) * schedule->plan.probes;

    schedule->slot_tick += schedule->taken + idle;
    schedule->idle_ticks += idle;
    go_to_slot(schedule, next);
}

/* Takes the shot of an entry that has a target in the current slot. */
static void take_shot(struct schedule *schedule, const struct entry *entry,
                      struct shot *shot) {
    uint64_t position = schedule->place.first + (schedule->place.offset - entry->lag);
    unsigned walk = entry->attempt <= schedule->walks ? entry->attempt - 1 : 0;
    bool is_new = entry->probe == 0 && entry->attempt <= schedule->walks;

    *shot = (struct shot){
        .target = target_at(schedule, position, walk, is_new),
        .probe = entry->probe,
        .attempt = entry->attempt,
        .slot = schedule->slot,
        .tick = schedule->slot_tick + schedule->taken++,
        .idle_ticks = schedule->idle_ticks,
    };
}

struct schedule *schedule_create(const struct schedule_plan *plan,
                                 const struct range_set *targets,
                                 const struct permutation *permutation,
                                 struct error *error) {
    struct schedule *schedule = calloc(1, sizeof(*schedule));

    if (schedule == NULL) {
        error_set(error, "out of memory for the schedule");
        return NULL;
    }
    schedule->plan = *plan;
    schedule->targets = targets;
    schedule->permutation = permutation;
    schedule->blocks = blocks_cut(plan);
    schedule->slots = blocks_slots(&schedule->blocks);
    fill_entries(schedule);
    go_to_slot(schedule, 0);
    if (!allocate_recent(schedule)) {
        error_set(error,
                  "out of memory for the schedule: a retransmission delay of %g s at "
                  "this rate spans %llu targets",
                  plan->retransmit_delay_s, (unsigned long long)schedule->blocks.size);
        schedule_destroy(schedule);
        return NULL;
    }
    return schedule;
}

void schedule_destroy(struct schedule *schedule) {
    if (schedule != NULL) {
        free(schedule->recent);
        free(schedule);
    }
}

/* Draws what a walk has drawn before the current slot, as far as it is needed. */
static void draw_before(struct schedule *schedule, unsigned walk) {
    const struct block_place *place = &schedule->place;
    uint64_t lag = blocks_lag(&schedule->blocks, 0, walk + 1);
    uint64_t passed = place->offset > lag ? place->offset - lag : 0;
    uint64_t drawn = passed < place->targets ? passed : place->targets;
    uint64_t first = drawn > reach(schedule) ? drawn - reach(schedule) : 0;

    for (uint64_t i = first; i < drawn; i++) {
        target_at(schedule, place->first + i, walk, true);
    }
}

void schedule_seek(struct schedule *schedule, uint64_t slot) {
    struct block_ticks ticks = blocks_ticks(&schedule->blocks, slot);

    schedule->slot_tick = ticks.all;
    schedule->idle_ticks = ticks.idle;
    go_to_slot(schedule, slot);
    for (unsigned walk = 0; walk < schedule->walks; walk++) {
        draw_before(schedule, walk);
    }
}

bool schedule_next(struct schedule *schedule, struct shot *shot) {
    while (schedule->slot < schedule->slots) {
        while (schedule->entry < schedule->entry_count) {
            const struct entry *entry = &schedule->entries[schedule->entry++];

            if (blocks_is_active(&schedule->place, entry->lag)) {
                take_shot(schedule, entry, shot);
                return true;
            }
        }
        advance_slot(schedule);
    }
    return false;
}

uint64_t schedule_slots(const struct schedule *schedule) {
    return schedule->slots;
}

struct target_place schedule_plan_place(const struct schedule_plan *plan,
                                        const struct range_set *targets,
                                        const struct permutation *permutation,
                                        uint32_t address) {
    uint64_t value;

    if (!range_set_index_of(targets, address, &value)) {
        return (struct target_place){.kind = PLACE_NOT_ALLOWED};
    }
    uint64_t index = permutation_invert(permutation, value);
    struct target_place place = {
        .kind = PLACE_ASKED,
        .shard = (uint32_t)(index % plan->shards),
        .position = index / plan->shards,
    };
    if (index >= plan->targets) {
        place.kind = PLACE_LEFT_OUT;
    } else if (place.shard != plan->shard) {
        place.kind = PLACE_IN_OTHER_SHARD;
    }
    return place;
}

bool schedule_tick_of(const struct schedule *schedule, uint32_t target, unsigned probe,
                      unsigned attempt, uint64_t *tick) {
    const struct blocks *blocks = &schedule->blocks;
    struct target_place place = schedule_plan_place(&schedule->plan, schedule->targets,
                                                    schedule->permutation, target);

    if (place.kind != PLACE_ASKED) {
        return false;
    }
    uint64_t slot = blocks_slot(blocks, place.position, probe, attempt);
    *tick = blocks_tick(blocks, slot, probe, attempt);
    return true;
}

uint64_t schedule_slot_before(const struct schedule *schedule, uint64_t slot,
                              uint64_t ticks) {
    uint64_t end = blocks_ticks(&schedule->blocks, slot).all;
    uint64_t low = 0;
    uint64_t high = slot;

    while (low < high) {
        uint64_t middle = low + (high - low + 1) / 2;

        if (end - blocks_ticks(&schedule->blocks, middle).all >= ticks) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

uint64_t schedule_ticks_between(const struct schedule *schedule, uint64_t from,
                                uint64_t to) {
    return blocks_ticks(&schedule->blocks, to).all -
           blocks_ticks(&schedule->blocks, from).all;
}

const struct schedule_plan *schedule_plan_of(const struct schedule *schedule) {
    return &schedule->plan;
}

uint64_t schedule_window_slots(const struct schedule *schedule) {
    return blocks_lag(&schedule->blocks, schedule->plan.probes - 1, 1);
}
