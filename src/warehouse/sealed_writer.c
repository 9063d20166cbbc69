/* SPDX-License-Identifier: MIT
 * Rows are collected by table, so that one statement inserts many. */
#include "warehouse/sealed_writer.h"

#include <stdlib.h>

#include "base/error.h"
#include "probe/reply.h"
#include "warehouse/database.h"
#include "warehouse/fold.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"

enum {
    ROWS_MAX = 1 << 14, /* collected for a table */
    FOLD_MAX = 1 << 20, /* replies folded together: 16 MB */
};

struct rows {
    struct log_row *rows;
    size_t count;
};

struct sealed_writer {
    struct database *database;
    struct reply_sorts *sorts;
    struct fold *fold;
    struct rows replies; /* for the table reply */
    struct rows others;  /* for reply_other */
};

static bool allocate(struct rows *rows, struct error *error) {
    rows->rows = malloc(ROWS_MAX * sizeof(*rows->rows));
    return rows->rows != NULL || error_set(error, "out of memory for replies");
}

struct sealed_writer *sealed_writer_create(struct database *database, int64_t scan,
                                           struct error *error) {
    struct sealed_writer *writer = calloc(1, sizeof(*writer));

    if (writer == NULL) {
        error_set(error, "out of memory for replies");
        return NULL;
    }
    writer->database = database;
    writer->sorts = reply_sorts_create(database, scan, error);
    if (writer->sorts != NULL) {
        writer->fold = fold_create(database, scan, writer->sorts, FOLD_MAX, error);
    }
    if (writer->fold == NULL || !allocate(&writer->replies, error) ||
        !allocate(&writer->others, error)) {
        sealed_writer_destroy(writer);
        return NULL;
    }
    return writer;
}

void sealed_writer_destroy(struct sealed_writer *writer) {
    if (writer != NULL) {
        free(writer->replies.rows);
        free(writer->others.rows);
        fold_destroy(writer->fold);
        reply_sorts_destroy(writer->sorts);
        free(writer);
    }
}

bool sealed_writer_sort(struct sealed_writer *writer, const struct reply_sorts *from,
                        uint32_t sort, bool is_direct, uint32_t *number,
                        struct error *error) {
    struct reply reply = {.target = 0, .responder = is_direct ? 0 : 1};

    return (reply_sorts_describe(from, sort, &reply) ||
            error_set(error, "a reply is of no known sort")) &&
           reply_sorts_find(writer->sorts, &reply, number, error);
}

static bool insert(struct sealed_writer *writer, int source, enum statement statement,
                   struct rows *rows, struct error *error) {
    struct database *database = writer->database;
    sqlite3_stmt *insertion = database_statement(database, statement, error);

    if (insertion == NULL) {
        return false;
    }
    database->rows[source] =
        (struct row_source){rows->rows, rows->count, log_row_value};
    bool is_ok = database_step(database, insertion, error);
    database->rows[source].count = 0;
    rows->count = 0;
    return is_ok;
}

static bool insert_replies(struct sealed_writer *writer, struct error *error) {
    return insert(writer, ROWS_SEALED_REPLY, STATEMENT_INSERT_SEALED_REPLIES,
                  &writer->replies, error);
}

static bool insert_others(struct sealed_writer *writer, struct error *error) {
    return insert(writer, ROWS_SEALED_OTHER, STATEMENT_INSERT_SEALED_OTHERS,
                  &writer->others, error);
}

bool sealed_writer_add(struct sealed_writer *writer, const struct log_row *row,
                       struct error *error) {
    bool is_usual = row->is_direct && row->duplicates == 0;
    struct rows *rows = is_usual ? &writer->replies : &writer->others;
    uint32_t sort = reply_key_sort(row->reply);

    rows->rows[rows->count++] = *row;
    reply_sorts_count(writer->sorts, sort, 1, row->duplicates);
    fold_add(writer->fold, row->responder, sort);
    return (rows->count < ROWS_MAX || (is_usual ? insert_replies(writer, error)
                                                : insert_others(writer, error))) &&
           (fold_count(writer->fold) < FOLD_MAX || fold_write(writer->fold, error));
}

struct reply_sorts *sealed_writer_sorts(struct sealed_writer *writer) {
    return writer->sorts;
}

bool sealed_writer_finish(struct sealed_writer *writer, struct error *error) {
    return insert_replies(writer, error) && insert_others(writer, error) &&
           fold_write(writer->fold, error) && reply_sorts_write(writer->sorts, error);
}
