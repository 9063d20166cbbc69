/* SPDX-License-Identifier: MIT
 * What is sealed lies in two tables, each in the order of its keys: they are merged. If
 * there are rows in the log, too, all go through a sorter, since a reply may have rows
 * here and there. */
#include "warehouse/reply_stream.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/watch.h"
#include "warehouse/database.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/row_sorter.h"

enum { SORTED_ROWS = 1 << 20 }; /* in memory: 59 MB */
enum { LOOK_ROWS = 1 << 14 };   /* between two looks for signals */

/* Centuries more than any scan: it can be added to the scan's start. */
static const int64_t time_limit_us = INT64_MAX / 4;

/* Rows of a statement, of which the first that is not taken yet is in hand. */
struct source {
    sqlite3_stmt *statement;
    struct log_row row;
    bool is_end;
};

enum { SEALED, SEALED_OTHER, SOURCES };

struct reply_stream {
    struct database *database;
    int64_t scan;
    struct reply_sorts *sorts;
    struct source sources[SOURCES];
    struct row_sorter *sorter; /* NULL if nothing is in the log */
    uint64_t sorted;           /* rows that it has got */
    struct log_row next;       /* from the sorter, unless is_end */
    bool is_end;
    char temporary[PATH_MAX]; /* beside which the sorter keeps its file */
};

static const char *temporary_folder(void) {
    const char *folder = getenv("SQLITE_TMPDIR");

    folder = folder == NULL || *folder == '\0' ? getenv("TMPDIR") : folder;
    return folder == NULL || *folder == '\0' ? "/var/tmp" : folder;
}

static bool damaged(const struct reply_stream *stream, struct error *error) {
    return error_set(
        error,
        "'%s' is damaged: a reply of scan %lld is none that a scan stores; "
        "liveness check tells more",
        stream->database->path, (long long)stream->scan);
}

static bool is_number(sqlite3_stmt *statement, int column, int64_t least,
                      int64_t most) {
    int64_t value = sqlite3_column_int64(statement, column);

    return sqlite3_column_type(statement, column) == SQLITE_INTEGER && value >= least &&
           value <= most;
}

static bool is_missing(sqlite3_stmt *statement, int column) {
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

static bool is_sound(const struct reply_stream *stream, sqlite3_stmt *row) {
    return is_number(row, LOG_REPLY, reply_key(stream->scan, 0, 0),
                     reply_key_end(stream->scan) - 1) &&
           (is_missing(row, LOG_RESPONDER) ||
            is_number(row, LOG_RESPONDER, 0, UINT32_MAX)) &&
           is_number(row, LOG_TTL, 0, UINT8_MAX) &&
           is_number(row, LOG_TIME, -time_limit_us, time_limit_us) &&
           (is_missing(row, LOG_RTT) || is_number(row, LOG_RTT, 0, INT64_MAX)) &&
           is_number(row, LOG_DUPLICATES, 0, UINT32_MAX) && /* sums have room */
           reply_sorts_masks(stream->sorts,
                             reply_key_sort(sqlite3_column_int64(row, LOG_REPLY))) !=
               NULL;
}

static bool take_row(const struct reply_stream *stream, sqlite3_stmt *statement,
                     struct log_row *row, struct error *error) {
    if (!is_sound(stream, statement)) {
        return damaged(stream, error);
    }
    *row = log_row_read(statement);
    return true;
}

static bool advance(struct reply_stream *stream, struct source *source,
                    struct error *error) {
    int status = sqlite3_step(source->statement);

    source->is_end = status == SQLITE_DONE;
    return status == SQLITE_ROW
               ? take_row(stream, source->statement, &source->row, error)
               : source->is_end || database_failed(stream->database, "read", error);
}

static bool begin(struct reply_stream *stream, struct source *source,
                  enum statement statement, struct error *error) {
    source->statement = database_statement(stream->database, statement, error);
    if (source->statement == NULL) {
        return false;
    }
    bind_integer(source->statement, ":first", reply_key(stream->scan, 0, 0));
    bind_integer(source->statement, ":end", reply_key_end(stream->scan));
    return advance(stream, source, error);
}

/* The next of the sealed rows. */
static bool next_sealed(struct reply_stream *stream, struct log_row *row, bool *is_end,
                        struct error *error) {
    struct source *usual = &stream->sources[SEALED];
    struct source *other = &stream->sources[SEALED_OTHER];
    struct source *first =
        other->is_end || (!usual->is_end && usual->row.reply <= other->row.reply)
            ? usual
            : other;

    *is_end = first->is_end;
    if (first->is_end) {
        return true;
    }
    *row = first->row;
    return advance(stream, first, error);
}

/* Sorting takes a second for a million rows, before the caller gets one. */
static bool sort_row(struct reply_stream *stream, const struct log_row *row,
                     struct error *error) {
    if (++stream->sorted % LOOK_ROWS == 0 && watch_is_signalled()) {
        return error_set(error, "interrupted while the replies of '%s' were sorted",
                         stream->database->path);
    }
    return row_sorter_add(stream->sorter, row, error);
}

/* Rows of the log go before sealed ones, so that the sorter sees each once. */
static bool sort_log(struct reply_stream *stream, struct error *error) {
    struct source log = {0};
    bool is_ok = begin(stream, &log, STATEMENT_READ_UNSEALED, error);

    if (!is_ok || log.is_end) {
        return is_ok;
    }
    snprintf(stream->temporary, sizeof(stream->temporary), "%s/liveness",
             temporary_folder());
    stream->sorter =
        row_sorter_create(stream->temporary, SORTED_ROWS, stream->sorts, error);
    is_ok = stream->sorter != NULL;
    while (is_ok && !log.is_end) {
        is_ok = sort_row(stream, &log.row, error) && advance(stream, &log, error);
    }
    return is_ok;
}

/* All rows are in the sorter. */
static bool begin_sorted(struct reply_stream *stream, struct error *error) {
    return row_sorter_next(stream->sorter, &stream->next, &stream->is_end, error);
}

static bool begin_sealed(struct reply_stream *stream, struct error *error) {
    return begin(stream, &stream->sources[SEALED], STATEMENT_READ_SEALED_IN_ORDER,
                 error) &&
           begin(stream, &stream->sources[SEALED_OTHER], STATEMENT_READ_OTHERS_IN_ORDER,
                 error);
}

static void end_sealed(struct reply_stream *stream) {
    for (int i = 0; i < SOURCES; i++) {
        sqlite3_reset(stream->sources[i].statement);
    }
}

static bool sort_sealed(struct reply_stream *stream, struct error *error) {
    struct log_row row;
    bool is_end = false;
    bool is_ok = true;

    while (is_ok && !is_end) {
        is_ok = next_sealed(stream, &row, &is_end, error) &&
                (is_end || sort_row(stream, &row, error));
    }
    return is_ok && row_sorter_finish(stream->sorter, error) &&
           begin_sorted(stream, error);
}

static bool open_stream(struct reply_stream *stream, struct error *error) {
    stream->sorts = reply_sorts_create(stream->database, stream->scan, error);
    return stream->sorts != NULL && sort_log(stream, error) &&
           begin_sealed(stream, error) &&
           (stream->sorter == NULL || sort_sealed(stream, error));
}

struct reply_stream *reply_stream_open(struct database *database, int64_t scan,
                                       struct error *error) {
    struct reply_stream *stream = calloc(1, sizeof(*stream));

    if (stream == NULL) {
        error_set(error, "out of memory for replies");
        return NULL;
    }
    stream->database = database;
    stream->scan = scan;
    if (!open_stream(stream, error)) {
        reply_stream_close(stream);
        return NULL;
    }
    return stream;
}

bool reply_stream_rewind(struct reply_stream *stream, struct error *error) {
    if (stream->sorter != NULL) {
        return row_sorter_rewind(stream->sorter, error) && begin_sorted(stream, error);
    }
    end_sealed(stream);
    return begin_sealed(stream, error);
}

void reply_stream_close(struct reply_stream *stream) {
    if (stream == NULL) {
        return;
    }
    end_sealed(stream);
    row_sorter_destroy(stream->sorter);
    reply_sorts_destroy(stream->sorts);
    free(stream);
}

/* Rows of the same reply follow each other, the earliest first. */
static bool next_sorted(struct reply_stream *stream, struct log_row *row, bool *is_end,
                        struct error *error) {
    bool is_ok = true;

    *is_end = stream->is_end;
    *row = stream->next;
    while (is_ok && !stream->is_end) {
        is_ok = row_sorter_next(stream->sorter, &stream->next, &stream->is_end, error);
        if (!is_ok || stream->is_end ||
            !row_sorter_is_same(stream->sorter, row, &stream->next)) {
            break;
        }
        if (stream->next.duplicates >= INT64_MAX - row->duplicates) {
            return damaged(stream, error);
        }
        row->duplicates += stream->next.duplicates + 1;
    }
    return is_ok;
}

bool reply_stream_next(struct reply_stream *stream, struct log_row *row, bool *is_end,
                       struct error *error) {
    return stream->sorter == NULL ? next_sealed(stream, row, is_end, error)
                                  : next_sorted(stream, row, is_end, error);
}

const char *reply_stream_path(const struct reply_stream *stream) {
    return stream->database->path;
}

struct reply_sorts *reply_stream_sorts(struct reply_stream *stream) {
    return stream->sorts;
}
