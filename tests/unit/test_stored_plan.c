/* SPDX-License-Identifier: MIT
 * A plan is read back exactly, or refused with what is wrong with the file. */
#include "warehouse/stored_plan.h"

#include <stdio.h>
#include <string.h>

#include "scan/network_path.h"
#include "scan/options.h"
#include "scan/settings.h"
#include "store.h"
#include "suite.h"

static const char good[] =
    "DELETE FROM setting; INSERT INTO setting VALUES (1, 'max-targets', '512'), "
    "(1, 'shard', '1'), (1, 'shards', '3'), (1, 'attempts', '2'), "
    "(1, 'retransmit-delay', '20'), (1, 'window', '0.75'), (1, 'rate', '10000'), "
    "(1, 'cooldown', 'whatever');";

static void change(struct store *store, const char *sql) {
    CU_ASSERT_EQUAL_FATAL(sqlite3_exec(store->database.sqlite, sql, NULL, NULL, NULL),
                          SQLITE_OK);
}

static void the_plan_is_that_of_the_settings(void) {
    struct stored_plan stored;
    struct store store;

    store_open(&store);
    change(&store, good);
    change(&store, "INSERT INTO setting VALUES (1, 'silent-neighbours', '12'), "
                   "(1, 'retransmit-margin', '0.205')");
    CU_ASSERT_TRUE(
        stored_plan_read(&store.database, store.scan, &stored, &store.error));
    CU_ASSERT_EQUAL(stored.plan.targets, 512);
    CU_ASSERT_EQUAL(stored.plan.shard, 1);
    CU_ASSERT_EQUAL(stored.plan.shards, 3);
    CU_ASSERT_EQUAL(stored.plan.probes, 9);
    CU_ASSERT_EQUAL(stored.plan.attempts, 2);
    CU_ASSERT_EQUAL(stored.plan.retransmit_delay_s, 20);
    CU_ASSERT_EQUAL(stored.plan.retransmit_margin_s, 0.205);
    CU_ASSERT_EQUAL(stored.plan.window_s, 0.75);
    CU_ASSERT_EQUAL(stored.plan.rate_pps, 10000);
    CU_ASSERT_EQUAL(stored.seed, 7);
    CU_ASSERT_EQUAL(stored.slot, 0);
    CU_ASSERT_EQUAL(stored.slots, schedule_plan_slots(&stored.plan));
    CU_ASSERT_FALSE(stored.is_ended);
    CU_ASSERT_EQUAL(stored.silent_neighbours, 12);
    store_finish(&store);
}

static void a_complete_scan_has_sent_everything(void) {
    struct stored_plan stored;
    struct store store;

    store_open(&store);
    change(&store, good);
    change(&store, "UPDATE scan SET ended_us = 9, exit_reason = 'done'");
    CU_ASSERT_TRUE(
        stored_plan_read(&store.database, store.scan, &stored, &store.error));
    CU_ASSERT_TRUE(stored.is_ended);
    CU_ASSERT_EQUAL(stored.slot, stored.slots);
    change(&store, "UPDATE scan SET exit_reason = 'interrupted'");
    CU_ASSERT_TRUE(
        stored_plan_read(&store.database, store.scan, &stored, &store.error));
    CU_ASSERT_EQUAL(stored.slot, 0);
    store_finish(&store);
}

/* Numbers as a scan has them, and as the file must give them back. */
static const double numbers[] = {
    0,       0.1, 1.0 / 3,     20,           333.3, 123456.789, 1e-7 / 3,
    0.00005, 1e9, 20.12345678, 99999.999999, 1e-5,  654321,     8e8 / 7};

static void numbers_come_back_to_the_last_bit(void) {
    struct store store;

    store_open(&store);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        double number = numbers[i];
        const struct schedule_plan plan = {
            512, 0, 1, 9, 2, number > 0 ? number : 1, number, number};
        const struct scan_options options = {.probes = ""};
        struct network_path path;
        struct settings settings;
        struct stored_plan stored;

        memset(&path, 0, sizeof(path));
        settings_fill(&settings, &options, &plan, &store.probes, &path, 1);
        change(&store, "DELETE FROM setting");
        for (size_t j = 0; j < settings.count; j++) {
            char sql[256];

            snprintf(sql, sizeof(sql), "INSERT INTO setting VALUES (1, '%s', '%s')",
                     settings.list[j].name, settings.list[j].value);
            change(&store, sql);
        }
        settings_finish(&settings);
        bool is_read =
            stored_plan_read(&store.database, store.scan, &stored, &store.error);
        /* 10^9 packets a second for 10^9 seconds make no schedule. */
        CU_ASSERT_EQUAL(is_read, number < 1e8);
        CU_ASSERT_EQUAL(stored.plan.window_s, number);
        CU_ASSERT_EQUAL(stored.plan.retransmit_delay_s, number);
        CU_ASSERT_EQUAL(stored.plan.rate_pps, plan.rate_pps);
    }
    store_finish(&store);
}

struct hostile {
    const char *sql;
    const char *word; /* of the error */
};

static const struct hostile hostile[] = {
    {"DELETE FROM setting WHERE name = 'rate'", "lacks the setting 'rate'"},
    {"DELETE FROM setting WHERE name = 'shard'", "lacks the setting 'shard'"},
    {"DELETE FROM setting", "lacks the setting"},
    {"UPDATE setting SET value = '' WHERE name = 'rate'", "'rate'"},
    {"UPDATE setting SET value = 'nan' WHERE name = 'rate'", "'nan'"},
    {"UPDATE setting SET value = '0' WHERE name = 'rate'", "'rate'"},
    {"UPDATE setting SET value = '-1' WHERE name = 'window'", "'-1'"},
    {"UPDATE setting SET value = '1e300' WHERE name = 'window'", "'window'"},
    {"INSERT INTO setting VALUES (1, 'retransmit-margin', 'x')", "'retransmit-margin'"},
    {"INSERT INTO setting VALUES (1, "
     "'retransmit-margin', '9999999999')",
     "'retransmit-margin'"},
    {"UPDATE setting SET value = '9000000000000000' WHERE name = 'rate'", "schedule"},
    {"UPDATE setting SET value = '0' WHERE name = 'shards'", "schedule"},
    {"UPDATE setting SET value = '3' WHERE name = 'shard'", "schedule"},
    {"UPDATE setting SET value = '4294967297' WHERE name = 'shards'", "'shards'"},
    {"UPDATE setting SET value = '0' WHERE name = 'attempts'", "schedule"},
    {"UPDATE setting SET value = '4' WHERE name = 'attempts'", "schedule"},
    {"UPDATE setting SET value = '0' WHERE name = 'max-targets'", "schedule"},
    {"UPDATE setting SET value = '4294967297' WHERE name = 'max-targets'", "schedule"},
    {"UPDATE setting SET value = printf('%.*c', 9999, 'x') WHERE name = 'shard'",
     "'shard'"},
    {"DELETE FROM probe", "schedule"},
    {"INSERT INTO progress VALUES (1, 3, 77)", "77"},
    {"INSERT INTO progress VALUES (1, -3, 77)", "progress"},
    {"DELETE FROM scan", "progress"},
};

static void a_file_that_makes_no_plan_is_refused_with_the_reason(void) {
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        struct stored_plan stored;
        struct store store;

        store_open(&store);
        change(&store, good);
        change(&store, hostile[i].sql);
        CHECK_ROW(!stored_plan_read(&store.database, store.scan, &stored, &store.error),
                  hostile[i].sql);
        CHECK_ROW(strstr(store.error.text, hostile[i].word) != NULL, store.error.text);
        CHECK_ROW(strstr(store.error.text, store.path) != NULL, store.error.text);
        store_finish(&store);
    }
}

static void a_rate_next_to_nothing_makes_a_plan(void) {
    struct stored_plan stored;
    struct store store;

    store_open(&store);
    change(&store, good);
    change(&store, "UPDATE setting SET value = '0.' || printf('%.*c', 323, '0') || '4' "
                   "WHERE name = 'rate'");
    CU_ASSERT_TRUE_FATAL(
        stored_plan_read(&store.database, store.scan, &stored, &store.error));
    CU_ASSERT_TRUE(stored.plan.rate_pps > 0);
    CU_ASSERT_TRUE(schedule_plan_seconds(&stored.plan) > 0);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(the_plan_is_that_of_the_settings),
    CASE(a_complete_scan_has_sent_everything),
    CASE(a_rate_next_to_nothing_makes_a_plan),
    CASE(numbers_come_back_to_the_last_bit),
    CASE(a_file_that_makes_no_plan_is_refused_with_the_reason),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"stored_plan", cases};
