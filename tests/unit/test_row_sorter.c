/* SPDX-License-Identifier: MIT
 * Sorting rows gives the same as sorting them all in memory would, in however many runs
 * it is done. */
#include "warehouse/row_sorter.h"

#include <stdlib.h>
#include <string.h>

#include "probe/reply.h"
#include "store.h"
#include "warehouse/facts.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"

enum { ROWS = 20000, SORTS = 6 };

/* Sorts 0, 2 and 5 differ in their evidence alone, and 1 and 4 do. */
static const struct reply sort_list[SORTS] = {
    {.probe = 6, .attempt = 1, .kind = KIND_UDP_VALID, .evidence = EVIDENCE_PORT},
    {.probe = 6, .attempt = 2, .kind = KIND_UDP_VALID, .evidence = EVIDENCE_PORT},
    {.probe = 6, .attempt = 1, .kind = KIND_UDP_VALID, .evidence = EVIDENCE_COOKIE},
    {.probe = 7, .attempt = 1, .kind = KIND_UDP_VALID, .evidence = EVIDENCE_PORT},
    {.probe = 6, .attempt = 2, .kind = KIND_UDP_VALID, .evidence = EVIDENCE_COOKIE},
    {.probe = 6, .attempt = 1, .kind = KIND_UDP_VALID, .evidence = EVIDENCE_QUOTE},
};
static const uint32_t first_alike[SORTS] = {0, 1, 0, 3, 1, 0};

static struct reply_sorts *make_sorts(struct store *store) {
    struct reply_sorts *sorts =
        reply_sorts_create(&store->database, store->scan, &store->error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(sorts);
    for (uint32_t i = 0; i < SORTS; i++) {
        uint32_t sort;

        CU_ASSERT_TRUE_FATAL(
            reply_sorts_find(sorts, &sort_list[i], &sort, &store->error));
        CU_ASSERT_EQUAL(sort, i);
        CU_ASSERT_EQUAL(reply_sorts_first_alike(sorts, i), first_alike[i]);
    }
    return sorts;
}

/* Few targets, responders and times, so that all that decides the order decides. */
static struct log_row random_row(uint64_t *random, int64_t scan) {
    uint32_t target = (uint32_t)draw_below(random, 50) * 0x05000001U;
    struct log_row row = {
        .reply = reply_key(scan, target, (uint32_t)draw_below(random, SORTS)),
        .responder = (uint32_t)draw_below(random, 3) * 0x7fffffffU,
        .time_us = (int64_t)draw_below(random, 1000),
        .rtt_us = RTT_UNKNOWN,
        .duplicates = (int64_t)draw_below(random, 5),
        .ttl = (uint8_t)draw_below(random, 256),
    };

    row.is_direct = row.responder == target;
    return row;
}

static int compare(const void *left, const void *right) {
    const struct log_row *a = left;
    const struct log_row *b = right;
    const int64_t order[][2] = {
        {reply_key_target(a->reply), reply_key_target(b->reply)},
        {first_alike[reply_key_sort(a->reply)], first_alike[reply_key_sort(b->reply)]},
        {a->responder, b->responder},
        {a->time_us, b->time_us},
    };

    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        if (order[i][0] != order[i][1]) {
            return order[i][0] < order[i][1] ? -1 : 1;
        }
    }
    return 0;
}

static bool is_same(const struct log_row *a, const struct log_row *b) {
    return reply_key_target(a->reply) == reply_key_target(b->reply) &&
           first_alike[reply_key_sort(a->reply)] ==
               first_alike[reply_key_sort(b->reply)] &&
           a->responder == b->responder;
}

/* Rows that compare equal may come in any order: their sums must agree. */
static void check_taken(struct row_sorter *sorter, const struct log_row *expected,
                        size_t count, struct error *error) {
    struct log_row row;
    struct log_row last = {0};
    uint64_t sum = 0;
    bool is_end = false;

    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_TRUE_FATAL(row_sorter_next(sorter, &row, &is_end, error));
        CU_ASSERT_FALSE_FATAL(is_end);
        CU_ASSERT_EQUAL_FATAL(compare(&row, &expected[i]), 0);
        if (i > 0) {
            CU_ASSERT_EQUAL(row_sorter_is_same(sorter, &last, &row),
                            is_same(&last, &row));
        }
        sum += (uint64_t)row.ttl * 1000 + (uint64_t)row.duplicates -
               ((uint64_t)expected[i].ttl * 1000 + (uint64_t)expected[i].duplicates);
        last = row;
    }
    CU_ASSERT_TRUE(row_sorter_next(sorter, &row, &is_end, error));
    CU_ASSERT_TRUE(is_end);
    CU_ASSERT_EQUAL(sum, 0);
}

static void take_some(struct row_sorter *sorter, size_t count, struct error *error) {
    struct log_row row;
    bool is_end = false;

    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_TRUE_FATAL(row_sorter_next(sorter, &row, &is_end, error) && !is_end);
    }
}

static void check_sorts(size_t count, size_t run_rows) {
    static struct log_row rows[ROWS];
    struct store store;
    uint64_t random = 3;

    store_open(&store);
    struct reply_sorts *sorts = make_sorts(&store);
    struct row_sorter *sorter =
        row_sorter_create(store.path, run_rows, sorts, &store.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sorter);
    for (size_t i = 0; i < count; i++) {
        rows[i] = random_row(&random, store.scan);
        CU_ASSERT_TRUE_FATAL(row_sorter_add(sorter, &rows[i], &store.error));
    }
    qsort(rows, count, sizeof(rows[0]), compare);
    CU_ASSERT_TRUE_FATAL(row_sorter_finish(sorter, &store.error));
    take_some(sorter, count / 3, &store.error);
    CU_ASSERT_TRUE_FATAL(row_sorter_rewind(sorter, &store.error));
    check_taken(sorter, rows, count, &store.error);
    CU_ASSERT_TRUE_FATAL(row_sorter_rewind(sorter, &store.error));
    check_taken(sorter, rows, count, &store.error);
    row_sorter_destroy(sorter);
    reply_sorts_destroy(sorts);
    store_finish(&store);
}

static void rows_come_sorted_from_any_number_of_runs_as_often_as_asked(void) {
    static const size_t sizes[][2] = {
        {0, 16},      {1, 16},      {16, 16},     {17, 16},        {100, 16},
        {ROWS, 64},   {ROWS, 3000}, {ROWS, 9999}, {ROWS, ROWS},    {ROWS, ROWS + 1},
        {ROWS, 5000}, {4096, 2048}, {4097, 2049}, {ROWS, ROWS / 2}};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        check_sorts(sizes[i][0], sizes[i][1]);
    }
}

static void a_folder_that_cannot_be_written_to_is_named(void) {
    struct store store;
    uint64_t random = 4;

    store_open(&store);
    struct reply_sorts *sorts = make_sorts(&store);
    struct row_sorter *sorter =
        row_sorter_create("/proc/none/results.db", 1, sorts, &store.error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sorter);
    struct log_row row = random_row(&random, store.scan);
    CU_ASSERT_TRUE(row_sorter_add(sorter, &row, &store.error));
    CU_ASSERT_FALSE(row_sorter_add(sorter, &row, &store.error));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(store.error.text, "temporary file beside '/proc/none/results.db'"));
    row_sorter_destroy(sorter);
    reply_sorts_destroy(sorts);
    store_finish(&store);
}

static CU_TestInfo cases[] = {
    CASE(rows_come_sorted_from_any_number_of_runs_as_often_as_asked),
    CASE(a_folder_that_cannot_be_written_to_is_named),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"row_sorter", cases};
