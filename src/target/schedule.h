/* SPDX-License-Identifier: MIT
 * Which target gets which probe and attempt, in what order and how far apart. */
#ifndef TARGET_SCHEDULE_H
#define TARGET_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct range_set;
struct permutation;

enum {
    SCHEDULE_PROBES_MAX = 62,  /* probes are bits of a positive 64-bit mask */
    SCHEDULE_ATTEMPTS_MAX = 3, /* 14 keyed source-port bits each */
};

/* What decides the schedule. */
struct schedule_plan {
    uint64_t targets;           /* of the whole scan: the allowed ones, or fewer (-n) */
    uint32_t shard, shards;     /* this is shard 0..shards-1 */
    unsigned probes;            /* 1..SCHEDULE_PROBES_MAX */
    unsigned attempts;          /* 1..SCHEDULE_ATTEMPTS_MAX */
    double rate_pps;            /* packets a second */
    double window_s;            /* at most this from first to last probe of a target */
    double retransmit_delay_s;  /* at least this from one attempt to the next ... */
    double retransmit_margin_s; /* ... even if ticks come closer by so much */
};

/* One packet to be sent. */
struct shot {
    uint32_t target;
    unsigned probe;      /* index into the scan's probes */
    unsigned attempt;    /* from 1 */
    uint64_t slot;       /* when it is due, in slots ... */
    uint64_t tick;       /* ... and in ticks of 1/rate since the first slot */
    uint64_t idle_ticks; /* of these, in which no packet was due */
};

struct schedule;

/* At slot t of a block, entry e (a probe and an attempt) goes to the target at position
 * t - lag(e) of the block's part of the shard's permuted order. `targets` and
 * `permutation` must outlive the schedule.
 */
struct schedule *schedule_create(const struct schedule_plan *plan,
                                 const struct range_set *targets,
                                 const struct permutation *permutation,
                                 struct error *error);
void schedule_destroy(struct schedule *schedule); /* NULL is fine */

/* Skips what lies before `slot`; only before the first shot is taken. */
void schedule_seek(struct schedule *schedule, uint64_t slot);

/* Takes the next shot; false when all are taken. */
bool schedule_next(struct schedule *schedule, struct shot *shot);

uint64_t schedule_slots(const struct schedule *schedule); /* slots in all */

/* How many targets this shard asks. */
uint64_t schedule_plan_targets(const struct schedule_plan *plan);

/* The tick at which a target is asked; false if this shard does not ask it. It comes
 * from the plan alone, so any thread may ask. */
bool schedule_tick_of(const struct schedule *schedule, uint32_t target, unsigned probe,
                      unsigned attempt, uint64_t *tick);

const struct schedule_plan *schedule_plan_of(const struct schedule *schedule);

/* The last slot before this one that begins at least so many ticks earlier; 0 if none
 * does. */
uint64_t schedule_slot_before(const struct schedule *schedule, uint64_t slot,
                              uint64_t ticks);

/* Ticks from the begin of a slot to that of a later one. */
uint64_t schedule_ticks_between(const struct schedule *schedule, uint64_t from,
                                uint64_t to);

/* How many slots after a target's first probe its last one comes, of one attempt. */
uint64_t schedule_window_slots(const struct schedule *schedule);

/* The retransmission delay or the window, whichever is longer, and a second at least.
 */
double schedule_plan_span_s(const struct schedule_plan *plan);

/* Whether a plan from elsewhere can be reckoned with; one that is made here always can.
 */
bool schedule_plan_is_sound(const struct schedule_plan *plan);

/* What a plan has in store for an address. */
enum place_kind {
    PLACE_NOT_ALLOWED, /* it is not among the targets */
    PLACE_LEFT_OUT,    /* it comes after the first plan.targets */
    PLACE_IN_OTHER_SHARD,
    PLACE_ASKED,
};

struct target_place {
    enum place_kind kind;
    uint32_t shard;    /* unless it is not allowed */
    uint64_t position; /* in the shard's order, likewise */
};

struct target_place schedule_plan_place(const struct schedule_plan *plan,
                                        const struct range_set *targets,
                                        const struct permutation *permutation,
                                        uint32_t address);

/* The slot of a probe and attempt to the target at that position. */
uint64_t schedule_plan_slot(const struct schedule_plan *plan, uint64_t position,
                            unsigned probe, unsigned attempt);
uint64_t schedule_plan_slots(const struct schedule_plan *plan); /* in all */

/* Seconds from the first packet to the last. */
double schedule_plan_seconds(const struct schedule_plan *plan);

#endif
