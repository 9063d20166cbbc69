/* SPDX-License-Identifier: MIT
 * Folds replies into the tables that summarise them: host, signature, block24 and
 * block24_count (schema/007_summary.sql). */
#ifndef WAREHOUSE_FOLD_H
#define WAREHOUSE_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct reply_sorts;

struct fold;

/* Takes up to `capacity` replies between two writes. Only one may exist for a database
 * at a time. NULL on failure. */
struct fold *fold_create(struct database *database, int64_t scan,
                         const struct reply_sorts *sorts, size_t capacity,
                         struct error *error);
void fold_destroy(struct fold *fold); /* NULL is fine */

/* Notes a reply of that sort. */
void fold_add(struct fold *fold, uint32_t responder, uint32_t sort);

/* Replies noted since the last write. */
size_t fold_count(const struct fold *fold);

/* Merges what was noted into the tables, in the caller's transaction. */
bool fold_write(struct fold *fold, struct error *error);

#endif
