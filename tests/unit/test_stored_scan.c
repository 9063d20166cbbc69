/* SPDX-License-Identifier: MIT
 * Which scan of a file a capture is imported for, and what the file tells of it. */
#include "warehouse/stored_scan.h"

#include <string.h>

#include "store.h"
#include "warehouse/scan_record.h"
#include "warehouse/sent_facts.h"

/* Number of the scan that is found; 0 if none is. */
static int64_t found(struct store *store, int64_t scan) {
    struct stored_scan stored;

    return stored_scan_read_sent(&store->database, scan, &stored, &store->error)
               ? stored.scan
               : 0;
}

static void set(struct store *store, const char *name, const char *value) {
    CU_ASSERT_TRUE(scan_record_set(&store->database, store->scan,
                                   &(struct setting){name, value}, &store->error));
}

static void make_imported(struct store *store, const char *reason, bool is_whole) {
    char sql[128];

    set(store, "imported-from", "a.pcap");
    if (is_whole) {
        set(store, "imported-sha256", "0123456789abcdef");
    }
    snprintf(sql, sizeof(sql), "UPDATE scan SET exit_reason = %s WHERE scan = %lld",
             reason, (long long)store->scan);
    store_run(store, sql);
}

static void the_newest_scan_is_taken_unless_its_import_broke_off(void) {
    static const struct {
        const char *reason;
        bool is_whole;
        int64_t newest;
    } rows[] = {
        {"'done'", true, 2},       {"'interrupted'", true, 2},
        {"'not_closed'", true, 2}, {"'write_failed'", true, 2},  /* the scan itself */
        {"'file_held'", true, 2},  {"'write_failed'", false, 1}, /* its import */
        {"'file_held'", false, 1}, {"NULL", false, 1},
        {"NULL", true, 1},         {"'import_stopped'", true, 1},
        {"'import_cut'", true, 1},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store store;

        store_open(&store);
        store_add_scan(&store);
        CU_ASSERT_EQUAL(found(&store, 0), 2);
        make_imported(&store, rows[i].reason, rows[i].is_whole);
        CHECK_ROW(found(&store, 0) == rows[i].newest, rows[i].reason);
        CHECK_ROW(found(&store, 2) == (rows[i].newest == 2 ? 2 : 0), rows[i].reason);
        store_finish(&store);
    }
}

static void a_scan_that_is_not_there_is_named(void) {
    struct store store;

    store_open(&store);
    CU_ASSERT_EQUAL(found(&store, 1), 1);
    CU_ASSERT_EQUAL(found(&store, 3), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(store.error.text, "scan 3"));
    store_finish(&store);
}

static void how_a_scan_ended_is_told(void) {
    struct store store;
    struct stored_scan stored;

    store_open(&store);
    CU_ASSERT_TRUE(stored_scan_read_sent(&store.database, 0, &stored, &store.error));
    CU_ASSERT_FALSE(stored.is_ended);
    CU_ASSERT_EQUAL(stored.targets, 512);
    CU_ASSERT_EQUAL(stored.source, 0xc6336401);
    store_run(&store, "UPDATE scan SET ended_us = 9, exit_reason = 'max_runtime'");
    CU_ASSERT_TRUE(stored_scan_read_sent(&store.database, 0, &stored, &store.error));
    CU_ASSERT_TRUE(stored.is_ended);
    CU_ASSERT_EQUAL(stored.ended_us, 9);
    CU_ASSERT_EQUAL(stored.reason, EXIT_MAX_RUNTIME);
    store_finish(&store);
}

static void what_was_sent_is_copied_and_what_was_received_is_not(void) {
    struct store store;

    store_open(&store);
    store_run(&store, "INSERT INTO health VALUES (1, 4, 10, 1, 900, 7, 6, 3, 2, 1, 5)");
    store_run(&store, "INSERT INTO rate_change VALUES (1, 4, 500.5, 1)");
    store_run(&store, "INSERT INTO window_count VALUES (1, 77, 3)");
    store_add_scan(&store);
    CU_ASSERT_TRUE(sent_facts_copy((struct scan_place){&store.database, 1},
                                   (struct scan_place){&store.database, 2}, NULL,
                                   &store.error));
    CU_ASSERT_EQUAL(
        store_number(&store.database,
                     "SELECT count(*) FROM health WHERE (scan, second, probes_sent, "
                     "send_failures, sending_us, captured, replies, kernel_drops, "
                     "interface_drops, ring_drops, ring_waits) = "
                     "(2, 4, 10, 1, 900, 0, 0, 3, 2, 0, 0)"),
        1);
    CU_ASSERT_EQUAL(store_number(&store.database,
                                 "SELECT count(*) FROM rate_change WHERE (scan, "
                                 "second, rate, reason) = (2, 4, 500.5, 1)"),
                    1);
    CU_ASSERT_EQUAL(store_number(&store.database,
                                 "SELECT count(*) FROM window_count WHERE (scan, "
                                 "window_us, targets) = (2, 77, 3)"),
                    1);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(the_newest_scan_is_taken_unless_its_import_broke_off),
    CASE(a_scan_that_is_not_there_is_named),
    CASE(how_a_scan_ended_is_told),
    CASE(what_was_sent_is_copied_and_what_was_received_is_not),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"stored_scan", cases};
