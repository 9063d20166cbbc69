/* SPDX-License-Identifier: MIT
 * Writes a scan's replies into a new file as sealing leaves them, and folds them, in
 * one go: for replies that are there already, in the order of their targets. */
#ifndef WAREHOUSE_SEALED_WRITER_H
#define WAREHOUSE_SEALED_WRITER_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;
struct log_row;
struct reply_sorts;

struct sealed_writer;

/* The scan is in the file, with its probes and without replies. All is written in the
 * caller's transaction. Only one may exist for a database at a time. NULL on failure.
 */
struct sealed_writer *sealed_writer_create(struct database *database, int64_t scan,
                                           struct error *error);
void sealed_writer_destroy(struct sealed_writer *writer); /* NULL is fine */

/* The number that a sort of another file has in this one, for replies that are direct
 * or not; it is added to the table if it is new. */
bool sealed_writer_sort(struct sealed_writer *writer, const struct reply_sorts *from,
                        uint32_t sort, bool is_direct, uint32_t *number,
                        struct error *error);

/* Each reply once, its key with this file's numbers of scan and sort. */
bool sealed_writer_add(struct sealed_writer *writer, const struct log_row *row,
                       struct error *error);

/* The sorts that there are so far. */
struct reply_sorts *sealed_writer_sorts(struct sealed_writer *writer);

/* Writes what is left. */
bool sealed_writer_finish(struct sealed_writer *writer, struct error *error);

#endif
