/* SPDX-License-Identifier: MIT
 * Remembers which replies were written lately, so that one that comes again costs a
 * counter and not a row. */
#ifndef WAREHOUSE_RECENT_REPLIES_H
#define WAREHOUSE_RECENT_REPLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reply;

struct recent_replies;

/* Remembers up to `capacity` replies (a power of two); NULL when out of memory. */
struct recent_replies *recent_replies_create(size_t capacity);
void recent_replies_destroy(struct recent_replies *recent); /* NULL is fine */

/* If the same target, probe, attempt, responder, kind, type and code is remembered,
 * counts a duplicate and returns true. */
bool recent_replies_count(struct recent_replies *recent, const struct reply *reply);

/* Remembers a reply that was not; false if there is no room: flush and clear first. */
bool recent_replies_add(struct recent_replies *recent, const struct reply *reply,
                        int64_t row);

/* Takes a row with duplicates counted since it was last taken; false if there is none.
 */
bool recent_replies_take(struct recent_replies *recent, int64_t *row,
                         int64_t *duplicates);

/* Forgets everything; all duplicates must have been taken. */
void recent_replies_clear(struct recent_replies *recent);

#endif
