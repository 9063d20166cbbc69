/* SPDX-License-Identifier: MIT
 * What shards have in common is hashed, so that it can be compared at once. */
#include "merge/merge_items.h"

#include <stdlib.h>

#include "base/error.h"
#include "merge/merge_plan.h"
#include "warehouse/database.h"
#include "warehouse/scan_numbers.h"

static const int64_t started_us_max = INT64_MAX / 1000; /* some ten thousand years */

struct adding {
    struct merge_plan *plan;
    struct database *database;
    size_t input;
};

/* What is reckoned with later. */
static bool is_sound(const struct database *database, const struct merge_item *item,
                     struct error *error) {
    if (item->at.started_us < 0 || item->at.started_us > started_us_max) {
        return error_set(error, "'%s': scan %lld began at no time that a clock shows",
                         database->path, (long long)item->at.scan);
    }
    return (item->shards > 0 && item->shard >= 0 && item->shard < item->shards) ||
           error_set(error, "'%s': by its settings, scan %lld is shard %lld of %lld",
                     database->path, (long long)item->at.scan, (long long)item->shard,
                     (long long)item->shards);
}

static bool read_item(struct database *database, struct merge_item *item,
                      struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_MERGE_ITEM, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", item->at.scan);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    item->at.started_us = sqlite3_column_int64(row, 0);
    item->can_unite = sqlite3_column_int(row, 1) != 0;
    item->shard = sqlite3_column_int64(row, 2);
    item->shards = sqlite3_column_int64(row, 3);
    sqlite3_reset(row);
    return is_sound(database, item, error);
}

static void add_row(struct digest *digest, sqlite3_stmt *row) {
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const void *text = sqlite3_column_text(row, i);

        digest_add(digest, text, (size_t)sqlite3_column_bytes(row, i));
        digest_add(digest, "", 1);
    }
}

static bool read_plan(struct database *database, struct merge_item *item,
                      struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_MERGE_PLAN, error);
    struct digest digest;
    int status;

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", item->at.scan);
    digest_begin(&digest);
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        add_row(&digest, row);
    }
    digest_end(&digest, item->plan);
    bool is_ok = status == SQLITE_DONE || database_failed(database, "read", error);
    sqlite3_reset(row);
    return is_ok;
}

static bool add_item(void *context, int64_t scan, struct error *error) {
    struct adding *adding = context;
    struct merge_plan *plan = adding->plan;
    struct merge_item *items =
        realloc(plan->items, (plan->item_count + 1) * sizeof(*items));

    if (items == NULL) {
        return error_set(error, "out of memory for scans");
    }
    plan->items = items;
    struct merge_item *item = &items[plan->item_count++];
    *item = (struct merge_item){.at = {.input = adding->input, .scan = scan}};
    return read_item(adding->database, item, error) &&
           read_plan(adding->database, item, error);
}

bool merge_items_add(struct merge_plan *plan, struct database *database, size_t input,
                     struct error *error) {
    struct adding adding = {plan, database, input};

    return scan_numbers_each(database, 0, add_item, &adding, error);
}
