/* SPDX-License-Identifier: MIT
 * Replies of one transaction wait in an array and are written by one statement. What is
 * committed is always whole: the log and its counts change in the same transaction, and
 * so do the other summaries and the row up to which they are those of the log. */
#include "warehouse/appender.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "probe/reply.h"
#include "warehouse/database.h"
#include "warehouse/facts.h"
#include "warehouse/fold.h"
#include "warehouse/fold_log.h"
#include "warehouse/log_row.h"
#include "warehouse/recent_replies.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/seal_progress.h"

enum { RECENT_REPLIES = 1 << 19 }; /* half of it is used: 262,144 replies, 16 MB */

const struct appender_limits appender_limits_usual = {
    .rows = 1 << 19,
    .unfolded = 1 << 21, /* 42 MB, with those rows */
    .rest = 3,           /* folding takes a quarter of the time, unless more wait */
};

struct appender {
    struct database *database;
    int64_t scan;
    struct appender_limits limits;
    struct reply_sorts *sorts;
    struct fold *fold;
    uint64_t folded_ns;              /* when it was last folded */
    uint64_t fold_took_ns;           /* and how long that took */
    struct recent_replies *recent;   /* takes what comes */
    struct recent_replies *previous; /* what came before that; full */
    struct log_row *rows;
    size_t count;
    int64_t first_row; /* rowid that the first of these will get */
};

static bool read_log_end(struct appender *appender, struct error *error) {
    int64_t folded;

    return fold_log_end(appender->database, &appender->first_row, &folded, error) &&
           ++appender->first_row > 0;
}

void appender_destroy(struct appender *appender) {
    if (appender != NULL) {
        fold_destroy(appender->fold);
        reply_sorts_destroy(appender->sorts);
        recent_replies_destroy(appender->recent);
        recent_replies_destroy(appender->previous);
        free(appender->rows);
        free(appender);
    }
}

size_t appender_count(const struct appender *appender) {
    return appender->count;
}

static bool add_to_log(struct appender *appender, int64_t row, int64_t duplicates,
                       struct error *error) {
    sqlite3_stmt *statement =
        database_statement(appender->database, STATEMENT_ADD_DUPLICATES, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":row", row);
    bind_integer(statement, ":duplicates", duplicates);
    if (sqlite3_step(statement) != SQLITE_ROW) {
        return database_failed(appender->database, "write", error);
    }
    reply_sorts_count(appender->sorts,
                      reply_key_sort(sqlite3_column_int64(statement, 0)), 0,
                      duplicates);
    return database_step(appender->database, statement, error);
}

/* Into the rows that still wait, or into the log. */
static bool add_duplicates(struct appender *appender, struct error *error) {
    int64_t number;
    int64_t duplicates;
    bool is_ok = true;

    while (is_ok && (recent_replies_take(appender->recent, &number, &duplicates) ||
                     recent_replies_take(appender->previous, &number, &duplicates))) {
        if (number < appender->first_row) {
            is_ok = add_to_log(appender, number, duplicates, error);
            continue;
        }
        struct log_row *row = &appender->rows[number - appender->first_row];
        row->duplicates += duplicates;
        reply_sorts_count(appender->sorts, reply_key_sort(row->reply), 0, duplicates);
    }
    return is_ok;
}

static bool remember(struct appender *appender, const struct reply *reply,
                     int64_t number, struct error *error) {
    struct recent_replies *forgotten = appender->previous;

    if (recent_replies_add(appender->recent, reply, number)) {
        return true;
    }
    if (!add_duplicates(appender, error)) {
        return false;
    }
    recent_replies_clear(forgotten);
    appender->previous = appender->recent;
    appender->recent = forgotten;
    return recent_replies_add(appender->recent, reply, number);
}

/* Columns as in sql/statements/read_log.sql. */
static bool remember_row(struct appender *appender, sqlite3_stmt *row,
                         struct error *error) {
    int64_t key = sqlite3_column_int64(row, 1);
    struct reply reply = {.target = reply_key_target(key),
                          .responder = (uint32_t)sqlite3_column_int64(row, 2)};

    return reply_key_scan(key) != appender->scan ||
           !reply_sorts_describe(appender->sorts, reply_key_sort(key), &reply) ||
           remember(appender, &reply, sqlite3_column_int64(row, 0), error);
}

/* A scan that goes on asks its last targets again, so their replies come again. Rows
 * that are being sealed may not change any more. */
static bool remember_log(struct appender *appender, int64_t sealed_row,
                         struct error *error) {
    sqlite3_stmt *row =
        database_statement(appender->database, STATEMENT_READ_LOG, error);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;

    if (is_ok) {
        int64_t after = appender->first_row - 1 - RECENT_REPLIES;

        bind_integer(row, ":after", after > sealed_row ? after : sealed_row);
        bind_integer(row, ":rows", RECENT_REPLIES);
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = remember_row(appender, row, error);
    }
    sqlite3_reset(row);
    return is_ok && (status == SQLITE_DONE ||
                     database_failed(appender->database, "read", error));
}

static bool prepare(struct appender *appender, struct error *error) {
    struct database *database = appender->database;
    const struct appender_limits *limits = &appender->limits;
    struct seal_progress sealing;
    bool is_sealing;

    if (!fold_log(database, error) || !read_log_end(appender, error)) {
        return false;
    }
    appender->rows = malloc(limits->rows * sizeof(*appender->rows));
    appender->recent = recent_replies_create(RECENT_REPLIES);
    appender->previous = recent_replies_create(RECENT_REPLIES);
    if (appender->rows == NULL || appender->recent == NULL ||
        appender->previous == NULL) {
        return error_set(error, "out of memory for replies");
    }
    appender->sorts = reply_sorts_create(database, appender->scan, error);
    if (appender->sorts == NULL) {
        return false;
    }
    appender->fold = fold_create(database, appender->scan, appender->sorts,
                                 limits->rows + limits->unfolded, error);
    return appender->fold != NULL &&
           seal_progress_read(database, &sealing, &is_sealing, error) &&
           remember_log(appender, is_sealing ? sealing.log_row : 0, error);
}

struct appender *appender_create(struct database *database, int64_t scan,
                                 const struct appender_limits *limits,
                                 struct error *error) {
    struct appender *appender = calloc(1, sizeof(*appender));

    if (appender == NULL) {
        error_set(error, "out of memory for replies");
        return NULL;
    }
    appender->database = database;
    appender->scan = scan;
    appender->limits = *limits;
    if (!prepare(appender, error)) {
        appender_destroy(appender);
        return NULL;
    }
    return appender;
}

bool appender_add(struct appender *appender, const struct reply_facts *facts,
                  bool *is_duplicate, struct error *error) {
    const struct reply *reply = &facts->reply;
    uint32_t sort;

    *is_duplicate = recent_replies_count(appender->recent, reply) ||
                    recent_replies_count(appender->previous, reply);
    if (*is_duplicate) {
        return true;
    }
    if (!reply_sorts_find(appender->sorts, reply, &sort, error) ||
        !remember(appender, reply, appender->first_row + (int64_t)appender->count,
                  error)) {
        return false;
    }
    appender->rows[appender->count++] = (struct log_row){
        .reply = reply_key(appender->scan, reply->target, sort),
        .time_us = facts->time_us,
        .rtt_us = facts->rtt_us,
        .responder = reply->responder,
        .is_direct = reply->responder == reply->target,
        .ttl = reply->ttl,
    };
    reply_sorts_count(appender->sorts, sort, 1, 0);
    fold_add(appender->fold, reply->responder, sort);
    return true;
}

static bool insert_rows(struct appender *appender, struct error *error) {
    struct database *database = appender->database;
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_REPLIES, error);

    if (statement == NULL) {
        return false;
    }
    database->rows[ROWS_ARRIVED_REPLY] =
        (struct row_source){appender->rows, appender->count, log_row_value};
    bool is_ok = database_step(database, statement, error);
    database->rows[ROWS_ARRIVED_REPLY].count = 0;
    appender->first_row += (int64_t)appender->count;
    appender->count = 0;
    if (is_ok &&
        sqlite3_last_insert_rowid(database->sqlite) != appender->first_row - 1) {
        is_ok = error_set(error, "'%s': another program writes to it", database->path);
    }
    return is_ok;
}

static bool is_fold_due(const struct appender *appender) {
    const struct appender_limits *limits = &appender->limits;
    uint64_t rested_ns = clock_monotonic_ns() - appender->folded_ns;

    return fold_count(appender->fold) > limits->unfolded ||
           rested_ns >= limits->rest * appender->fold_took_ns;
}

static bool fold_all(struct appender *appender, struct error *error) {
    uint64_t start_ns = clock_monotonic_ns();
    bool is_ok = fold_count(appender->fold) == 0 || fold_write(appender->fold, error);

    appender->folded_ns = clock_monotonic_ns();
    appender->fold_took_ns = appender->folded_ns - start_ns;
    return is_ok;
}

static bool write_log(struct appender *appender, struct error *error) {
    return add_duplicates(appender, error) &&
           (appender->count == 0 || insert_rows(appender, error)) &&
           reply_sorts_write(appender->sorts, error);
}

static bool set_end(struct appender *appender, struct error *error) {
    int64_t unfolded = (int64_t)fold_count(appender->fold);

    return fold_log_set_end(appender->database, appender->first_row - 1 - unfolded,
                            unfolded, error);
}

bool appender_write(struct appender *appender, struct error *error) {
    return write_log(appender, error) &&
           (!is_fold_due(appender) || fold_all(appender, error)) &&
           set_end(appender, error);
}

bool appender_finish(struct appender *appender, struct error *error) {
    return write_log(appender, error) && fold_all(appender, error) &&
           set_end(appender, error);
}
