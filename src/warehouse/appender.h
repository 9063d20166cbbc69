/* SPDX-License-Identifier: MIT
 * Appends a scan's replies to the log, together with all that summarises them. */
#ifndef WAREHOUSE_APPENDER_H
#define WAREHOUSE_APPENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct reply_facts;

struct appender;

/* Folds what the log has more than the tables that summarise it, then takes up to
 * `capacity` replies between two writes. Only one may exist for a database at a time.
 * NULL on failure. */
struct appender *appender_create(struct database *database, int64_t scan,
                                 size_t capacity, struct error *error);
void appender_destroy(struct appender *appender); /* NULL is fine */

/* Notes a reply, or counts a duplicate of one that is remembered (*is_duplicate). Must
 * be called within the transaction that appender_write will be called in. */
bool appender_add(struct appender *appender, const struct reply_facts *facts,
                  bool *is_duplicate, struct error *error);

/* Replies noted since the last write. */
size_t appender_count(const struct appender *appender);

/* Writes what was noted, in the caller's transaction. */
bool appender_write(struct appender *appender, struct error *error);

#endif
