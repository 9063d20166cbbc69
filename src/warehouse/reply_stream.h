/* SPDX-License-Identifier: MIT
 * All replies of a scan in the order of their targets, each once, in whatever state the
 * file is: sealed, not sealed, being sealed. Memory is bounded; what is not sealed is
 * sorted in a temporary file (SQLITE_TMPDIR or TMPDIR says where). */
#ifndef WAREHOUSE_REPLY_STREAM_H
#define WAREHOUSE_REPLY_STREAM_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;
struct log_row;
struct reply_sorts;

struct reply_stream;

/* The caller holds a read transaction until the stream is closed, and uses no other
 * stream of the database meanwhile. NULL on failure, also if a signal waits that stops:
 * base/watch.h. */
struct reply_stream *reply_stream_open(struct database *database, int64_t scan,
                                       struct error *error);
void reply_stream_close(struct reply_stream *stream); /* NULL is fine */

/* Takes the next reply; *is_end tells that there was none. A row that no results file
 * can have is an error: numbers out of range, values of another type, unknown sorts. */
bool reply_stream_next(struct reply_stream *stream, struct log_row *row, bool *is_end,
                       struct error *error);

/* From here on the first reply is the next again, and nothing is sorted once more. */
bool reply_stream_rewind(struct reply_stream *stream, struct error *error);

/* Of the file that it is of. */
const char *reply_stream_path(const struct reply_stream *stream);

/* The scan's sorts, until the stream is closed. */
struct reply_sorts *reply_stream_sorts(struct reply_stream *stream);

#endif
