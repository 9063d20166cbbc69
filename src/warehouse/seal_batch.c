/* SPDX-License-Identifier: MIT
 * A scan that was sealed and then gone on with may hear again what is sealed already:
 * only then each row is looked up first. */
#include "warehouse/seal_batch.h"

#include <stdlib.h>

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/reply_sums.h"
#include "warehouse/seal_progress.h"

enum { ROWS_FIRST = 1 << 10 }; /* room at first */

struct rows {
    struct log_row *rows;
    size_t count;
    size_t room;
};

struct seal_batch {
    struct database *database;
    struct reply_sorts *sorts;
    struct rows replies; /* for the table reply */
    struct rows others;  /* for reply_other */
    struct seal_progress *progress;
    bool is_again; /* replies with keys from here on were sealed before */
};

static bool read_is_again(struct seal_batch *batch, int64_t scan, struct error *error) {
    sqlite3_stmt *row =
        database_statement(batch->database, STATEMENT_HAS_SEALED, error);
    int64_t first = reply_key(scan, 0, 0);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":first",
                 batch->progress->next_key > first ? batch->progress->next_key : first);
    bind_integer(row, ":end", reply_key_end(scan));
    bool is_ok = sqlite3_step(row) == SQLITE_ROW;
    batch->is_again = sqlite3_column_int(row, 0) != 0;
    sqlite3_reset(row);
    return is_ok || database_failed(batch->database, "read", error);
}

struct seal_batch *seal_batch_create(struct database *database, int64_t scan,
                                     struct reply_sorts *sorts,
                                     struct seal_progress *progress,
                                     struct error *error) {
    struct seal_batch *batch = calloc(1, sizeof(*batch));

    if (batch == NULL) {
        error_set(error, "out of memory for sealing");
        return NULL;
    }
    *batch =
        (struct seal_batch){.database = database, .sorts = sorts, .progress = progress};
    if (!read_is_again(batch, scan, error)) {
        seal_batch_destroy(batch);
        return NULL;
    }
    return batch;
}

void seal_batch_destroy(struct seal_batch *batch) {
    if (batch != NULL) {
        free(batch->replies.rows);
        free(batch->others.rows);
        free(batch);
    }
}

size_t seal_batch_count(const struct seal_batch *batch) {
    return batch->replies.count + batch->others.count;
}

void seal_batch_absorb(struct seal_batch *batch, struct log_row *first,
                       const struct log_row *later) {
    first->duplicates += later->duplicates + 1;
    batch->progress->contents -= reply_sums_contents(later);
    reply_sorts_count(batch->sorts, reply_key_sort(later->reply), -1,
                      -later->duplicates);
    reply_sorts_count(batch->sorts, reply_key_sort(first->reply), 0,
                      later->duplicates + 1);
}

/* The sealed reply; *is_there tells if there is one. */
static bool read_sealed(struct seal_batch *batch, int64_t key, uint32_t responder,
                        struct log_row *found, bool *is_there, struct error *error) {
    sqlite3_stmt *row =
        database_statement(batch->database, STATEMENT_READ_SEALED_REPLY, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":reply", key);
    bind_integer(row, ":responder", responder);
    int status = sqlite3_step(row);
    *is_there = status == SQLITE_ROW;
    if (*is_there) {
        *found = log_row_read(row);
    }
    sqlite3_reset(row);
    return *is_there || status == SQLITE_DONE ||
           database_failed(batch->database, "read", error);
}

static bool delete_sealed(struct seal_batch *batch, int64_t key, uint32_t responder,
                          struct error *error) {
    static const enum statement deletions[] = {STATEMENT_DELETE_SEALED_REPLY,
                                               STATEMENT_DELETE_SEALED_OTHER};
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < sizeof(deletions) / sizeof(deletions[0]); i++) {
        sqlite3_stmt *deletion =
            database_statement(batch->database, deletions[i], error);

        is_ok = deletion != NULL;
        if (is_ok) {
            bind_integer(deletion, ":reply", key);
            bind_integer(deletion, ":responder", responder);
            is_ok = database_step(batch->database, deletion, error);
        }
    }
    return is_ok;
}

/* Takes a sealed reply out of its table again; *is_there tells if it was. */
static bool take_out(struct seal_batch *batch, int64_t key, uint32_t responder,
                     struct log_row *found, bool *is_there, struct error *error) {
    return read_sealed(batch, key, responder, found, is_there, error) &&
           (!*is_there || delete_sealed(batch, key, responder, error));
}

/* Joins a row with the sealed one of the same reply, if there is one. */
static bool join_sealed(struct seal_batch *batch, struct log_row *row,
                        struct error *error) {
    uint32_t alike[SORTS_ALIKE_MAX];
    size_t count = reply_sorts_alike(batch->sorts, reply_key_sort(row->reply), alike);
    int64_t scan = reply_key_scan(row->reply);
    uint32_t target = reply_key_target(row->reply);

    for (size_t i = 0; i < count; i++) {
        struct log_row sealed;
        bool is_there;

        if (!take_out(batch, reply_key(scan, target, alike[i]), row->responder, &sealed,
                      &is_there, error)) {
            return false;
        }
        if (is_there && sealed.time_us <= row->time_us) {
            seal_batch_absorb(batch, &sealed, row);
            *row = sealed;
        } else if (is_there) {
            seal_batch_absorb(batch, row, &sealed);
        }
    }
    return true;
}

static bool append(struct rows *rows, const struct log_row *row, struct error *error) {
    if (rows->count == rows->room) {
        size_t room = rows->room == 0 ? ROWS_FIRST : rows->room * 2;
        struct log_row *grown = realloc(rows->rows, room * sizeof(*grown));

        if (grown == NULL) {
            return error_set(error, "out of memory for sealing");
        }
        rows->rows = grown;
        rows->room = room;
    }
    rows->rows[rows->count++] = *row;
    return true;
}

bool seal_batch_add(struct seal_batch *batch, const struct log_row *row,
                    struct error *error) {
    bool is_usual = row->is_direct && row->duplicates == 0;

    return append(is_usual ? &batch->replies : &batch->others, row, error);
}

/* Rows that were sealed before have moved to the other table. */
static bool join_all(struct seal_batch *batch, struct error *error) {
    struct rows replies = batch->replies;
    bool is_ok = true;

    batch->replies = (struct rows){0};
    for (size_t i = 0; is_ok && i < batch->others.count; i++) {
        is_ok = join_sealed(batch, &batch->others.rows[i], error);
    }
    for (size_t i = 0; is_ok && i < replies.count; i++) {
        is_ok = join_sealed(batch, &replies.rows[i], error) &&
                seal_batch_add(batch, &replies.rows[i], error);
    }
    free(replies.rows);
    return is_ok;
}

static bool insert(struct seal_batch *batch, int source, enum statement statement,
                   struct rows *rows, struct error *error) {
    struct row_source *filled = &batch->database->rows[source];
    sqlite3_stmt *insertion = database_statement(batch->database, statement, error);

    if (insertion == NULL) {
        return false;
    }
    *filled = (struct row_source){rows->rows, rows->count, log_row_value};
    bool is_ok = database_step(batch->database, insertion, error);
    filled->count = 0;
    rows->count = 0;
    return is_ok;
}

static bool write_all(struct seal_batch *batch, struct error *error) {
    struct database *database = batch->database;

    return (!batch->is_again || join_all(batch, error)) &&
           insert(batch, ROWS_SEALED_REPLY, STATEMENT_INSERT_SEALED_REPLIES,
                  &batch->replies, error) &&
           insert(batch, ROWS_SEALED_OTHER, STATEMENT_INSERT_SEALED_OTHERS,
                  &batch->others, error) &&
           reply_sorts_write(batch->sorts, error) &&
           seal_progress_update(database, batch->progress, error);
}

bool seal_batch_write(struct seal_batch *batch, int64_t next_key, struct error *error) {
    batch->progress->next_key = next_key;
    return database_run(batch->database, STATEMENT_BEGIN, error) &&
           database_end(batch->database, write_all(batch, error), error);
}
