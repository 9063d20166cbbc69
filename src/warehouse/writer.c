/* SPDX-License-Identifier: MIT
 * Replies arrive over a ring and are appended in transactions of at most a second,
 * together with the schedule's progress, so that a crash loses no more than that. What
 * is sent counts as progress no sooner than the replies that had come by then: however
 * far the writer is behind, a scan that goes on misses none of them. */
#include "warehouse/writer.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <uv.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/ring.h"
#include "warehouse/appender.h"
#include "warehouse/database.h"
#include "warehouse/fact_rows.h"
#include "warehouse/facts.h"
#include "warehouse/window_rows.h"

enum {
    REPLY_RING = 1 << 16,
    HEALTH_RING = 1 << 6,
    MARK_RING = 1 << 6,
    IDLE_MS = 10,
    COMMIT_EVERY_MS = 1000,
    LOOK_EVERY_MS = 200, /* at the write-ahead log while it is held */
};

/* How far the schedule had got when so many replies had been handed over. */
struct mark {
    uint64_t slot;
    size_t replies;
};

struct writer_thread {
    struct writer_parts parts;
    struct window_rows windows;
    uv_thread_t thread;
    struct ring *replies;
    struct ring *health;
    struct ring *marks;
    struct mark mark; /* the next that counts, if there is one */
    bool has_mark;
    uint64_t slot;        /* to be recorded */
    uint64_t newest_slot; /* of the last mark; the other thread's until the end */
    struct appender *appender;
    atomic_bool is_stopping;
    atomic_uint_fast64_t rows;
    atomic_uint_fast64_t duplicates;
    struct wal_guard wal;
    uint64_t wal_looked_ns;
    atomic_int hold; /* enum writer_hold */
    atomic_int_fast64_t wal_bytes;
    bool is_open; /* a transaction is */
    uint64_t open_since_ns;
    struct health_facts arrived; /* replies in this transaction, with their second */
    bool has_failed;
    struct error error;
};

static bool begin(struct writer_thread *writer) {
    if (writer->is_open) {
        return true;
    }
    writer->is_open =
        database_run(writer->parts.database, STATEMENT_BEGIN, &writer->error);
    writer->open_since_ns = clock_monotonic_ns();
    return writer->is_open;
}

/* Counts the replies where they are written, so that whatever was committed adds up. */
static bool write_arrived(struct writer_thread *writer) {
    bool is_ok = writer->arrived.replies == 0 ||
                 fact_rows_add_health(writer->parts.database, writer->parts.scan,
                                      &writer->arrived, &writer->error);

    writer->arrived = (struct health_facts){0};
    return is_ok;
}

static bool note_arrival(struct writer_thread *writer,
                         const struct reply_facts *facts) {
    int64_t second = facts->time_us < 0 ? 0 : facts->time_us / US_PER_S;

    if (second != writer->arrived.second && !write_arrived(writer)) {
        return false;
    }
    writer->arrived.second = second;
    writer->arrived.captured++;
    writer->arrived.replies++;
    return true;
}

/* What an earlier run reached stands until this one has got farther. */
static void reach_slot(struct writer_thread *writer, uint64_t slot) {
    writer->slot = slot > writer->slot ? slot : writer->slot;
}

/* A mark waits until the replies before it are taken, and are written with it. */
static void pass_marks(struct writer_thread *writer) {
    while (writer->has_mark || ring_pop(writer->marks, &writer->mark)) {
        writer->has_mark = writer->mark.replies > ring_popped(writer->replies);
        if (writer->has_mark) {
            return;
        }
        reach_slot(writer, writer->mark.slot);
    }
}

typedef bool write_fn(struct appender *appender, struct error *error);

static bool prepare_commit(struct writer_thread *writer) {
    const struct writer_parts *parts = &writer->parts;

    return parts->before_commit == NULL ||
           parts->before_commit(parts->context, &writer->error);
}

static bool end(struct writer_thread *writer, write_fn *write) {
    writer->is_open = false;
    pass_marks(writer);
    return prepare_commit(writer) && write(writer->appender, &writer->error) &&
           write_arrived(writer) &&
           window_rows_write(&writer->windows, writer->parts.database,
                             writer->parts.scan, &writer->error) &&
           fact_rows_set_progress(writer->parts.database, writer->parts.scan,
                                  writer->slot, writer->parts.slots, &writer->error) &&
           database_run(writer->parts.database, STATEMENT_COMMIT, &writer->error);
}

static void set_hold(struct writer_thread *writer, enum writer_hold hold) {
    if (atomic_load(&writer->hold) != (int)hold) {
        atomic_store(&writer->hold, (int)hold);
        if (writer->parts.on_hold != NULL) {
            writer->parts.on_hold(writer->parts.context);
        }
    }
}

/* Between transactions. */
static bool bound_wal(struct writer_thread *writer) {
    enum wal_state state =
        wal_guard_look(&writer->wal, writer->parts.database, &writer->error);

    writer->wal_looked_ns = clock_monotonic_ns();
    atomic_store(&writer->wal_bytes, writer->wal.bytes);
    if (atomic_load(&writer->hold) != WRITER_HELD_TOO_LONG && state != WAL_FAILED) {
        set_hold(writer, state == WAL_BOUNDED ? WRITER_FREE
                         : state == WAL_HELD  ? WRITER_HELD
                                              : WRITER_HELD_TOO_LONG);
    }
    return state != WAL_FAILED;
}

/* While it is held there may be nothing to commit. */
static bool is_look_due(const struct writer_thread *writer) {
    return atomic_load(&writer->hold) == WRITER_HELD && !writer->is_open &&
           clock_monotonic_ns() - writer->wal_looked_ns >=
               (uint64_t)LOOK_EVERY_MS * NS_PER_MS;
}

static bool commit(struct writer_thread *writer) {
    return end(writer, appender_write) && bound_wal(writer);
}

static bool write_reply(struct writer_thread *writer, const struct reply_facts *facts) {
    bool is_duplicate;

    if (!note_arrival(writer, facts) ||
        !appender_add(writer->appender, facts, &is_duplicate, &writer->error)) {
        return false;
    }
    atomic_fetch_add_explicit(is_duplicate ? &writer->duplicates : &writer->rows, 1,
                              memory_order_relaxed);
    return true;
}

static bool is_commit_due(const struct writer_thread *writer) {
    return clock_monotonic_ns() - writer->open_since_ns >=
           (uint64_t)writer->parts.commit_every_ms * NS_PER_MS;
}

/* Writes a batch of what waits; *is_idle tells that nothing did. */
static bool write_waiting(struct writer_thread *writer, bool *is_idle) {
    struct health_facts health;
    struct reply_facts reply;
    unsigned batch = 0;
    bool is_ok = true;

    *is_idle = true;
    while (is_ok && batch++ < 1024 && ring_pop(writer->replies, &reply)) {
        *is_idle = false;
        is_ok = begin(writer) && write_reply(writer, &reply);
        if (is_ok && appender_count(writer->appender) == appender_limits_usual.rows) {
            is_ok = commit(writer);
        }
    }
    while (is_ok && ring_pop(writer->health, &health)) {
        *is_idle = false;
        is_ok = begin(writer) &&
                fact_rows_add_health(writer->parts.database, writer->parts.scan,
                                     &health, &writer->error);
    }
    return is_ok && (!writer->is_open || !is_commit_due(writer) || commit(writer)) &&
           (!is_look_due(writer) || bound_wal(writer));
}

static void discard_waiting(struct writer_thread *writer, bool *is_idle) {
    struct health_facts health;
    struct reply_facts reply;

    *is_idle = true;
    while (ring_pop(writer->replies, &reply) || ring_pop(writer->health, &health)) {
        *is_idle = false;
    }
}

/* Undoes what was not committed, so that nobody commits a part of it. */
static void fail(struct writer_thread *writer) {
    struct error ignored; /* SQLite may have undone it by itself */

    writer->has_failed = true;
    database_run(writer->parts.database, STATEMENT_ROLLBACK, &ignored);
}

static void run(void *context) {
    struct writer_thread *writer = context;
    bool is_stopping;
    bool is_idle;

    prctl(PR_SET_NAME, "writer"); /* for top, perf and the like */
    do {
        is_stopping = atomic_load(&writer->is_stopping);
        if (writer->has_failed) {
            discard_waiting(writer, &is_idle);
        } else if (!write_waiting(writer, &is_idle)) {
            fail(writer);
            writer->parts.on_failure(writer->parts.context);
        }
        if (is_idle && !is_stopping) {
            clock_sleep_until(clock_monotonic_ns() + (uint64_t)IDLE_MS * NS_PER_MS);
        }
    } while (!is_stopping || !is_idle);

    reach_slot(writer, writer->newest_slot); /* every reply is taken */
    if (!writer->has_failed && !(begin(writer) && end(writer, appender_finish))) {
        fail(writer);
    }
}

static void destroy(struct writer_thread *writer) {
    ring_destroy(writer->replies);
    ring_destroy(writer->health);
    ring_destroy(writer->marks);
    appender_destroy(writer->appender);
    free(writer);
}

struct writer_thread *writer_start(const struct writer_parts *parts,
                                   struct error *error) {
    struct writer_thread *writer = calloc(1, sizeof(*writer));

    if (writer == NULL) {
        error_set(error, "out of memory for the writer");
        return NULL;
    }
    writer->parts = *parts;
    writer->slot = parts->slot;
    if (parts->commit_every_ms == 0) {
        writer->parts.commit_every_ms = COMMIT_EVERY_MS;
    }
    writer->windows.counts = parts->windows;
    writer->wal.limits = parts->wal_limits;
    writer->replies = ring_create(REPLY_RING, sizeof(struct reply_facts));
    writer->health = ring_create(HEALTH_RING, sizeof(struct health_facts));
    writer->marks = ring_create(MARK_RING, sizeof(struct mark));
    if (writer->replies == NULL || writer->health == NULL || writer->marks == NULL) {
        error_set(error, "out of memory for the writer");
        destroy(writer);
        return NULL;
    }
    writer->appender =
        appender_create(parts->database, parts->scan, &appender_limits_usual, error);
    if (writer->appender == NULL) {
        destroy(writer);
        return NULL;
    }
    if (uv_thread_create(&writer->thread, run, writer) != 0) {
        error_set(error, "cannot start the writer's thread");
        destroy(writer);
        return NULL;
    }
    return writer;
}

bool writer_put_reply(struct writer_thread *writer, const struct reply_facts *reply) {
    return ring_push(writer->replies, reply);
}

bool writer_put_health(struct writer_thread *writer,
                       const struct health_facts *health) {
    return ring_push(writer->health, health);
}

size_t writer_reply_room(const struct writer_thread *writer) {
    return ring_room(writer->replies);
}

/* If there is no room, a later one will do, or the newest at the end. */
void writer_set_slot(struct writer_thread *writer, uint64_t slot) {
    const struct mark mark = {slot, ring_pushed(writer->replies)};

    writer->newest_slot = slot;
    ring_push(writer->marks, &mark);
}

uint64_t writer_rows(const struct writer_thread *writer) {
    return atomic_load_explicit(&writer->rows, memory_order_relaxed);
}

uint64_t writer_duplicates(const struct writer_thread *writer) {
    return atomic_load_explicit(&writer->duplicates, memory_order_relaxed);
}

enum writer_hold writer_hold(const struct writer_thread *writer) {
    return (enum writer_hold)atomic_load(&writer->hold);
}

int64_t writer_wal_bytes(const struct writer_thread *writer) {
    return atomic_load(&writer->wal_bytes);
}

bool writer_finish(struct writer_thread *writer, struct error *error) {
    if (writer == NULL) {
        return true;
    }
    atomic_store(&writer->is_stopping, true);
    uv_thread_join(&writer->thread);
    bool is_ok = !writer->has_failed;
    if (!is_ok) {
        *error = writer->error;
    }
    destroy(writer);
    return is_ok;
}
