/* SPDX-License-Identifier: MIT
 * Duplicates are counted exactly, however small the table: checked against a plain
 * list. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe/reply.h"
#include "suite.h"
#include "warehouse/recent_replies.h"

enum { DISTINCT_MAX = 512, STREAM = 4000 };

/* The file, and what it should hold: one row or more a reply, counts that add up. */
struct stream {
    struct recent_replies *recent;
    int64_t rows;                   /* written so far */
    size_t reply_of[STREAM];        /* by row */
    int64_t duplicates[STREAM];     /* by row, as taken */
    int64_t arrivals[DISTINCT_MAX]; /* by reply */
};

/* Replies that differ from each other in one thing at a time. */
static struct reply make_reply(size_t number) {
    struct reply reply = {
        .target = 0xc0000200 + (uint32_t)(number & 3),
        .responder = 0xc0000200 + (uint32_t)(number >> 2 & 3),
        .probe = (uint8_t)(number >> 4 & 1),
        .attempt = (uint8_t)(1 + (number >> 5 & 1)),
        .kind = (uint8_t)(KIND_RST_BARE + (number >> 6 & 1)),
        .evidence = EVIDENCE_PORT,
        .ttl = 64,
        .icmp_type = ICMP_NONE,
        .icmp_code = (int16_t)(number >> 7 & 1),
    };

    if (number >> 8 & 1) {
        reply.icmp_type = 3;
    }
    return reply;
}

static void take_all(struct stream *stream) {
    int64_t row;
    int64_t duplicates;

    while (recent_replies_take(stream->recent, &row, &duplicates)) {
        CU_ASSERT_TRUE(duplicates > 0);
        stream->duplicates[row] += duplicates;
    }
}

/* As the writer does it. */
static void arrive(struct stream *stream, size_t number) {
    struct reply reply = make_reply(number);

    stream->arrivals[number]++;
    if (recent_replies_count(stream->recent, &reply)) {
        return;
    }
    stream->reply_of[stream->rows] = number;
    if (!recent_replies_add(stream->recent, &reply, stream->rows)) {
        take_all(stream);
        recent_replies_clear(stream->recent);
        CU_ASSERT_TRUE(recent_replies_add(stream->recent, &reply, stream->rows));
    }
    stream->rows++;
}

static bool is_exact(const struct stream *stream) {
    int64_t counted[DISTINCT_MAX] = {0};

    for (int64_t row = 0; row < stream->rows; row++) {
        counted[stream->reply_of[row]] += 1 + stream->duplicates[row];
    }
    return memcmp(counted, stream->arrivals, sizeof(counted)) == 0;
}

static int64_t run_stream(size_t capacity, size_t distinct, uint64_t seed) {
    struct stream *stream = calloc(1, sizeof(*stream));
    uint64_t state = seed;

    stream->recent = recent_replies_create(capacity);
    for (int i = 0; i < STREAM; i++) {
        arrive(stream, draw_below(&state, distinct));
        if (draw_below(&state, 100) == 0) {
            take_all(stream); /* a commit in between */
        }
    }
    take_all(stream);
    CU_ASSERT_TRUE(is_exact(stream));
    int64_t rows = stream->rows;
    recent_replies_destroy(stream->recent);
    free(stream);
    return rows;
}

static void counts_are_exact_with_tables_of_any_size(void) {
    for (size_t capacity = 2; capacity <= 2048; capacity *= 2) {
        for (uint64_t seed = 1; seed <= 5; seed++) {
            run_stream(capacity, DISTINCT_MAX, seed);
            run_stream(capacity, 7, seed);
        }
    }
}

static void a_table_large_enough_keeps_one_row_a_reply(void) {
    CU_ASSERT_EQUAL(run_stream(2 * DISTINCT_MAX, 100, 1), 100);
}

static void replies_that_differ_in_anything_are_told_apart(void) {
    struct recent_replies *recent = recent_replies_create(2 * DISTINCT_MAX);

    for (size_t i = 0; i < DISTINCT_MAX; i++) {
        struct reply reply = make_reply(i);

        CU_ASSERT_FALSE(recent_replies_count(recent, &reply));
        CU_ASSERT_TRUE(recent_replies_add(recent, &reply, (int64_t)i));
    }
    for (size_t i = 0; i < DISTINCT_MAX; i++) {
        struct reply reply = make_reply(i);

        CU_ASSERT_TRUE(recent_replies_count(recent, &reply));
    }
    recent_replies_destroy(recent);
}

static void ttl_and_evidence_do_not_tell_replies_apart(void) {
    struct recent_replies *recent = recent_replies_create(8);
    struct reply reply = make_reply(1);

    CU_ASSERT_TRUE(recent_replies_add(recent, &reply, 1));
    reply.ttl = 1;
    reply.evidence = EVIDENCE_COOKIE;
    CU_ASSERT_TRUE(recent_replies_count(recent, &reply));
    recent_replies_destroy(recent);
}

static void a_million_duplicates_cost_one_row(void) {
    struct recent_replies *recent = recent_replies_create(8);
    struct reply reply = make_reply(1);
    int64_t row = 0;
    int64_t duplicates = 0;

    CU_ASSERT_TRUE(recent_replies_add(recent, &reply, 42));
    for (int i = 0; i < 1000000; i++) {
        recent_replies_count(recent, &reply);
    }
    CU_ASSERT_TRUE(recent_replies_take(recent, &row, &duplicates));
    CU_ASSERT_EQUAL(row, 42);
    CU_ASSERT_EQUAL(duplicates, 1000000);
    CU_ASSERT_FALSE(recent_replies_take(recent, &row, &duplicates));
    recent_replies_destroy(recent);
}

static void a_cleared_table_has_forgotten_all(void) {
    struct recent_replies *recent = recent_replies_create(8);
    struct reply reply = make_reply(1);
    int64_t row;
    int64_t duplicates;

    CU_ASSERT_TRUE(recent_replies_add(recent, &reply, 1));
    recent_replies_clear(recent);
    CU_ASSERT_FALSE(recent_replies_count(recent, &reply));
    CU_ASSERT_FALSE(recent_replies_take(recent, &row, &duplicates));
    recent_replies_destroy(recent);
    recent_replies_destroy(NULL);
}

/* The answers to one kind of question that would all belong in one place, were places
 * reckoned by multiplying and shifting with constants that everybody can read. */
static struct reply chosen_reply(uint64_t number) {
    const uint64_t factor = 0xbf58476d1ce4e5b9U;
    uint64_t inverse = factor;
    uint64_t rest = (uint64_t)KIND_ICMP_ERROR << 32 | (uint64_t)3 << 16;
    uint64_t mixed = number << 32; /* the lower bits are the place */

    for (int i = 0; i < 5; i++) {
        inverse *= 2 - factor * inverse; /* Newton's method, modulo 2^64 */
    }
    mixed = (mixed ^ mixed >> 29 ^ mixed >> 58) * inverse;
    mixed ^= mixed >> 31 ^ mixed >> 62;
    mixed ^= rest * 0x9e3779b97f4a7c15U;
    return (struct reply){.target = (uint32_t)(mixed >> 32),
                          .responder = (uint32_t)mixed,
                          .kind = KIND_ICMP_ERROR,
                          .icmp_type = 3};
}

static struct reply usual_reply(uint64_t number) {
    return (struct reply){.target = (uint32_t)number * 7919,
                          .responder = (uint32_t)number * 7919,
                          .kind = KIND_ICMP_ERROR,
                          .icmp_type = 3};
}

static double seconds_to_add(struct reply (*make)(uint64_t), uint64_t count) {
    struct recent_replies *recent = recent_replies_create(1 << 17);
    clock_t began = clock();

    CU_ASSERT_PTR_NOT_NULL_FATAL(recent);
    for (uint64_t i = 1; i <= count; i++) {
        struct reply reply = make(i);

        CU_ASSERT_FALSE(recent_replies_count(recent, &reply));
        CU_ASSERT_TRUE(recent_replies_add(recent, &reply, (int64_t)i));
    }
    recent_replies_destroy(recent);
    return (double)(clock() - began) / CLOCKS_PER_SEC;
}

static void replies_cannot_be_chosen_to_slow_it_down(void) {
    double usual = seconds_to_add(usual_reply, 30000);
    double chosen = seconds_to_add(chosen_reply, 30000);

    CU_ASSERT_TRUE(chosen < 20 * usual + 0.1);
}

static CU_TestInfo cases[] = {
    CASE(counts_are_exact_with_tables_of_any_size),
    CASE(a_table_large_enough_keeps_one_row_a_reply),
    CASE(replies_that_differ_in_anything_are_told_apart),
    CASE(ttl_and_evidence_do_not_tell_replies_apart),
    CASE(a_million_duplicates_cost_one_row),
    CASE(a_cleared_table_has_forgotten_all),
    CASE(replies_cannot_be_chosen_to_slow_it_down),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"recent_replies", cases};
