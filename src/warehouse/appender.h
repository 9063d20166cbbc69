/* SPDX-License-Identifier: MIT
 * Appends a scan's replies to the log and folds them into the tables that summarise it.
 */
#ifndef WAREHOUSE_APPENDER_H
#define WAREHOUSE_APPENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct reply_facts;

struct appender;

/* Folding costs the less a reply, the more of them are folded together. So once it
 * takes long, it is not done in each write, but as often as `rest` says: the time since
 * it was last done is at least so many times the time that took, or more than
 * `unfolded` replies wait. 0: in each write. */
struct appender_limits {
    size_t rows;     /* replies noted between two writes, at most */
    size_t unfolded; /* left so after a write, at most */
    unsigned rest;
};

extern const struct appender_limits appender_limits_usual; /* a scan's */

/* Folds what the log has more than the tables that summarise it. Only one may exist for
 * a database at a time. NULL on failure. */
struct appender *appender_create(struct database *database, int64_t scan,
                                 const struct appender_limits *limits,
                                 struct error *error);
void appender_destroy(struct appender *appender); /* NULL is fine */

/* Notes a reply, or counts a duplicate of one that is remembered (*is_duplicate). Must
 * be called within the transaction that appender_write will be called in. */
bool appender_add(struct appender *appender, const struct reply_facts *facts,
                  bool *is_duplicate, struct error *error);

/* Replies noted since the last write. */
size_t appender_count(const struct appender *appender);

/* Writes what was noted, in the caller's transaction: to the log and to its counts by
 * sort, and from time to time folds it. */
bool appender_write(struct appender *appender, struct error *error);

/* Writes what was noted and folds all that is not folded. */
bool appender_finish(struct appender *appender, struct error *error);

#endif
