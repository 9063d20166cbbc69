/* SPDX-License-Identifier: MIT
 * The thread that writes a scan's facts into the results file. */
#ifndef WAREHOUSE_WRITER_H
#define WAREHOUSE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "warehouse/wal_guard.h"

struct database;
struct error;
struct health_facts;
struct reply_facts;
struct window_counts;

struct writer_thread;

struct writer_parts {
    struct database *database; /* the thread's own until writer_finish */
    int64_t scan;
    uint64_t slots;                      /* of its schedule ... */
    uint64_t slot;                       /* ... all before this one were sent before */
    unsigned commit_every_ms;            /* 0: each second */
    const struct window_counts *windows; /* grow meanwhile */
    bool (*before_commit)(void *context, struct error *error); /* in the thread, or
                                            NULL: what must be done first; may fail */
    void (*on_failure)(void *context); /* in the thread, once: nothing can be written
                                          any more, and facts are thrown away */
    void (*on_hold)(void *context);    /* in the thread, or NULL: writer_hold
                                            has changed */
    void *context;
    struct wal_limits wal_limits;
};

/* Whether other programs' reading keeps the write-ahead log from being emptied: then
 * as little as possible should be handed over until that is over. */
enum writer_hold {
    WRITER_FREE,
    WRITER_HELD,
    WRITER_HELD_TOO_LONG, /* stays so: the scan should end, and can be gone on with */
};

/* Starts the thread; writer_finish tells the reason if it failed. */
struct writer_thread *writer_start(const struct writer_parts *parts,
                                   struct error *error);

/* For the one thread that hands facts over. Both copy; false if the ring is full. */
bool writer_put_reply(struct writer_thread *writer, const struct reply_facts *reply);
bool writer_put_health(struct writer_thread *writer, const struct health_facts *health);
size_t writer_reply_room(const struct writer_thread *writer);

/* All slots before this one are sent, and what was handed over so far is all that came
 * of it until now: recorded when that is committed, unless an earlier run got farther.
 * For the thread that hands facts over. */
void writer_set_slot(struct writer_thread *writer, uint64_t slot);

/* Rows written so far, and replies that were found to have come before. Any thread. */
uint64_t writer_rows(const struct writer_thread *writer);
uint64_t writer_duplicates(const struct writer_thread *writer);

/* Any thread. */
enum writer_hold writer_hold(const struct writer_thread *writer);

/* Bytes of the write-ahead log after the last commit. Any thread. */
int64_t writer_wal_bytes(const struct writer_thread *writer);

/* Writes what is left, commits, ends the thread and frees it. False if writing failed
 * at any time. NULL is fine. */
bool writer_finish(struct writer_thread *writer, struct error *error);

#endif
