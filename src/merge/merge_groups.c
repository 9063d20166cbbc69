/* SPDX-License-Identifier: MIT
 * Sorted by what they have in common, shards of one scan follow each other, each with
 * its double behind it; so time grows little faster than the number of scans. */
#include "merge/merge_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "merge/merge_plan.h"
#include "warehouse/reply_key.h"

enum { LIST_SIZE = 160 }; /* of missing shards, in words */

static int compare(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* By time, and files in the order that they were given in. */
static int compare_places(const struct merge_place *a, const struct merge_place *b) {
    int order = compare(a->started_us, b->started_us);

    order = order != 0 ? order : compare((int64_t)a->input, (int64_t)b->input);
    return order != 0 ? order : compare(a->scan, b->scan);
}

static int compare_plans(const struct merge_item *a, const struct merge_item *b) {
    int order = strcmp(a->plan, b->plan);

    order = order != 0 ? order : compare(a->can_unite, b->can_unite);
    return order != 0 ? order : compare(a->shards, b->shards);
}

static int by_plan(const void *a, const void *b) {
    const struct merge_item *first = a;
    const struct merge_item *second = b;
    int order = compare_plans(first, second);

    order = order != 0 ? order : compare(first->shard, second->shard);
    return order != 0 ? order : compare_places(&first->at, &second->at);
}

/* Shards of a scan lie where its first one does. */
static int by_scan(const void *a, const void *b) {
    const struct merge_item *first = a;
    const struct merge_item *second = b;
    int order = compare_places(&first->first, &second->first);

    return order != 0 ? order : compare_places(&first->at, &second->at);
}

static bool is_shard(const struct merge_item *item) {
    return item->can_unite && item->shards > 1;
}

/* Of neighbours. Scans that were begun at the same microsecond, by the same plan, are
 * the same. */
static bool is_twice(const struct merge_item *a, const struct merge_item *b) {
    return compare_plans(a, b) == 0 && a->shard == b->shard &&
           (is_shard(a) || a->at.started_us == b->at.started_us);
}

static bool refuse_twice(const struct merge_plan *plan, const struct merge_item *a,
                         const struct merge_item *b, struct error *error) {
    char shard[64] = "";

    if (a->shards > 1) {
        snprintf(shard, sizeof(shard), "shard %lld of %lld of ", (long long)a->shard,
                 (long long)a->shards);
    }
    return error_set(error,
                     "'%.150s' (scan %lld) and '%.150s' (scan %lld) overlap: both have "
                     "%sthe same scan",
                     plan->paths[a->at.input], (long long)a->at.scan,
                     plan->paths[b->at.input], (long long)b->at.scan, shard);
}

static bool has_no_overlap(const struct merge_plan *plan, struct error *error) {
    for (size_t i = 1; i < plan->item_count; i++) {
        if (is_twice(&plan->items[i - 1], &plan->items[i])) {
            return refuse_twice(plan, &plan->items[i - 1], &plan->items[i], error);
        }
    }
    return true;
}

/* As many numbers as there is room for, in words. */
static void list_missing(const struct merge_item *items, size_t count,
                         char text[LIST_SIZE]) {
    int64_t missing = items->shards - (int64_t)count;
    size_t length = 0;

    text[0] = '\0';
    for (int64_t shard = 0; missing > 0 && length < LIST_SIZE / 2; shard++) {
        if (count > 0 && items->shard == shard) {
            items++;
            count--;
            continue;
        }
        length += (size_t)snprintf(text + length, LIST_SIZE - length, "%s%lld",
                                   length == 0 ? "" : ", ", (long long)shard);
        missing--;
    }
    if (missing > 0) {
        snprintf(text + length, LIST_SIZE - length, " and %lld more",
                 (long long)missing);
    }
}

static bool refuse_missing(const struct merge_plan *plan,
                           const struct merge_item *items, size_t count,
                           struct error *error) {
    char list[LIST_SIZE];

    list_missing(items, count, list);
    return error_set(error,
                     "of the scan of which '%.150s' (scan %lld) has shard %lld of "
                     "%lld, these are missing: %s; give their files, or --partial to "
                     "keep shards as scans",
                     plan->paths[items->at.input], (long long)items->at.scan,
                     (long long)items->shard, (long long)items->shards, list);
}

static void unite(struct merge_item *items, size_t count) {
    struct merge_place first = items->at;

    for (size_t i = 1; i < count; i++) {
        if (compare_places(&items[i].at, &first) < 0) {
            first = items[i].at;
        }
    }
    for (size_t i = 0; i < count; i++) {
        items[i].first = first;
    }
}

/* Items that follow each other and are shards of the same scan; else one. */
static size_t count_group(const struct merge_plan *plan, size_t begin) {
    const struct merge_item *items = plan->items;
    size_t end = begin + 1;

    while (is_shard(&items[begin]) && end < plan->item_count &&
           compare_plans(&items[begin], &items[end]) == 0) {
        end++;
    }
    return end - begin;
}

/* Either all shards are there, or they stay apart. */
static bool unite_groups(struct merge_plan *plan, bool is_partial,
                         struct error *error) {
    size_t count;

    for (size_t i = 0; i < plan->item_count; i += count) {
        struct merge_item *items = &plan->items[i];

        count = count_group(plan, i);
        if (!is_shard(items)) {
            continue;
        }
        if ((int64_t)count == items->shards) {
            unite(items, count);
        } else if (!is_partial) {
            return refuse_missing(plan, items, count, error);
        }
    }
    return true;
}

static void number_scans(struct merge_plan *plan) {
    plan->scans = 0;
    for (size_t i = 0; i < plan->item_count; i++) {
        struct merge_item *item = &plan->items[i];

        plan->scans +=
            i == 0 || compare_places(&item[-1].first, &item->first) != 0 ? 1 : 0;
        item->new_scan = plan->scans;
    }
}

bool merge_groups_find(struct merge_plan *plan, bool is_partial, struct error *error) {
    for (size_t i = 0; i < plan->item_count; i++) {
        plan->items[i].first = plan->items[i].at;
    }
    qsort(plan->items, plan->item_count, sizeof(*plan->items), by_plan);
    if (!has_no_overlap(plan, error) || !unite_groups(plan, is_partial, error)) {
        return false;
    }
    qsort(plan->items, plan->item_count, sizeof(*plan->items), by_scan);
    number_scans(plan);
    return plan->scans <= REPLY_KEY_SCAN_MAX ||
           error_set(error, "a file has room for %d scans, and these have %lld",
                     REPLY_KEY_SCAN_MAX, (long long)plan->scans);
}
