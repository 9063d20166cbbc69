/* SPDX-License-Identifier: MIT
 * One permutation, many cursors: each entry is the same walk through the targets, a
 * fixed number of slots behind. So a target's probes are spread over the window, the
 * second attempts need no queue, and where the scan stands is one integer.
 *
 * A slot lasts as many ticks as it has packets, so the rate is used up at all times;
 * one without packets lasts as if every probe had one. While only first attempts are
 * under way, slots pass up to `attempts` times faster than later, hence the window is
 * computed for the slow slots, where it is longest, and the retransmission delay for
 * the fast ones. At both ends of the walk slots hold less than their share and pass
 * faster still, by no more than the window in all, which the delay makes up for.
 */
#include "target/schedule.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "target/permutation.h"
#include "target/range_set.h"

enum { ENTRIES_MAX = SCHEDULE_PROBES_MAX * SCHEDULE_ATTEMPTS_MAX };

struct entry {
    uint64_t lag;
    unsigned probe;
    unsigned attempt;
};

struct schedule {
    struct schedule_plan plan;
    const struct range_set *targets;
    const struct permutation *permutation;
    uint64_t count; /* targets of this shard */
    uint64_t slots;
    uint64_t slot;       /* the current one */
    uint64_t slot_tick;  /* when it begins */
    uint64_t idle_ticks; /* spent in slots without packets */
    unsigned entry;      /* next entry to look at */
    unsigned taken;      /* shots taken in this slot */
    unsigned entry_count;
    struct entry entries[ENTRIES_MAX];
    uint32_t *recent; /* the last addresses drawn, by position */
    uint64_t recent_mask;
};

uint64_t schedule_lag(const struct schedule_plan *plan, unsigned probe,
                      unsigned attempt) {
    double fast_slots = plan->rate_pps / plan->probes;
    unsigned gaps = plan->probes > 1 ? plan->probes - 1 : 1;
    /* The last probe comes `gaps` ticks after its slot begins. */
    double window_ticks = fmax(plan->window_s * plan->rate_pps - gaps, 0);
    double slow_slots = window_ticks / (plan->probes * plan->attempts);
    uint64_t step = (uint64_t)floor(slow_slots / gaps);
    uint64_t delay =
        (uint64_t)ceil((plan->retransmit_delay_s + plan->window_s) * fast_slots);

    return probe * step + (attempt - 1) * delay;
}

static uint64_t longest_lag(const struct schedule_plan *plan) {
    return schedule_lag(plan, plan->probes - 1, plan->attempts);
}

uint64_t schedule_plan_targets(const struct schedule_plan *plan) {
    return plan->targets / plan->shards + (plan->shard < plan->targets % plan->shards);
}

double schedule_plan_seconds(const struct schedule_plan *plan) {
    double first = (double)schedule_plan_targets(plan) * plan->probes / plan->rate_pps;
    double waiting = (plan->attempts - 1) * (plan->retransmit_delay_s + plan->window_s);

    return fmax(first * plan->attempts, first + waiting);
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

struct schedule *schedule_create(const struct schedule_plan *plan,
                                 const struct range_set *targets,
                                 const struct permutation *permutation,
                                 struct error *error) {
    struct schedule *schedule = calloc(1, sizeof(*schedule));
    uint64_t room = 1;

    if (schedule == NULL) {
        error_set(error, "out of memory for the schedule");
        return NULL;
    }
    schedule->plan = *plan;
    schedule->targets = targets;
    schedule->permutation = permutation;
    schedule->count = schedule_plan_targets(plan);
    schedule->slots = schedule->count == 0 ? 0 : schedule->count + longest_lag(plan);
    fill_entries(schedule);
    while (room <= longest_lag(plan) && room < schedule->count) {
        room *= 2;
    }
    schedule->recent_mask = room - 1;
    schedule->recent = calloc(room, sizeof(*schedule->recent));
    if (schedule->recent == NULL) {
        schedule_destroy(schedule);
        error_set(error,
                  "out of memory for the schedule: a retransmission delay of "
                  "%g s at this rate spans %llu targets",
                  plan->retransmit_delay_s, (unsigned long long)room);
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

static bool is_active(const struct schedule *schedule, const struct entry *entry) {
    return schedule->slot >= entry->lag &&
           schedule->slot - entry->lag < schedule->count;
}

/* The first slot after this one in which some entry has a target. */
static uint64_t next_busy_slot(const struct schedule *schedule) {
    uint64_t next = schedule->slots;

    for (unsigned i = 0; i < schedule->entry_count; i++) {
        uint64_t lag = schedule->entries[i].lag;
        uint64_t first = lag > schedule->slot ? lag : schedule->slot + 1;

        if (first < lag + schedule->count && first < next) {
            next = first;
        }
    }
    return next;
}

static void advance_slot(struct schedule *schedule) {
    uint64_t next = next_busy_slot(schedule);
    uint64_t idle = (next - schedule->slot - 1) * schedule->plan.probes;

    schedule->slot_tick += schedule->taken + idle;
    schedule->idle_ticks += idle;
    schedule->slot = next;
    schedule->entry = 0;
    schedule->taken = 0;
}

void schedule_seek(struct schedule *schedule, uint64_t slot) {
    uint64_t reach = longest_lag(&schedule->plan);
    uint64_t first = slot > reach ? slot - reach : 0;

    for (uint64_t i = first; i < slot && i < schedule->count; i++) {
        target_at(schedule, i, true);
    }
    schedule->slot = slot;
}

bool schedule_next(struct schedule *schedule, struct shot *shot) {
    while (schedule->slot < schedule->slots) {
        while (schedule->entry < schedule->entry_count) {
            const struct entry *entry = &schedule->entries[schedule->entry++];

            if (!is_active(schedule, entry)) {
                continue;
            }
            *shot = (struct shot){
                .target = target_at(schedule, schedule->slot - entry->lag,
                                    entry->lag == 0 && entry->probe == 0),
                .probe = entry->probe,
                .attempt = entry->attempt,
                .slot = schedule->slot,
                .tick = schedule->slot_tick + schedule->taken++,
                .idle_ticks = schedule->idle_ticks,
            };
            return true;
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

bool schedule_slot_of(const struct schedule *schedule, uint32_t target, unsigned probe,
                      unsigned attempt, uint64_t *slot) {
    const struct schedule_plan *plan = &schedule->plan;
    uint64_t value;

    if (!range_set_index_of(schedule->targets, target, &value)) {
        return false;
    }
    uint64_t index = permutation_invert(schedule->permutation, value);
    if (index % plan->shards != plan->shard || index >= plan->targets) {
        return false;
    }
    *slot = index / plan->shards + schedule_lag(plan, probe, attempt);
    return true;
}
