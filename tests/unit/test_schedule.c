/* SPDX-License-Identifier: MIT
 * Walks through whole schedules, all shards of many plans, and checks every shot. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "suite.h"
#include "target/permutation.h"
#include "target/range_set.h"
#include "target/schedule.h"

struct row {
    const char *what;
    struct schedule_plan plan; /* of shard 0 */
    uint64_t allowed;          /* addresses, of which plan.targets are asked */
};

static const struct row rows[] = {
    {"one target, one probe, one attempt", {1, 0, 1, 1, 1, 1000, 1, 0}, 1},
    {"one target, one probe, two attempts", {1, 0, 1, 1, 2, 1000, 1, 20}, 1},
    {"one target, nine probes", {1, 0, 1, 9, 2, 10000, 1, 20}, 1},
    {"two targets, three attempts", {2, 0, 1, 9, 3, 10000, 1, 2}, 2},
    {"a few targets, as by default", {200, 0, 1, 9, 2, 10000, 1, 20}, 200},
    {"as many targets as a step", {617, 0, 1, 9, 2, 100000, 1, 20}, 617},
    {"targets for less than the window", {300, 0, 1, 9, 2, 10000, 1, 2}, 300},
    {"targets for some windows", {5000, 0, 1, 9, 2, 10000, 1, 1}, 5000},
    {"targets for longer than the delay", {30000, 0, 1, 9, 2, 10000, 1, 5}, 30000},
    {"all three attempts under way", {12000, 0, 1, 5, 3, 5000, 1, 2}, 12000},
    {"62 probes, three attempts", {150, 0, 1, 62, 3, 20000, 1, 3}, 150},
    {"62 probes, many targets", {3000, 0, 1, 62, 2, 50000, 2, 1}, 3000},
    {"a rate too low for the window", {40, 0, 1, 9, 2, 10, 1, 20}, 40},
    {"a rate just enough for a step of one", {400, 0, 1, 9, 2, 144, 1, 3}, 400},
    {"a rate just enough for a step of two", {400, 0, 1, 9, 2, 288, 1, 3}, 400},
    {"a slow rate and a long window", {60, 0, 1, 9, 2, 20, 60, 5}, 60},
    {"a rate that is no whole number", {500, 0, 1, 7, 2, 333.3, 1, 2}, 500},
    {"less than a packet a second", {4, 0, 1, 3, 2, 0.5, 1, 20}, 4},
    {"no window", {1000, 0, 1, 9, 2, 10000, 0, 1}, 1000},
    {"no delay", {1000, 0, 1, 9, 2, 10000, 1, 0}, 1000},
    {"neither window nor delay", {1000, 0, 1, 9, 2, 10000, 0, 0}, 1000},
    {"fewer targets than allowed", {137, 0, 1, 9, 2, 10000, 1, 2}, 1000},
    {"one target of many allowed", {1, 0, 1, 9, 2, 10000, 1, 2}, 4096},
    {"three shards", {1000, 0, 3, 9, 2, 10000, 1, 1}, 1000},
    {"seven shards of fewer targets than allowed", {500, 0, 7, 5, 2, 10000, 1, 1}, 999},
    {"more shards than targets", {3, 0, 5, 9, 2, 10000, 1, 1}, 3},
    {"a shard a target", {8, 0, 8, 2, 2, 10000, 1, 1}, 8},
};

enum { WRITTEN = sizeof(rows) / sizeof(rows[0]), DRAWN = 150, TEXT_SIZE = 120 };
enum { ROWS = WRITTEN + DRAWN };

/* Plans of all proportions: blocks with and without waits, steps of none and of many.
 */
static struct schedule_plan draw_plan(uint64_t *state) {
    static const double seconds[] = {0, 0.01, 0.1, 0.5, 1, 2.5, 20};
    double magnitude = (double)draw_below(state, 450) / 100;

    return (struct schedule_plan){
        .targets = 1 + draw_below(state, draw_below(state, 3) == 0 ? 8 : 1500),
        .shards = 1 + (uint32_t)draw_below(state, 4),
        .probes = 1 + (unsigned)draw_below(state, draw_below(state, 9) == 0 ? 62 : 12),
        .attempts = 1 + (unsigned)draw_below(state, SCHEDULE_ATTEMPTS_MAX),
        .rate_pps = pow(10, magnitude),
        .window_s = seconds[draw_below(state, 7)],
        .retransmit_delay_s = seconds[draw_below(state, 7)],
        .retransmit_margin_s = seconds[draw_below(state, 4)],
    };
}

/* The rows written above, then rows drawn at random; `text` is for their description.
 */
static struct row row_at(int number, char text[TEXT_SIZE]) {
    uint64_t state = (uint64_t)number;

    if (number < WRITTEN) {
        return rows[number];
    }
    struct schedule_plan plan = draw_plan(&state);
    snprintf(text, TEXT_SIZE, "%d targets, %d shards, %d x %d, %g pps, %g s, %g s",
             (int)plan.targets, (int)plan.shards, (int)plan.probes, (int)plan.attempts,
             plan.rate_pps, plan.window_s, plan.retransmit_delay_s);
    return (struct row){text, plan, plan.targets + draw_below(&state, 2) * 300};
}

/* The targets: three blocks, so that indices and addresses are not alike. */
static const struct address_range blocks[] = {
    {0xc0000200, 0xc00002ff}, {0xc6336400, 0xc63364ff}, {0xcb000000, 0xcb00ffff}};

/* A whole walk of one shard. */
struct walk {
    struct schedule_plan plan;
    struct range_set targets;
    struct permutation permutation;
    struct schedule *schedule;
    struct shot *shots;
    size_t count;
};

static void fill_targets(struct range_set *targets, uint64_t count) {
    for (size_t i = 0; count > 0; i++) {
        struct address_range range = blocks[i];

        if (range.last - range.first >= count) {
            range.last = range.first + (uint32_t)count - 1;
        }
        count -= range.last - range.first + 1;
        range_set_add(targets, range);
    }
    range_set_seal(targets);
}

static size_t shots_of(const struct schedule_plan *plan) {
    return schedule_plan_targets(plan) * plan->probes * plan->attempts;
}

static void walk_open(struct walk *walk, const struct row *row, uint32_t shard) {
    struct error error;

    *walk = (struct walk){.plan = row->plan};
    walk->plan.shard = shard;
    fill_targets(&walk->targets, row->allowed);
    CU_ASSERT_TRUE_FATAL(permutation_init(&walk->permutation, row->allowed, 5));
    walk->schedule =
        schedule_create(&walk->plan, &walk->targets, &walk->permutation, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(walk->schedule);
    walk->shots = calloc(shots_of(&walk->plan) + 1, sizeof(*walk->shots));
}

/* Takes all shots, but no more than there should be and one. */
static void walk_go(struct walk *walk) {
    walk->count = 0;
    while (walk->count <= shots_of(&walk->plan) &&
           schedule_next(walk->schedule, &walk->shots[walk->count])) {
        walk->count++;
    }
}

static void walk_close(struct walk *walk) {
    schedule_destroy(walk->schedule);
    permutation_finish(&walk->permutation);
    range_set_finish(&walk->targets);
    free(walk->shots);
}

typedef void check_fn(const struct walk *walk, const char *what);

/* Applies the check to a walk of each shard of each row. */
static void check_all(check_fn *check) {
    char text[TEXT_SIZE];

    for (int i = 0; i < ROWS; i++) {
        struct row row = row_at(i, text);

        for (uint32_t shard = 0; shard < row.plan.shards; shard++) {
            struct walk walk;

            walk_open(&walk, &row, shard);
            walk_go(&walk);
            check(&walk, row.what);
            walk_close(&walk);
        }
    }
}

/* A place for each possible shot of the allowed targets. */
static uint64_t place_of(const struct walk *walk, const struct shot *shot) {
    uint64_t index = 0;

    CU_ASSERT_TRUE(range_set_index_of(&walk->targets, shot->target, &index));
    return (index * walk->plan.probes + shot->probe) * walk->plan.attempts +
           shot->attempt - 1;
}

static void count_shots(const struct row *row, uint8_t *seen) {
    for (uint32_t shard = 0; shard < row->plan.shards; shard++) {
        struct walk walk;

        walk_open(&walk, row, shard);
        walk_go(&walk);
        CHECK_ROW(walk.count == shots_of(&walk.plan), row->what);
        for (size_t i = 0; i < walk.count; i++) {
            seen[place_of(&walk, &walk.shots[i])]++;
        }
        walk_close(&walk);
    }
}

static void every_shot_comes_once_over_all_shards(void) {
    char text[TEXT_SIZE];

    for (int i = 0; i < ROWS; i++) {
        struct row row = row_at(i, text);
        const struct schedule_plan *plan = &row.plan;
        size_t places = row.allowed * plan->probes * plan->attempts;
        uint8_t *seen = calloc(places, 1);
        size_t once = 0;
        size_t more = 0;

        count_shots(&row, seen);
        for (size_t j = 0; j < places; j++) {
            once += seen[j] == 1;
            more += seen[j] > 1;
        }
        CHECK_ROW(once == plan->targets * plan->probes * plan->attempts, row.what);
        CHECK_ROW(more == 0, row.what);
        free(seen);
    }
}

/* Ticks by place; UINT64_MAX where there is no shot. */
static uint64_t *ticks_by_place(const struct walk *walk) {
    size_t places = walk->targets.count * walk->plan.probes * walk->plan.attempts;
    uint64_t *ticks = malloc(places * sizeof(*ticks));

    for (size_t i = 0; i < places; i++) {
        ticks[i] = UINT64_MAX;
    }
    for (size_t i = 0; i < walk->count; i++) {
        ticks[place_of(walk, &walk->shots[i])] = walk->shots[i].tick;
    }
    return ticks;
}

/* A target's own packets cannot be closer than one after the other. */
static double widest(const struct schedule_plan *plan) {
    return fmax(plan->window_s * plan->rate_pps, plan->probes - 1);
}

static void check_window(const struct walk *walk, const char *what) {
    const struct schedule_plan *plan = &walk->plan;
    uint64_t *ticks = ticks_by_place(walk);
    unsigned wrong = 0;

    for (uint64_t target = 0; target < walk->targets.count; target++) {
        const uint64_t *first = &ticks[target * plan->probes * plan->attempts];
        uint64_t last = first[(plan->probes - 1) * plan->attempts];

        wrong += *first != UINT64_MAX && (double)(last - *first) > widest(plan);
    }
    CHECK_ROW(wrong == 0, what);
    free(ticks);
}

static void first_attempts_lie_within_the_window(void) {
    check_all(check_window);
}

static void check_delay(const struct walk *walk, const char *what) {
    const struct schedule_plan *plan = &walk->plan;
    size_t places = walk->targets.count * plan->probes * plan->attempts;
    double delay =
        (plan->retransmit_delay_s + plan->retransmit_margin_s) * plan->rate_pps;
    uint64_t *ticks = ticks_by_place(walk);
    unsigned wrong = 0;

    for (size_t i = 0; i < places; i++) {
        wrong += i % plan->attempts != 0 && ticks[i] != UINT64_MAX &&
                 (double)(ticks[i] - ticks[i - 1]) < delay;
    }
    CHECK_ROW(wrong == 0, what);
    free(ticks);
}

static void later_attempts_come_at_least_the_delay_later(void) {
    check_all(check_delay);
}

/* Blocks may be a quarter larger than the delay's worth, and are a second's at least;
 * a walk through few targets waits for the window in places. */
static double latest(const struct schedule_plan *plan) {
    double seconds = schedule_plan_span_s(plan) * 1.25 + plan->window_s;

    return seconds * plan->rate_pps + 2 * plan->probes;
}

static void check_lateness(const struct walk *walk, const char *what) {
    const struct schedule_plan *plan = &walk->plan;
    size_t places = walk->targets.count * plan->probes * plan->attempts;
    uint64_t *ticks = ticks_by_place(walk);
    unsigned wrong = 0;

    for (size_t i = 0; i < places; i++) {
        wrong += i % plan->attempts != 0 && ticks[i] != UINT64_MAX &&
                 (double)(ticks[i] - ticks[i - 1]) > latest(plan);
    }
    CHECK_ROW(wrong == 0, what);
    free(ticks);
}

static void later_attempts_come_no_more_than_a_quarter_later_than_that(void) {
    check_all(check_lateness);
}

static void check_increase(const struct walk *walk, const char *what) {
    unsigned wrong = 0;

    for (size_t i = 1; i < walk->count; i++) {
        wrong += walk->shots[i].tick <= walk->shots[i - 1].tick;
        wrong += walk->shots[i].slot < walk->shots[i - 1].slot;
    }
    CHECK_ROW(wrong == 0, what);
}

static void ticks_strictly_increase(void) {
    check_all(check_increase);
}

static void check_rate(const struct walk *walk, const char *what) {
    for (size_t i = 0; i < walk->count; i++) {
        const struct shot *shot = &walk->shots[i];

        if (shot->tick - shot->idle_ticks != i) {
            CHECK_ROW(shot->tick - shot->idle_ticks == i, what);
            return;
        }
    }
}

static void every_tick_that_is_not_idle_has_a_packet(void) {
    check_all(check_rate);
}

static void check_ticks(const struct walk *walk, const char *what) {
    unsigned wrong = 0;

    for (size_t i = 0; i < walk->count; i++) {
        const struct shot *shot = &walk->shots[i];
        uint64_t tick = UINT64_MAX;

        wrong += !schedule_tick_of(walk->schedule, shot->target, shot->probe,
                                   shot->attempt, &tick);
        wrong += tick != shot->tick;
    }
    CHECK_ROW(wrong == 0, what);
}

static void the_tick_of_a_target_is_that_of_its_shot(void) {
    check_all(check_ticks);
}

static void check_end(const struct walk *walk, const char *what) {
    uint64_t slots = schedule_slots(walk->schedule);

    CHECK_ROW(walk->count == 0 || walk->shots[walk->count - 1].slot + 1 == slots, what);
}

static void a_walk_ends_with_its_last_slot(void) {
    check_all(check_end);
}

static void check_strangers(const struct walk *walk, const char *what) {
    uint64_t asked = 0;
    uint64_t tick;

    for (uint64_t i = 0; i < walk->targets.count; i++) {
        asked += schedule_tick_of(walk->schedule, range_set_nth(&walk->targets, i), 0,
                                  1, &tick);
    }
    CHECK_ROW(asked == schedule_plan_targets(&walk->plan), what);
    CHECK_ROW(!schedule_tick_of(walk->schedule, 0xc0000100, 0, 1, &tick), what);
}

static void targets_of_others_have_no_tick(void) {
    check_all(check_strangers);
}

/* Idle waits apart, the plan's seconds are what the walk takes, give or take a window.
 */
static void check_seconds(const struct walk *walk, const char *what) {
    const struct schedule_plan *plan = &walk->plan;
    double slack = plan->window_s * 2 + plan->probes * plan->attempts / plan->rate_pps;

    if (walk->count > 0) {
        double taken = (double)walk->shots[walk->count - 1].tick / plan->rate_pps;

        CHECK_ROW(fabs(taken - schedule_plan_seconds(plan)) <=
                      slack * plan->attempts + 0.02 * taken,
                  what);
    }
}

static void the_plan_foretells_the_duration(void) {
    check_all(check_seconds);
}

/* A walk begun at `slot` must be the rest of the whole one. */
static unsigned count_differing(const struct walk *walk, const struct row *row,
                                uint64_t slot) {
    struct walk rest;
    size_t at = 0;
    unsigned wrong = 0;

    walk_open(&rest, row, walk->plan.shard);
    schedule_seek(rest.schedule, slot);
    walk_go(&rest);
    while (at < walk->count && walk->shots[at].slot < slot) {
        at++;
    }
    wrong += rest.count != walk->count - at;
    for (size_t i = 0; i < rest.count && at + i < walk->count; i++) {
        const struct shot *shot = &walk->shots[at + i];

        wrong += rest.shots[i].target != shot->target ||
                 rest.shots[i].probe != shot->probe ||
                 rest.shots[i].attempt != shot->attempt ||
                 rest.shots[i].slot != shot->slot || rest.shots[i].tick != shot->tick ||
                 rest.shots[i].idle_ticks != shot->idle_ticks;
    }
    walk_close(&rest);
    return wrong;
}

static void a_walk_begun_later_is_the_rest_of_the_whole(void) {
    char text[TEXT_SIZE];
    uint64_t state = 1;

    for (int i = 0; i < ROWS; i++) {
        struct row row = row_at(i, text);
        struct walk walk;

        walk_open(&walk, &row, 0);
        walk_go(&walk);
        for (int j = 0; j < 6; j++) {
            uint64_t slot = draw_below(&state, schedule_slots(walk.schedule) + 1);

            CHECK_ROW(count_differing(&walk, &row, slot) == 0, row.what);
        }
        walk_close(&walk);
    }
}

/* A schedule of five million targets in one block: more than are kept from one walk to
 * the next. */
struct long_walk {
    struct range_set targets;
    struct permutation permutation;
    struct schedule *schedule;
};

static void open_long(struct long_walk *walk) {
    const struct schedule_plan plan = {5000000, 0, 1, 2, 2, 1e7, 0.02, 20};
    struct error error;

    *walk = (struct long_walk){0};
    range_set_add(&walk->targets,
                  (struct address_range){0x0a000000, 0x0a000000 + 4999999});
    CU_ASSERT_TRUE_FATAL(range_set_seal(&walk->targets));
    CU_ASSERT_TRUE_FATAL(permutation_init(&walk->permutation, plan.targets, 5));
    walk->schedule = schedule_create(&plan, &walk->targets, &walk->permutation, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(walk->schedule);
}

/* Shots whose tick is not that of their target, probe and attempt. */
static unsigned count_astray(struct long_walk *walk, uint64_t slot, uint64_t *shots) {
    struct shot shot;
    unsigned wrong = 0;

    *shots = 0;
    schedule_seek(walk->schedule, slot);
    for (; schedule_next(walk->schedule, &shot); ++*shots) {
        uint64_t tick = UINT64_MAX;

        wrong += (*shots % 16 == 0 || *shots < 100000) &&
                 (!schedule_tick_of(walk->schedule, shot.target, shot.probe,
                                    shot.attempt, &tick) ||
                  tick != shot.tick);
    }
    return wrong;
}

static void a_block_too_large_to_keep_is_drawn_anew_by_each_walk(void) {
    struct long_walk walk;
    uint64_t shots;

    open_long(&walk);
    CU_ASSERT_EQUAL(count_astray(&walk, 0, &shots), 0);
    CU_ASSERT_EQUAL(shots, 20000000);
    CU_ASSERT_EQUAL(count_astray(&walk, schedule_slots(walk.schedule) - 300000, &shots),
                    0);
    CU_ASSERT_TRUE(shots > 500000 && shots < 700000);
    schedule_destroy(walk.schedule);
    permutation_finish(&walk.permutation);
    range_set_finish(&walk.targets);
}

static void a_shard_without_targets_is_over_at_once(void) {
    const struct row row = {"", {3, 0, 5, 9, 2, 10000, 1, 1}, 3};
    struct walk walk;

    walk_open(&walk, &row, 4);
    walk_go(&walk);
    CU_ASSERT_EQUAL(walk.count, 0);
    CU_ASSERT_EQUAL(schedule_slots(walk.schedule), 0);
    walk_close(&walk);
    schedule_destroy(NULL);
}

/* So that a resumed scan sends again what was in flight, however long slots last. */
static void check_before(const struct walk *walk, const char *what) {
    uint64_t state = walk->count;

    for (int i = 0; i < 20 && walk->count > 0; i++) {
        const struct shot *shot = &walk->shots[draw_below(&state, walk->count)];
        uint64_t begin = shot->tick; /* of its slot */
        uint64_t ticks = draw_below(&state, 3000);
        uint64_t slot = schedule_slot_before(walk->schedule, shot->slot, ticks);
        unsigned wrong = 0;

        for (size_t j = 0; j < walk->count; j++) {
            begin = walk->shots[j].slot == shot->slot && walk->shots[j].tick < begin
                        ? walk->shots[j].tick
                        : begin;
        }
        for (size_t j = 0; j < walk->count; j++) {
            wrong += walk->shots[j].slot < slot && walk->shots[j].tick + ticks >= begin;
        }
        CHECK_ROW(wrong == 0 && slot <= shot->slot, what);
    }
}

static void a_slot_so_many_ticks_before_leaves_none_of_them_out(void) {
    check_all(check_before);
}

static CU_TestInfo cases[] = {
    CASE(every_shot_comes_once_over_all_shards),
    CASE(first_attempts_lie_within_the_window),
    CASE(later_attempts_come_at_least_the_delay_later),
    CASE(later_attempts_come_no_more_than_a_quarter_later_than_that),
    CASE(ticks_strictly_increase),
    CASE(every_tick_that_is_not_idle_has_a_packet),
    CASE(the_tick_of_a_target_is_that_of_its_shot),
    CASE(a_walk_ends_with_its_last_slot),
    CASE(targets_of_others_have_no_tick),
    CASE(the_plan_foretells_the_duration),
    CASE(a_walk_begun_later_is_the_rest_of_the_whole),
    CASE(a_block_too_large_to_keep_is_drawn_anew_by_each_walk),
    CASE(a_slot_so_many_ticks_before_leaves_none_of_them_out),
    CASE(a_shard_without_targets_is_over_at_once),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"schedule", cases};
