/* SPDX-License-Identifier: MIT
 * Which scans become one, in which order, and what is refused. */
#include "merge/merge_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "merge/merge_plan.h"
#include "suite.h"

enum { ITEMS_MAX = 200000, ROUNDS = 2000 };

static const char *const paths[] = {"a.db", "b.db", "c.db", "d.db"};

struct groups {
    struct merge_plan plan;
    struct merge_item items[16];
    struct error error;
};

/* Of each letter a scan, with the start, shard and shards that follow. */
struct row {
    char plan;
    int started, shard, shards;
};

static bool find(struct groups *groups, const struct row *rows, bool is_partial) {
    *groups = (struct groups){.plan = {.paths = paths}};
    for (; rows->plan != '\0'; rows++) {
        struct merge_item *item = &groups->items[groups->plan.item_count];

        *item = (struct merge_item){
            .at = {rows->started, groups->plan.item_count % 4,
                   (int64_t)groups->plan.item_count / 4 + 1},
            .shard = rows->shard,
            .shards = rows->shards,
            .can_unite = rows->plan >= 'a',
            .plan = {rows->plan},
        };
        groups->plan.item_count++;
    }
    groups->plan.items = groups->items;
    return merge_groups_find(&groups->plan, is_partial, &groups->error);
}

/* Plan, shard and new number of each item, in their order. */
static const char *told(const struct groups *groups) {
    static char text[256];
    size_t length = 0;

    text[0] = '\0';
    for (size_t i = 0; i < groups->plan.item_count; i++) {
        const struct merge_item *item = &groups->items[i];

        length += (size_t)snprintf(text + length, sizeof(text) - length,
                                   "%s%c%lld=%lld", i == 0 ? "" : " ", item->plan[0],
                                   (long long)item->shard, (long long)item->new_scan);
    }
    return text;
}

/* Capital letters are scans that cannot be united. */
static void shards_get_the_number_of_their_first(void) {
    static const struct {
        struct row rows[8];
        bool is_partial;
        const char *told;
    } table[] = {
        {{{'a', 9, 0, 1}}, false, "a0=1"},
        {{{'a', 9, 0, 1}, {'b', 3, 0, 1}}, false, "b0=1 a0=2"},
        {{{'a', 9, 0, 1}, {'a', 3, 0, 1}}, false, "a0=1 a0=2"},
        {{{'a', 9, 0, 2}, {'b', 5, 0, 1}, {'a', 3, 1, 2}}, false, "a1=1 a0=1 b0=2"},
        {{{'b', 1, 0, 1}, {'a', 9, 0, 2}, {'c', 5, 0, 1}, {'a', 3, 1, 2}},
         false,
         "b0=1 a1=2 a0=2 c0=3"},
        {{{'a', 9, 0, 2}, {'a', 3, 1, 2}, {'b', 2, 1, 2}, {'b', 4, 0, 2}},
         false,
         "b1=1 b0=1 a1=2 a0=2"},
        {{{'A', 9, 0, 2}, {'A', 3, 1, 2}}, false, "A1=1 A0=2"},
        {{{'A', 9, 0, 2}, {'a', 3, 1, 2}, {'a', 4, 0, 2}}, false, "a1=1 a0=1 A0=2"},
        {{{'a', 9, 0, 3}, {'b', 5, 0, 1}, {'a', 3, 1, 3}}, true, "a1=1 b0=2 a0=3"},
        {{{'a', 9, 0, 2}, {'a', 3, 1, 2}, {'b', 4, 1, 2}}, true, "a1=1 a0=1 b1=2"},
    };
    struct groups groups;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        CU_ASSERT_TRUE(find(&groups, table[i].rows, table[i].is_partial));
        CHECK_ROW(strcmp(told(&groups), table[i].told) == 0, table[i].told);
    }
}

static void what_is_wrong_is_named_with_its_files(void) {
    static const struct {
        struct row rows[8];
        bool is_partial;
        const char *said;
    } table[] = {
        {{{'a', 9, 1, 3}, {'a', 3, 0, 3}},
         false,
         "'b.db' (scan 1) has shard 0 of 3, these are missing: 2;"},
        {{{'a', 9, 1, 3}},
         false,
         "'a.db' (scan 1) has shard 1 of 3, these are missing: 0, 2;"},
        {{{'b', 1, 0, 1}, {'a', 9, 6, 7}}, false, "missing: 0, 1, 2, 3, 4, 5;"},
        {{{'a', 9, 0, 2}, {'b', 8, 1, 2}}, false, "'a.db' (scan 1) has shard 0 of 2"},
        {{{'a', 9, 0, 2}, {'a', 8, 1, 2}, {'a', 7, 1, 2}},
         true,
         "'c.db' (scan 1) and 'b.db' (scan 1) overlap: both have shard 1 of 2 of the "
         "same scan"},
        {{{'b', 9, 0, 1}, {'b', 9, 0, 1}},
         true,
         "'a.db' (scan 1) and 'b.db' (scan 1) overlap: both have the same scan"},
        {{{'A', 9, 1, 3}, {'A', 9, 1, 3}}, false, "overlap: both have shard 1 of 3"},
    };
    struct groups groups;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        CU_ASSERT_FALSE(find(&groups, table[i].rows, table[i].is_partial));
        CHECK_ROW(strstr(groups.error.text, table[i].said) != NULL, table[i].said);
        CU_ASSERT_FALSE(groups.error.is_usage);
    }
}

static void ever_so_many_shards_are_listed_at_once(void) {
    const struct row rows[] = {{'a', 1, 3, 7}, {'\0', 0, 0, 0}};
    struct groups groups;

    CU_ASSERT_FALSE(find(&groups, rows, false));
    groups.items[0].shards = INT64_MAX;
    CU_ASSERT_FALSE(merge_groups_find(&groups.plan, false, &groups.error));
    CU_ASSERT_PTR_NOT_NULL(strstr(groups.error.text, "missing: 0, 1, 2, 4, "));
    CU_ASSERT_PTR_NOT_NULL(strstr(groups.error.text, " and 9223372036854775"));
}

/* Of drawn scans: shards that are all there have one number, all else one each, and
 * numbers rise with the first start. */
static void drawn_scans_are_numbered_as_the_rule_says(void) {
    uint64_t state = 4;
    struct groups groups;

    for (int round = 0; round < ROUNDS; round++) {
        struct row rows[9] = {{'\0', 0, 0, 0}};
        int shards = 2 + (int)draw_below(&state, 3);
        int there = 1 + (int)draw_below(&state, (uint64_t)shards);
        int count = 0;

        for (; count < there; count++) {
            rows[count] = (struct row){'m', (int)draw_below(&state, 50), count, shards};
        }
        for (; count < there + 3; count++) {
            char plan = (char)('a' + count);
            rows[count] = (struct row){plan, (int)draw_below(&state, 50), 0, 1};
        }
        CU_ASSERT_TRUE_FATAL(find(&groups, rows, true));
        CU_ASSERT_EQUAL(groups.plan.scans, there == shards ? 4 : there + 3);
        for (size_t i = 1; i < groups.plan.item_count; i++) {
            const struct merge_item *item = &groups.items[i];
            bool is_same = item->new_scan == item[-1].new_scan;

            CU_ASSERT_TRUE(is_same || item->new_scan == item[-1].new_scan + 1);
            CU_ASSERT_TRUE(is_same
                               ? there == shards && item->plan[0] == 'm'
                               : item->first.started_us >= item[-1].first.started_us);
        }
    }
}

static void many_scans_take_little_time(void) {
    struct merge_item *items = calloc(ITEMS_MAX, sizeof(*items));
    struct merge_plan plan = {.paths = paths, .items = items, .item_count = ITEMS_MAX};
    struct error error = {0};
    uint64_t start = clock_process_ns();

    CU_ASSERT_PTR_NOT_NULL_FATAL(items);
    for (size_t i = 0; i < ITEMS_MAX; i++) {
        items[i] = (struct merge_item){.at = {(int64_t)(ITEMS_MAX - i), 0, 1},
                                       .shard = (int64_t)i,
                                       .shards = ITEMS_MAX,
                                       .can_unite = true,
                                       .plan = "p"};
    }
    CU_ASSERT_TRUE(merge_groups_find(&plan, false, &error));
    CU_ASSERT_EQUAL(plan.scans, 1);
    CU_ASSERT_TRUE(clock_process_ns() - start < 20 * (uint64_t)NS_PER_S);
    free(items);
}

static CU_TestInfo cases[] = {
    CASE(shards_get_the_number_of_their_first),
    CASE(what_is_wrong_is_named_with_its_files),
    CASE(ever_so_many_shards_are_listed_at_once),
    CASE(drawn_scans_are_numbered_as_the_rule_says),
    CASE(many_scans_take_little_time),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"merge_groups", cases};
