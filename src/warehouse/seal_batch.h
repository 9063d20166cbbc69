/* SPDX-License-Identifier: MIT
 * Replies on their way from the log into the sealed tables: rows of the same reply
 * become one, and so many at a time are written in one transaction. */
#ifndef WAREHOUSE_SEAL_BATCH_H
#define WAREHOUSE_SEAL_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct log_row;
struct reply_sorts;
struct seal_progress;

struct seal_batch;

/* For a scan's replies that `progress` says are not sealed; it is moved on with each
 * batch. NULL on failure. */
struct seal_batch *seal_batch_create(struct database *database, int64_t scan,
                                     struct reply_sorts *sorts,
                                     struct seal_progress *progress,
                                     struct error *error);
void seal_batch_destroy(struct seal_batch *batch); /* NULL is fine */

/* Rows taken since the last write. */
size_t seal_batch_count(const struct seal_batch *batch);

/* Takes a row that is of another reply than the one before. */
bool seal_batch_add(struct seal_batch *batch, const struct log_row *row,
                    struct error *error);

/* Makes `later` a duplicate of `first`, which came before it. */
void seal_batch_absorb(struct seal_batch *batch, struct log_row *first,
                       const struct log_row *later);

/* Writes what was taken, and that all replies with a key below `next_key` are sealed.
 */
bool seal_batch_write(struct seal_batch *batch, int64_t next_key, struct error *error);

#endif
