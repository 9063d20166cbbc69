/* SPDX-License-Identifier: MIT
 * One permutation, many cursors: each entry is the same walk through the targets, a
 * fixed number of slots behind. So a target's probes are spread over the window, later
 * attempts need no queue, and where the scan stands is one integer.
 *
 * Targets are taken in blocks of about as many as first attempts can be sent to within
 * the retransmission delay. A block is walked once an attempt, each walk one delay
 * after the one before, so the rate is used up and the delay is what was asked for, at
 * the start of a scan as later. Only a scan's last block, and that of a small scan,
 * waits.
 *
 * A slot lasts as many ticks as it has packets; one without packets lasts as if every
 * probe had one. */
#include "target/schedule.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "target/permutation.h"
#include "target/range_set.h"

enum { ENTRIES_MAX = SCHEDULE_PROBES_MAX * SCHEDULE_ATTEMPTS_MAX };

static const uint64_t targets_max = 1ULL << 32; /* all of IPv4 */
static const double slots_max = 1e15; /* of a block; sums of these stay below 2^64 */

struct entry {
    uint64_t lag; /* slots behind the block's begin */
    unsigned probe;
    unsigned attempt;
};

/* How the plan cuts the targets up. All in slots, or targets, which come one a slot. */
struct blocks {
    uint64_t size;   /* targets of a block; the last one may have fewer */
    uint64_t step;   /* from one probe of a target to the next */
    uint64_t walk;   /* from the begin of an attempt's walk to that of the next one's */
    uint64_t length; /* of a block, from its first slot to the next one's */
};

/* Where in the walk through the targets a slot is. */
struct place {
    uint64_t first;   /* position at which its block begins */
    uint64_t targets; /* of the block */
    uint64_t offset;  /* of the slot in its block */
};

struct schedule {
    struct schedule_plan plan;
    const struct range_set *targets;
    const struct permutation *permutation;
    struct blocks blocks;
    uint64_t count; /* targets of this shard */
    uint64_t slots;
    uint64_t slot;       /* the current one ... */
    struct place place;  /* ... and where it is */
    uint64_t slot_tick;  /* when it begins */
    uint64_t idle_ticks; /* spent in slots without packets */
    unsigned entry;      /* next entry to look at */
    unsigned taken;      /* shots taken in this slot */
    unsigned entry_count;
    struct entry entries[ENTRIES_MAX];
    uint32_t *recent; /* the last addresses drawn, by position */
    uint64_t recent_mask;
};

uint64_t schedule_plan_targets(const struct schedule_plan *plan) {
    return plan->targets / plan->shards + (plan->shard < plan->targets % plan->shards);
}

static uint64_t step_of(const struct schedule_plan *plan) {
    unsigned gaps = plan->probes > 1 ? plan->probes - 1 : 1;
    /* The last probe comes `gaps` ticks after its slot begins. */
    double window_ticks = fmax(plan->window_s * plan->rate_pps - gaps, 0);

    return (uint64_t)floor(window_ticks / plan->probes / gaps);
}

/* The smallest block worth walking: what is sent in the delay, the window or a second.
 */
static uint64_t smallest_block(const struct schedule_plan *plan) {
    double seconds = fmax(fmax(plan->retransmit_delay_s, plan->window_s), 1);

    return (uint64_t)fmax(ceil(seconds * plan->rate_pps / plan->probes), 1);
}

/* Blocks a little too large delay more than asked; too small, they wait. */
static uint64_t block_size(uint64_t count, uint64_t smallest) {
    uint64_t blocks = count / smallest > 0 ? count / smallest : 1;

    if (count / blocks > smallest + smallest / 4) {
        blocks++;
    }
    return (count + blocks - 1) / blocks;
}

static struct blocks cut_blocks(const struct schedule_plan *plan) {
    uint64_t count = schedule_plan_targets(plan);
    uint64_t smallest = smallest_block(plan);
    uint64_t step = step_of(plan);
    uint64_t window = (plan->probes - 1) * step;
    uint64_t size =
        plan->attempts == 1 || count == 0 ? count : block_size(count, smallest);
    uint64_t walk = (size > smallest ? size : smallest) + window;

    return (struct blocks){
        .size = size,
        .step = step,
        .walk = walk,
        .length = (plan->attempts - 1) * walk + size + window,
    };
}

uint64_t schedule_lag(const struct schedule_plan *plan, unsigned probe,
                      unsigned attempt) {
    struct blocks blocks = cut_blocks(plan);

    return probe * blocks.step + (attempt - 1) * blocks.walk;
}

double schedule_plan_seconds(const struct schedule_plan *plan) {
    uint64_t count = schedule_plan_targets(plan);
    struct blocks blocks = cut_blocks(plan);
    uint64_t whole = blocks.size == 0 ? 0 : (count - 1) / blocks.size;
    uint64_t last = count - whole * blocks.size;
    double packets = (double)count * plan->probes * plan->attempts;
    uint64_t window = (plan->probes - 1) * blocks.step;
    /* A walk's slots that no target is left for. */
    double idle = (double)whole * (double)(blocks.walk - window - blocks.size) +
                  (double)(blocks.walk - window - last);

    return (packets + (plan->attempts - 1) * idle * plan->probes) / plan->rate_pps;
}

uint64_t schedule_plan_slots(const struct schedule_plan *plan) {
    uint64_t count = schedule_plan_targets(plan);
    struct blocks blocks = cut_blocks(plan);

    if (count == 0) {
        return 0;
    }
    uint64_t whole = (count - 1) / blocks.size;
    uint64_t last = count - whole * blocks.size;
    return (whole + 1) * blocks.length - (blocks.size - last);
}

static uint64_t slot_at(const struct blocks *blocks, uint64_t position, unsigned probe,
                        unsigned attempt) {
    return position / blocks->size * blocks->length + position % blocks->size +
           probe * blocks->step + (attempt - 1) * blocks->walk;
}

uint64_t schedule_plan_slot(const struct schedule_plan *plan, uint64_t position,
                            unsigned probe, unsigned attempt) {
    struct blocks blocks = cut_blocks(plan);

    return slot_at(&blocks, position, probe, attempt);
}

/* The comparisons also refuse what is no number. */
bool schedule_plan_is_sound(const struct schedule_plan *plan) {
    double seconds = fmax(fmax(plan->retransmit_delay_s, plan->window_s), 1);

    return plan->targets > 0 && plan->targets <= targets_max && plan->shards > 0 &&
           plan->shard < plan->shards && plan->probes > 0 &&
           plan->probes <= SCHEDULE_PROBES_MAX && plan->attempts > 0 &&
           plan->attempts <= SCHEDULE_ATTEMPTS_MAX && plan->rate_pps > 0 &&
           plan->window_s >= 0 && plan->retransmit_delay_s >= 0 &&
           seconds * plan->rate_pps < slots_max;
}

static void fill_entries(struct schedule *schedule) {
    const struct schedule_plan *plan = &schedule->plan;

    for (unsigned attempt = 1; attempt <= plan->attempts; attempt++) {
        for (unsigned probe = 0; probe < plan->probes; probe++) {
            schedule->entries[schedule->entry_count++] = (struct entry){
                .lag = schedule_lag(plan, probe, attempt),
                .probe = probe,
                .attempt = attempt,
            };
        }
    }
}

/* Targets of the block that begins at this position. */
static uint64_t targets_from(const struct schedule *schedule, uint64_t position) {
    uint64_t left = schedule->count - position;

    return left < schedule->blocks.size ? left : schedule->blocks.size;
}

/* Positions of which the target is needed again: the window, or for more than one
 * attempt the block. */
static uint64_t reach(const struct schedule *schedule) {
    uint64_t window = (schedule->plan.probes - 1) * schedule->blocks.step;

    return schedule->plan.attempts == 1 && window < schedule->count
               ? window + 1
               : schedule->blocks.size;
}

static bool allocate_recent(struct schedule *schedule) {
    uint64_t room = 1;

    while (room < reach(schedule)) {
        room *= 2;
    }
    schedule->recent_mask = room - 1;
    schedule->recent = calloc(room, sizeof(*schedule->recent));
    return schedule->recent != NULL;
}

/* The target at a position of the shard's order; draws it when it is new. */
static uint32_t target_at(struct schedule *schedule, uint64_t position, bool is_new) {
    uint32_t *recent = &schedule->recent[position & schedule->recent_mask];

    if (is_new) {
        uint64_t index = position * schedule->plan.shards + schedule->plan.shard;

        *recent = range_set_nth(schedule->targets,
                                permutation_apply(schedule->permutation, index));
    }
    return *recent;
}

static struct place place_of(const struct schedule *schedule, uint64_t slot) {
    uint64_t first = slot / schedule->blocks.length * schedule->blocks.size;

    return (struct place){
        .first = first,
        .targets = targets_from(schedule, first),
        .offset = slot % schedule->blocks.length,
    };
}

static bool is_active(const struct place *place, const struct entry *entry) {
    return place->offset >= entry->lag && place->offset - entry->lag < place->targets;
}

/* The first slot after this one in which some entry has a target. */
static uint64_t next_busy_slot(const struct schedule *schedule) {
    const struct place *place = &schedule->place;
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
        schedule->place = place_of(schedule, slot);
    }
}

static void advance_slot(struct schedule *schedule) {
    uint64_t next = next_busy_slot(schedule);
    uint64_t idle = (next - schedule->slot - 1) * schedule->plan.probes;

    schedule->slot_tick += schedule->taken + idle;
    schedule->idle_ticks += idle;
    go_to_slot(schedule, next);
}

/* Takes the shot of an entry that has a target in the current slot. */
static void take_shot(struct schedule *schedule, const struct entry *entry,
                      struct shot *shot) {
    uint64_t position = schedule->place.first + (schedule->place.offset - entry->lag);

    *shot = (struct shot){
        .target = target_at(schedule, position, entry->lag == 0 && entry->probe == 0),
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
    schedule->count = schedule_plan_targets(plan);
    schedule->blocks = cut_blocks(plan);
    schedule->slots = schedule_plan_slots(plan);
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

void schedule_seek(struct schedule *schedule, uint64_t slot) {
    go_to_slot(schedule, slot);
    const struct place *place = &schedule->place;
    uint64_t drawn = place->offset < place->targets ? place->offset : place->targets;
    uint64_t first = drawn > reach(schedule) ? drawn - reach(schedule) : 0;

    for (uint64_t i = first; i < drawn; i++) {
        target_at(schedule, place->first + i, true);
    }
}

bool schedule_next(struct schedule *schedule, struct shot *shot) {
    while (schedule->slot < schedule->slots) {
        while (schedule->entry < schedule->entry_count) {
            const struct entry *entry = &schedule->entries[schedule->entry++];

            if (is_active(&schedule->place, entry)) {
                take_shot(schedule, entry, shot);
                return true;
            }
        }
        advance_slot(schedule);
    }
    return false;
}

uint64_t schedule_slot(const struct schedule *schedule) {
    return schedule->slot;
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

bool schedule_slot_of(const struct schedule *schedule, uint32_t target, unsigned probe,
                      unsigned attempt, uint64_t *slot) {
    struct target_place place = schedule_plan_place(&schedule->plan, schedule->targets,
                                                    schedule->permutation, target);

    if (place.kind != PLACE_ASKED) {
        return false;
    }
    *slot = slot_at(&schedule->blocks, place.position, probe, attempt);
    return true;
}
