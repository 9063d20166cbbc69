/* SPDX-License-Identifier: MIT
 * What a lookup reads is of one moment, though many statements read it. */
#include "lookup/finding.h"

#include "random_replies.h"
#include "store.h"
#include "suite.h"
#include "warehouse/appender.h"

enum { ROWS = 200 };

static void append(struct store *store) {
    static const struct appender_limits limits = {.rows = ROWS};
    struct appender *appender =
        appender_create(&store->database, store->scan, &limits, &store->error);
    uint64_t random = 5;

    CU_ASSERT_PTR_NOT_NULL_FATAL(appender);
    CU_ASSERT_TRUE_FATAL(random_append(store, appender, ROWS, &random));
    appender_destroy(appender);
}

static void what_a_lookup_reads_is_of_one_moment(void) {
    struct store writer;
    struct database reader;
    bool has_replies;

    store_open(&writer);
    append(&writer);
    int64_t rows = store_number(&writer.database, "SELECT count(*) FROM reply_log");
    int64_t target = store_number(&writer.database,
                                  "SELECT target FROM reply_row WHERE direct LIMIT 1");
    CU_ASSERT_TRUE_FATAL(database_open(writer.path, &reader, &writer.error));
    CU_ASSERT_TRUE_FATAL(findings_collect(&reader, (uint32_t)target, EVERY_SCAN,
                                          &has_replies, &writer.error));
    CU_ASSERT_TRUE(has_replies);
    store_run(&writer, "DELETE FROM reply_log");
    CU_ASSERT_EQUAL(store_number(&reader, "SELECT count(*) FROM reply_log"), rows);
    database_close(&reader);
    store_finish(&writer);
}

static CU_TestInfo cases[] = {
    CASE(what_a_lookup_reads_is_of_one_moment),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"finding", cases};
