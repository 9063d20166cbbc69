/* SPDX-License-Identifier: MIT
 * Sorting keeps all items, orders them by their keys, and leaves equal ones in order.
 */
#include "base/radix_sort.h"

#include "suite.h"

enum { ITEMS = 10000 };

static void check_sorts(size_t count, uint64_t keys, uint64_t step) {
    static uint64_t items[ITEMS];
    static uint64_t sorted[ITEMS];
    uint64_t random = 5;
    uint64_t sum = 0;
    uint64_t sum_after = 0;

    for (size_t i = 0; i < count; i++) {
        items[i] = (uint64_t)(uint32_t)(draw_below(&random, keys) * step) << 32 | i;
        sum += items[i];
    }
    radix_sort(items, sorted, count);
    for (size_t i = 0; i < count; i++) {
        sum_after += sorted[i];
        /* The lower halves are the places before: with them, order is strict. */
        CU_ASSERT_TRUE_FATAL(i == 0 || sorted[i] > sorted[i - 1]);
    }
    CU_ASSERT_EQUAL(sum, sum_after);
}

static void items_are_sorted_by_key_and_keep_their_order_within_it(void) {
    check_sorts(0, 1, 1);
    check_sorts(1, UINT32_MAX, 1);
    check_sorts(ITEMS, 1, 1);            /* all the same */
    check_sorts(ITEMS, 7, 1);            /* in the lowest digit */
    check_sorts(ITEMS, 7, 1U << 29);     /* in the highest */
    check_sorts(ITEMS, 300, 0x00804021); /* in all */
    check_sorts(ITEMS, UINT32_MAX, 1);
}

static CU_TestInfo cases[] = {
    CASE(items_are_sorted_by_key_and_keep_their_order_within_it),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"radix_sort", cases};
