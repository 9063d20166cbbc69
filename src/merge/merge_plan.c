/* SPDX-License-Identifier: MIT
 * Files are opened one after the other, so that there can be any number of them. */
#include "merge/merge_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "merge/merge_items.h"
#include "merge/merge_options.h"
#include "warehouse/database.h"
#include "warehouse/reply_key.h"

enum { LIST_SIZE = 160 }; /* of missing shards, in words */

static bool read_input(struct merge_plan *plan, size_t input, struct watch *watch,
                       struct error *error) {
    struct database database;

    if (!file_digest_read(&plan->digests[input], plan->paths[input], watch, error) ||
        !database_open(plan->paths[input], &database, error)) {
        return false;
    }
    bool is_ok = merge_items_add(plan, &database, input, error);
    database_close(&database);
    return is_ok;
}

static bool read_inputs(struct merge_plan *plan, struct watch *watch,
                        struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < plan->input_count; i++) {
        is_ok = read_input(plan, i, watch, error);
    }
    return is_ok;
}

static int compare(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* By time, and files in the order that they were given in. */
static int by_start(const void *a, const void *b) {
    const struct merge_item *first = a;
    const struct merge_item *second = b;
    int order = compare(first->started_us, second->started_us);

    order = order != 0 ? order : compare((int64_t)first->input, (int64_t)second->input);
    return order != 0 ? order : compare(first->scan, second->scan);
}

static int by_new_scan(const void *a, const void *b) {
    const struct merge_item *first = a;
    const struct merge_item *second = b;
    int order = compare(first->new_scan, second->new_scan);

    return order != 0 ? order : by_start(a, b);
}

static bool are_of_one_scan(const struct merge_item *a, const struct merge_item *b) {
    return a->can_unite && b->can_unite && a->shards > 1 && a->shards == b->shards &&
           strcmp(a->plan, b->plan) == 0;
}

/* Numbers go by the first shard of each scan. */
static void number_items(struct merge_plan *plan) {
    plan->scans = 0;
    for (size_t i = 0; i < plan->item_count; i++) {
        struct merge_item *item = &plan->items[i];
        size_t j = 0;

        while (j < i && !are_of_one_scan(&plan->items[j], item)) {
            j++;
        }
        item->new_scan = j < i ? plan->items[j].new_scan : ++plan->scans;
    }
}

static bool is_twice(const struct merge_item *a, const struct merge_item *b) {
    return a->new_scan == b->new_scan
               ? a->shard == b->shard
               : a->started_us == b->started_us && a->shard == b->shard &&
                     a->shards == b->shards && strcmp(a->plan, b->plan) == 0;
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
                     plan->paths[a->input], (long long)a->scan, plan->paths[b->input],
                     (long long)b->scan, shard);
}

static bool has_no_overlap(const struct merge_plan *plan, struct error *error) {
    for (size_t i = 0; i < plan->item_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (is_twice(&plan->items[j], &plan->items[i])) {
                return refuse_twice(plan, &plan->items[j], &plan->items[i], error);
            }
        }
    }
    return true;
}

static bool has_shard(const struct merge_plan *plan, int64_t new_scan, int64_t shard) {
    for (size_t i = 0; i < plan->item_count; i++) {
        if (plan->items[i].new_scan == new_scan && plan->items[i].shard == shard) {
            return true;
        }
    }
    return false;
}

static int64_t count_shards(const struct merge_plan *plan, int64_t new_scan) {
    int64_t count = 0;

    for (size_t i = 0; i < plan->item_count; i++) {
        count += plan->items[i].new_scan == new_scan;
    }
    return count;
}

/* As many as there is room for. */
static void list_missing(const struct merge_plan *plan, const struct merge_item *item,
                         char text[LIST_SIZE]) {
    size_t length = 0;

    text[0] = '\0';
    for (int64_t shard = 0; shard < item->shards && length < LIST_SIZE - 32; shard++) {
        if (!has_shard(plan, item->new_scan, shard)) {
            length += (size_t)snprintf(text + length, LIST_SIZE - length, "%s%lld",
                                       length == 0 ? "" : ", ", (long long)shard);
        }
    }
}

static bool refuse_missing(const struct merge_plan *plan, const struct merge_item *item,
                           struct error *error) {
    char list[LIST_SIZE];

    list_missing(plan, item, list);
    return error_set(error,
                     "of the scan of which '%.150s' has shard %lld of %lld, these are "
                     "missing: %s; give their files, or --partial to keep shards as "
                     "scans",
                     plan->paths[item->input], (long long)item->shard,
                     (long long)item->shards, list);
}

/* Either all shards are there, or they stay apart. */
static bool settle_missing(struct merge_plan *plan, bool is_partial,
                           struct error *error) {
    for (size_t i = 0; i < plan->item_count; i++) {
        const struct merge_item *item = &plan->items[i];

        if (!item->can_unite || count_shards(plan, item->new_scan) == item->shards) {
            continue;
        }
        if (!is_partial) {
            return refuse_missing(plan, item, error);
        }
        for (size_t j = i; j < plan->item_count; j++) {
            plan->items[j].can_unite &= plan->items[j].new_scan != item->new_scan;
        }
    }
    return true;
}

static bool number_all(struct merge_plan *plan, bool is_partial, struct error *error) {
    qsort(plan->items, plan->item_count, sizeof(*plan->items), by_start);
    number_items(plan);
    if (!has_no_overlap(plan, error) || !settle_missing(plan, is_partial, error)) {
        return false;
    }
    number_items(plan);
    qsort(plan->items, plan->item_count, sizeof(*plan->items), by_new_scan);
    return plan->scans <= REPLY_KEY_SCAN_MAX ||
           error_set(error, "a file has room for %d scans, and these have %lld",
                     REPLY_KEY_SCAN_MAX, (long long)plan->scans);
}

bool merge_plan_make(struct merge_plan *plan, const struct merge_options *options,
                     struct watch *watch, struct error *error) {
    *plan = (struct merge_plan){.paths = options->inputs,
                                .input_count = options->input_count};
    plan->digests = calloc(plan->input_count, sizeof(*plan->digests));
    if (plan->digests == NULL) {
        return error_set(error, "out of memory for files");
    }
    return read_inputs(plan, watch, error) &&
           number_all(plan, options->is_partial, error);
}

void merge_plan_finish(struct merge_plan *plan) {
    free(plan->digests);
    free(plan->items);
    *plan = (struct merge_plan){0};
}
