/* SPDX-License-Identifier: MIT
 * What a file tells of a target is what the schedule that filled it did: scans of drawn
 * options are recorded, sent up to a drawn shot, and asked about every address. */
#include "lookup/target_status.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/network_path.h"
#include "scan/options.h"
#include "scan/plan.h"
#include "scan/settings.h"
#include "scan/targets.h"
#include "store.h"
#include "suite.h"
#include "target/permutation.h"
#include "target/schedule.h"
#include "warehouse/fact_rows.h"
#include "warehouse/scan_record.h"

enum { SCANS = 150, PROBES = 12, FIRST = 0xcb007100 - 100, SEED = 11 };

/* A scan of drawn options. */
struct drawn {
    struct scan_options options;
    struct scan_targets targets;
    struct probe_set probes;
    struct schedule_plan plan;
    struct permutation permutation;
    struct schedule *schedule;
    int64_t scan;
    unsigned *sent; /* by address and attempt: shots before the committed slot */
};

static void draw_options(struct scan_options *options, uint64_t *state) {
    *options = (struct scan_options){
        .probes = "",
        .rate_pps = pow(10, (double)draw_below(state, 5000) / 1000),
        .shards = 1 + (uint32_t)draw_below(state, 3),
        .attempts = 1 + (unsigned)draw_below(state, SCHEDULE_ATTEMPTS_MAX),
        /* Seconds that no few digits tell. */
        .retransmit_delay_s = (double)draw_below(state, 3000000) / 700001,
        .window_s = (double)draw_below(state, 2000000) / 900001,
        .max_targets = draw_below(state, 2) == 0 ? 0 : 1 + draw_below(state, 250),
    };
    options->shard = (uint32_t)draw_below(state, options->shards);
}

static void draw_scan(struct drawn *drawn, struct store *store, uint64_t *state) {
    uint32_t count = 3 + (uint32_t)draw_below(state, 300);
    unsigned probes = 1 + (unsigned)draw_below(state, PROBES);
    char list[PROBES * 16] = "";

    *drawn = (struct drawn){0};
    draw_options(&drawn->options, state);
    range_set_add(&drawn->targets.allowed,
                  (struct address_range){FIRST, FIRST + count - 1});
    CU_ASSERT_TRUE_FATAL(range_set_seal(&drawn->targets.allowed));
    for (unsigned i = 0; i < probes; i++) {
        snprintf(list + strlen(list), 16, "%stcp/%u", i == 0 ? "" : ",", i + 1);
    }
    drawn->probes = (struct probe_set){.attempts = drawn->options.attempts,
                                       .ports = {32768, 65535}};
    CU_ASSERT_TRUE_FATAL(probe_set_parse(&drawn->probes, list, &store->error));
    CU_ASSERT_TRUE_FATAL(plan_make(&drawn->options, &drawn->targets, &drawn->probes,
                                   &drawn->plan, &store->error));
    CU_ASSERT_TRUE_FATAL(permutation_init(&drawn->permutation, count, SEED));
    drawn->schedule = schedule_create(&drawn->plan, &drawn->targets.allowed,
                                      &drawn->permutation, &store->error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(drawn->schedule);
    drawn->sent = calloc((size_t)count * SCHEDULE_ATTEMPTS_MAX, sizeof(*drawn->sent));
}

static void record_scan(struct drawn *drawn, struct store *store) {
    struct network_path *path = calloc(1, sizeof(*path));
    struct settings settings;

    settings_fill(&settings, &drawn->options, &drawn->plan, &drawn->probes, path, SEED);
    const struct scan_record record = {
        .seed = SEED,
        .targets = schedule_plan_targets(&drawn->plan),
        .probes = &drawn->probes,
        .allowed = &drawn->targets.allowed,
        .settings = settings.list,
        .setting_count = settings.count,
    };
    CU_ASSERT_TRUE_FATAL(
        scan_record_start(&store->database, &record, &drawn->scan, &store->error));
    settings_finish(&settings);
    free(path);
}

/* Takes so many shots and commits where the schedule stands then. */
static void send_shots(struct drawn *drawn, struct store *store, uint64_t shots) {
    size_t room = (size_t)shots + 1;
    struct shot *taken = calloc(room, sizeof(*taken));
    uint64_t count = 0;

    while (count < shots && schedule_next(drawn->schedule, &taken[count])) {
        count++;
    }
    struct shot next;
    uint64_t slot = schedule_next(drawn->schedule, &next)
                        ? next.slot
                        : schedule_slots(drawn->schedule);
    for (uint64_t i = 0; i < count; i++) {
        size_t place = (taken[i].target - FIRST) * SCHEDULE_ATTEMPTS_MAX;

        drawn->sent[place + taken[i].attempt - 1] += taken[i].slot < slot;
    }
    CU_ASSERT_TRUE(fact_rows_set_progress(&store->database, drawn->scan, slot,
                                          schedule_slots(drawn->schedule),
                                          &store->error));
    free(taken);
}

static void close_scan(struct drawn *drawn) {
    schedule_destroy(drawn->schedule);
    permutation_finish(&drawn->permutation);
    probe_set_finish(&drawn->probes);
    range_set_finish(&drawn->targets.allowed);
    free(drawn->sent);
}

/* What is to be said of a target to which these shots went, as its beginning. */
static void expect(const struct drawn *drawn, const unsigned *sent, char *text,
                   size_t size) {
    unsigned made = 0;

    while (made < drawn->plan.attempts && sent[made] == drawn->plan.probes) {
        made++;
    }
    if (made == drawn->plan.attempts) {
        snprintf(text, size, "probed, silent");
    } else if (made > 0) {
        snprintf(text, size, "probed, silent so far: %u of %u attempts made", made,
                 drawn->plan.attempts);
    } else if (sent[0] > 0) {
        snprintf(text, size, "being probed, %u of %u probes sent: ", sent[0],
                 drawn->plan.probes);
    } else {
        snprintf(text, size, "not yet probed, ");
    }
}

/* Nothing else may follow what says that all was sent. */
static bool is_said(const char *expected, const char *text) {
    return strcmp(expected, "probed, silent") == 0
               ? strcmp(expected, text) == 0
               : strncmp(expected, text, strlen(expected)) == 0;
}

/* Addresses whose status does not begin as the shots say. */
static unsigned count_wrong(const struct drawn *drawn, struct store *store) {
    unsigned wrong = 0;

    for (uint64_t i = 0; i < drawn->targets.allowed.count; i++) {
        char expected[TARGET_STATUS_SIZE];
        char text[TARGET_STATUS_SIZE] = "";
        uint64_t tick;

        if (!schedule_tick_of(drawn->schedule, (uint32_t)(FIRST + i), 0, 1, &tick)) {
            continue;
        }
        expect(drawn, &drawn->sent[i * SCHEDULE_ATTEMPTS_MAX], expected,
               sizeof(expected));
        wrong += !target_status(&store->database, drawn->scan, (uint32_t)(FIRST + i),
                                text, &store->error) ||
                 !is_said(expected, text);
    }
    return wrong;
}

static void a_target_is_probed_when_its_shots_came_before_the_committed_slot(void) {
    uint64_t state = 3;
    struct store store;

    store_open(&store);
    for (int i = 0; i < SCANS; i++) {
        struct drawn drawn;
        char row[32];

        draw_scan(&drawn, &store, &state);
        record_scan(&drawn, &store);
        uint64_t shots = schedule_plan_targets(&drawn.plan) * drawn.plan.probes *
                         drawn.plan.attempts;
        send_shots(&drawn, &store, i % 5 == 0 ? shots + 1 : draw_below(&state, shots));
        snprintf(row, sizeof(row), "scan %d", i);
        CHECK_ROW(count_wrong(&drawn, &store) == 0, row);
        close_scan(&drawn);
    }
    store_finish(&store);
}

static bool is_left_out(const struct drawn *drawn, uint32_t address) {
    struct target_place place = schedule_plan_place(
        &drawn->plan, &drawn->targets.allowed, &drawn->permutation, address);

    return place.kind == PLACE_LEFT_OUT;
}

/* Of all shards together: each target is asked by one, left out by all, or none. */
static void the_other_targets_are_left_out_or_in_another_shard(void) {
    uint64_t state = 9;
    struct store store;

    store_open(&store);
    for (int i = 0; i < SCANS / 5; i++) {
        struct drawn drawn;
        uint64_t counts[2] = {0};

        draw_scan(&drawn, &store, &state);
        record_scan(&drawn, &store);
        for (uint64_t j = 0; j < drawn.targets.allowed.count; j++) {
            uint32_t address = (uint32_t)(FIRST + j);
            char text[TARGET_STATUS_SIZE];
            uint64_t tick;

            CU_ASSERT_TRUE(target_status(&store.database, drawn.scan, address, text,
                                         &store.error));
            if (!schedule_tick_of(drawn.schedule, address, 0, 1, &tick)) {
                bool is_out = strncmp(text, "left out by --max-targets", 25) == 0;

                CU_ASSERT_EQUAL(is_out, is_left_out(&drawn, address));
                CU_ASSERT_TRUE(is_out || strncmp(text, "in another shard", 16) == 0);
                counts[is_out]++;
            }
        }
        CU_ASSERT_EQUAL(counts[1], drawn.targets.allowed.count - drawn.plan.targets);
        CU_ASSERT_EQUAL(counts[0],
                        drawn.plan.targets - schedule_plan_targets(&drawn.plan));
        close_scan(&drawn);
    }
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(a_target_is_probed_when_its_shots_came_before_the_committed_slot),
    CASE(the_other_targets_are_left_out_or_in_another_shard),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"target_status", cases};
