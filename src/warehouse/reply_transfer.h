/* SPDX-License-Identifier: MIT
 * Takes replies of scans over into a scan of a new file, changed on the way. */
#ifndef WAREHOUSE_REPLY_TRANSFER_H
#define WAREHOUSE_REPLY_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;
struct log_row;
struct reply_stream;
struct watch;

/* What becomes of a reply. */
enum transfer_verdict { TRANSFER_KEEP, TRANSFER_DROP, TRANSFER_FAIL };

/* May change the target and all of the row but its key, which follows from the target.
 */
typedef enum transfer_verdict transfer_fn(void *context, uint32_t *target,
                                          struct log_row *row, struct error *error);

struct reply_transfer;

/* The scan is in the file, with its probes and without replies. Unless replies come in
 * the order of their targets, changed as they are, they are sorted in a temporary file
 * beside `to`. Only one may exist for a database at a time. NULL on failure. */
struct reply_transfer *reply_transfer_begin(struct database *to, int64_t scan,
                                            bool is_in_order, struct watch *watch,
                                            struct error *error);

/* Takes over one scan's replies, those that are left of the stream. In the caller's
 * transactions: one that reads, and one that writes from here to the end. `take` may be
 * NULL. */
bool reply_transfer_take(struct reply_transfer *transfer, struct reply_stream *stream,
                         transfer_fn *take, void *context, struct error *error);

bool reply_transfer_finish(struct reply_transfer *transfer, struct error *error);

void reply_transfer_destroy(struct reply_transfer *transfer); /* NULL is fine */

#endif
