/* SPDX-License-Identifier: MIT
 * The thread that writes a scan's facts into the results file. */
#ifndef WAREHOUSE_WRITER_H
#define WAREHOUSE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct health_facts;
struct reply_facts;

struct writer_thread;

/* Starts the thread, which alone uses `database` until writer_finish. `on_failure` is
 * called in that thread, once, if nothing can be written any more; facts are then
 * thrown away, and writer_finish tells the reason. */
struct writer_thread *writer_start(struct database *database, int64_t scan,
                                   uint64_t slots, void (*on_failure)(void *context),
                                   void *context, struct error *error);

/* For the one thread that hands facts over. Both copy; false if the ring is full. */
bool writer_put_reply(struct writer_thread *writer, const struct reply_facts *reply);
bool writer_put_health(struct writer_thread *writer, const struct health_facts *health);
size_t writer_reply_room(const struct writer_thread *writer);

/* All slots before this one are sent; recorded with the next commit. Any thread. */
void writer_set_slot(struct writer_thread *writer, uint64_t slot);

/* Rows written so far. Any thread. */
uint64_t writer_rows(const struct writer_thread *writer);

/* Writes what is left, commits, ends the thread and frees it. False if writing failed
 * at any time. NULL is fine. */
bool writer_finish(struct writer_thread *writer, struct error *error);

#endif
