/* SPDX-License-Identifier: MIT
 * Replies of and about who opted out go, and are counted; the others' addresses and
 * times change as the level says, and nothing else of them. */
#include "share/reply_filter.h"

#include <string.h>

#include "base/error.h"
#include "share/crypto_pan.h"
#include "suite.h"
#include "target/range_set.h"
#include "warehouse/log_row.h"

enum { TARGET = 0xcb007107, ROUTER = 0xc6336401, OTHER = 0xc0000209 };

static void fill(struct range_set *set, uint32_t first, uint32_t last) {
    CU_ASSERT_TRUE(range_set_add(set, (struct address_range){first, last}));
    CU_ASSERT_TRUE(range_set_seal(set));
}

static struct log_row reply_from(uint32_t responder) {
    return (struct log_row){.responder = responder,
                            .is_direct = responder == TARGET,
                            .duplicates = 4,
                            .time_us = 2999999,
                            .rtt_us = 70001,
                            .ttl = 57};
}

static enum transfer_verdict take(struct reply_filter *filter, uint32_t *target,
                                  struct log_row *row) {
    struct error error;

    return reply_filter_take(filter, target, row, &error);
}

static void who_opted_out_is_taken_out_as_target_and_as_responder(void) {
    static const struct {
        const char *what;
        uint32_t first, last; /* opted out */
        uint32_t responder;
        bool is_out;
    } rows[] = {
        {"the target, which answered", TARGET, TARGET, TARGET, true},
        {"the target, in whose place a router did", TARGET, TARGET, ROUTER, true},
        {"the router", ROUTER, ROUTER, ROUTER, true},
        {"the router, and the target answered", ROUTER, ROUTER, TARGET, false},
        {"a block with the target", TARGET - 7, TARGET + 248, ROUTER, true},
        {"up to the address before", TARGET - 7, TARGET - 1, TARGET, false},
        {"from the address behind", TARGET + 1, UINT32_MAX, TARGET, false},
        {"somebody else", OTHER, OTHER, ROUTER, false},
        {"everybody", 0, UINT32_MAX, ROUTER, true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct range_set set = {0};
        struct reply_filter filter = {.opt_outs = &set};
        struct log_row row = reply_from(rows[i].responder);
        uint32_t target = TARGET;

        fill(&set, rows[i].first, rows[i].last);
        CHECK_ROW(take(&filter, &target, &row) ==
                      (rows[i].is_out ? TRANSFER_DROP : TRANSFER_KEEP),
                  rows[i].what);
        CHECK_ROW(filter.taken_out == (rows[i].is_out ? 5 : 0), rows[i].what);
        range_set_finish(&set);
    }
}

static void without_a_list_and_a_key_a_reply_stays_as_it_is(void) {
    struct reply_filter filter = {0};
    struct log_row row = reply_from(ROUTER);
    const struct log_row before = row;
    uint32_t target = TARGET;

    CU_ASSERT_EQUAL(take(&filter, &target, &row), TRANSFER_KEEP);
    CU_ASSERT_EQUAL(target, TARGET);
    CU_ASSERT_EQUAL(memcmp(&row, &before, sizeof(row)), 0);
}

static void anonymised_replies_keep_all_but_addresses_and_parts_of_seconds(void) {
    static const uint8_t key[CRYPTO_PAN_KEY_SIZE] = {7, 1, 9};
    struct crypto_pan *pan = crypto_pan_create(key);
    struct reply_filter filter = {.pan = pan};
    struct log_row direct = reply_from(TARGET);
    struct log_row indirect = reply_from(ROUTER);
    uint32_t first = TARGET, second = TARGET, mapped_target = 0, mapped_router = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(pan);
    CU_ASSERT_TRUE(crypto_pan_map(pan, TARGET, &mapped_target) &&
                   crypto_pan_map(pan, ROUTER, &mapped_router));
    CU_ASSERT_EQUAL(take(&filter, &first, &direct), TRANSFER_KEEP);
    CU_ASSERT_EQUAL(take(&filter, &second, &indirect), TRANSFER_KEEP);
    CU_ASSERT_TRUE(first == mapped_target && direct.responder == mapped_target);
    CU_ASSERT_TRUE(second == mapped_target && indirect.responder == mapped_router);
    CU_ASSERT_TRUE(direct.time_us == 2000000 && direct.rtt_us == 70001);
    CU_ASSERT_TRUE(direct.duplicates == 4 && direct.ttl == 57);
    crypto_pan_destroy(pan);
}

/* The clock may have been set back. */
static void times_before_the_start_go_down_to_the_second_too(void) {
    static const int64_t rows[][2] = {
        {0, 0},         {999999, 0},          {1000000, 1000000},
        {-1, -1000000}, {-1000000, -1000000}, {-1000001, -2000000}};
    static const uint8_t key[CRYPTO_PAN_KEY_SIZE] = {3};
    struct crypto_pan *pan = crypto_pan_create(key);
    struct reply_filter filter = {.pan = pan};

    CU_ASSERT_PTR_NOT_NULL_FATAL(pan);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct log_row row = reply_from(TARGET);
        uint32_t target = TARGET;

        row.time_us = rows[i][0];
        CU_ASSERT_EQUAL(take(&filter, &target, &row), TRANSFER_KEEP);
        CU_ASSERT_EQUAL(row.time_us, rows[i][1]);
    }
    crypto_pan_destroy(pan);
}

static CU_TestInfo cases[] = {
    CASE(who_opted_out_is_taken_out_as_target_and_as_responder),
    CASE(without_a_list_and_a_key_a_reply_stays_as_it_is),
    CASE(anonymised_replies_keep_all_but_addresses_and_parts_of_seconds),
    CASE(times_before_the_start_go_down_to_the_second_too),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"reply_filter", cases};
