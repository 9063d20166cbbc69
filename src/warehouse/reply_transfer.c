/* SPDX-License-Identifier: MIT
 * A sort has another number in each file, so numbers are looked up once and kept. */
#include "warehouse/reply_transfer.h"

#include <stdlib.h>

#include "base/address.h"
#include "base/error.h"
#include "base/watch.h"
#include "warehouse/database.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/reply_stream.h"
#include "warehouse/row_sorter.h"
#include "warehouse/sealed_writer.h"

enum {
    SORTED_ROWS = 1 << 21, /* in memory: 118 MB */
    STEP_ROWS = 1 << 14,   /* between two looks at the watch */
    DIRECTIONS = 2,        /* a sort of each */
    UNKNOWN = REPLY_KEY_SORTS_MAX,
    PRIMARY_CODE = 0xff, /* of an extended result code */
};

struct reply_transfer {
    struct database *to;
    int64_t scan;
    struct watch *watch;
    struct sealed_writer *writer;
    struct row_sorter *sorter; /* NULL if they come in order */
    uint64_t rows;             /* taken */
    const char *from;          /* the last file that replies were taken from */
    int scans;                 /* from which they were */
};

/* Of one scan that is read: its sorts' numbers in the new file. */
struct taking {
    struct reply_transfer *transfer;
    struct reply_stream *stream;
    transfer_fn *take;
    void *context;
    uint32_t *numbers; /* by sort and direction, or UNKNOWN */
    uint32_t count;    /* sorts */
    struct error *error;
};

struct reply_transfer *reply_transfer_begin(struct database *to, int64_t scan,
                                            bool is_in_order, struct watch *watch,
                                            struct error *error) {
    struct reply_transfer *transfer = calloc(1, sizeof(*transfer));

    if (transfer == NULL) {
        error_set(error, "out of memory for replies");
        return NULL;
    }
    *transfer = (struct reply_transfer){.to = to, .scan = scan, .watch = watch};
    transfer->writer = sealed_writer_create(to, scan, error);
    if (transfer->writer != NULL && !is_in_order) {
        transfer->sorter = row_sorter_create(
            to->path, SORTED_ROWS, sealed_writer_sorts(transfer->writer), error);
    }
    if (transfer->writer == NULL || (transfer->sorter == NULL && !is_in_order)) {
        reply_transfer_destroy(transfer);
        return NULL;
    }
    return transfer;
}

void reply_transfer_destroy(struct reply_transfer *transfer) {
    if (transfer != NULL) {
        row_sorter_destroy(transfer->sorter);
        sealed_writer_destroy(transfer->writer);
        free(transfer);
    }
}

static bool step(struct reply_transfer *transfer, const char *doing,
                 struct error *error) {
    return transfer->rows++ % STEP_ROWS != 0 ||
           watch_step(transfer->watch, doing, -1) ||
           error_set(error, "interrupted: '%s' was not made", transfer->to->path);
}

static bool know_sort(struct taking *taking, uint32_t sort) {
    if (sort < taking->count) {
        return true;
    }
    uint32_t count = (sort + 1) * 2 < UNKNOWN ? (sort + 1) * 2 : UNKNOWN;
    uint32_t *grown =
        realloc(taking->numbers, (size_t)count * DIRECTIONS * sizeof(*taking->numbers));
    if (grown == NULL) {
        return error_set(taking->error, "out of memory for sorts of replies");
    }
    for (uint32_t i = taking->count * DIRECTIONS; i < count * DIRECTIONS; i++) {
        grown[i] = UNKNOWN;
    }
    taking->numbers = grown;
    taking->count = count;
    return true;
}

/* Gives the row its key in the new file. */
static bool renumber(struct taking *taking, uint32_t target, struct log_row *row) {
    uint32_t sort = reply_key_sort(row->reply);

    if (!know_sort(taking, sort)) {
        return false;
    }
    row->is_direct = row->responder == target;
    uint32_t *number = &taking->numbers[sort * DIRECTIONS + row->is_direct];
    if (*number == UNKNOWN &&
        !sealed_writer_sort(taking->transfer->writer,
                            reply_stream_sorts(taking->stream), sort, row->is_direct,
                            number, taking->error)) {
        return false;
    }
    row->reply = reply_key(taking->transfer->scan, target, *number);
    return true;
}

/* A reply is there twice, or what came cannot be stored. */
static bool damaged(const struct reply_transfer *transfer, const char *what,
                    struct error *error) {
    return error_set(error, "'%.300s' is damaged: %.100s; liveness check tells more",
                     transfer->from, what);
}

static bool add(struct reply_transfer *transfer, const struct log_row *row,
                struct error *error) {
    sqlite3 *sqlite = transfer->to->sqlite;

    return sealed_writer_add(transfer->writer, row, error) ||
           ((sqlite3_errcode(sqlite) & PRIMARY_CODE) == SQLITE_CONSTRAINT &&
            damaged(transfer, sqlite3_errmsg(sqlite), error));
}

static bool take_row(struct taking *taking, struct log_row *row) {
    struct reply_transfer *transfer = taking->transfer;
    uint32_t target = reply_key_target(row->reply);
    enum transfer_verdict verdict =
        taking->take == NULL
            ? TRANSFER_KEEP
            : taking->take(taking->context, &target, row, taking->error);

    if (verdict != TRANSFER_KEEP) {
        return verdict == TRANSFER_DROP;
    }
    return renumber(taking, target, row) &&
           (transfer->sorter != NULL
                ? row_sorter_add(transfer->sorter, row, taking->error)
                : add(transfer, row, taking->error));
}

static bool take_all(struct taking *taking) {
    struct log_row row;
    bool is_end = false;
    bool is_ok = true;

    while (is_ok && !is_end) {
        is_ok = reply_stream_next(taking->stream, &row, &is_end, taking->error) &&
                (is_end || (take_row(taking, &row) &&
                            step(taking->transfer, "taking replies", taking->error)));
    }
    return is_ok;
}

bool reply_transfer_take(struct reply_transfer *transfer, struct reply_stream *stream,
                         transfer_fn *take, void *context, struct error *error) {
    struct taking taking = {.transfer = transfer,
                            .stream = stream,
                            .take = take,
                            .context = context,
                            .error = error};

    transfer->from = reply_stream_path(stream);
    transfer->scans++;
    bool is_ok = take_all(&taking);
    free(taking.numbers);
    return is_ok;
}

/* Each scan that is taken has a reply once, and no other has it. */
static bool is_new(const struct reply_transfer *transfer, const struct log_row *before,
                   const struct log_row *row, struct error *error) {
    char text[ADDRESS_TEXT_SIZE];

    if (!row_sorter_is_same(transfer->sorter, before, row)) {
        return true;
    }
    return transfer->scans == 1
               ? damaged(transfer, "it has a reply twice", error)
               : error_set(error,
                           "shards overlap: two of them have the same reply to a probe "
                           "of %s",
                           address_format(reply_key_target(row->reply), text));
}

static bool write_sorted(struct reply_transfer *transfer, struct error *error) {
    struct log_row rows[2]; /* this one and the one before, in turn */
    bool is_end = false;
    bool is_ok = row_sorter_finish(transfer->sorter, error);

    for (size_t i = 0; is_ok && !is_end; i++) {
        struct log_row *row = &rows[i % 2];

        is_ok =
            row_sorter_next(transfer->sorter, row, &is_end, error) &&
            (is_end ||
             ((i == 0 || is_new(transfer, &rows[1 - i % 2], row, error)) &&
              add(transfer, row, error) && step(transfer, "writing replies", error)));
    }
    return is_ok;
}

bool reply_transfer_finish(struct reply_transfer *transfer, struct error *error) {
    return (transfer->sorter == NULL || write_sorted(transfer, error)) &&
           (sealed_writer_finish(transfer->writer, error) ||
            ((sqlite3_errcode(transfer->to->sqlite) & PRIMARY_CODE) ==
                 SQLITE_CONSTRAINT &&
             damaged(transfer, sqlite3_errmsg(transfer->to->sqlite), error)));
}
