/* SPDX-License-Identifier: MIT
 * The same receiver and the same writer as a scan's: it differs in that a file waits
 * when the writer is behind, and that seconds are told by the packets. */
#include "import/import_captures.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/watch.h"
#include "import/import_options.h"
#include "import/sent_scan.h"
#include "packet/parse.h"
#include "receive/receiver.h"
#include "receive/second.h"
#include "warehouse/database.h"
#include "warehouse/window_counts.h"
#include "warehouse/writer.h"
#include "wire/savefile.h"

enum {
    READ_MAX = 4096, /* packets between two looks at the watch */
    ROOM_MIN = 1024, /* in the writer's ring, to go on reading */
    WAIT_MS = 1,
};

struct reading {
    struct import_captures *captures;
    const struct sent_scan *sent;
    struct watch *watch;
    struct import_counts *counts;
    struct error *error;
    struct writer_thread *writer;
    struct window_counts *windows; /* none: they are copied */
    struct receiver receiver;
    int64_t second;                  /* of the last packet */
    struct health_facts handed_over; /* counts when they last went to the writer */
    atomic_bool has_failed;          /* the writer */
    const struct database *database;
};

static bool open_one(const char *path, const struct captured_addresses *ours,
                     struct savefile **file, struct error *error) {
    *file = savefile_open(path, ours, error);
    if (*file == NULL) {
        return false;
    }
    int link_type = savefile_link_type(*file);
    return parse_link_is_known(link_type) ||
           error_set(error, "'%s': its link type %d is not known", path, link_type);
}

bool import_captures_open(const struct import_options *options,
                          const struct captured_addresses *ours,
                          struct import_captures *captures, struct error *error) {
    bool is_ok = true;

    captures->files = calloc(options->capture_count, sizeof(*captures->files));
    if (captures->files == NULL) {
        return error_set(error, "out of memory for captures");
    }
    for (size_t i = 0; is_ok && i < options->capture_count; i++) {
        is_ok = open_one(options->captures[i], ours, &captures->files[i], error);
        captures->count++;
    }
    return is_ok;
}

void import_captures_close(struct import_captures *captures) {
    for (size_t i = 0; i < captures->count; i++) {
        savefile_close(captures->files[i]);
    }
    free(captures->files);
    *captures = (struct import_captures){0};
}

char *import_captures_digests(struct import_captures *captures) {
    char digest[DIGEST_TEXT_SIZE];
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);

    if (stream == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < captures->count; i++) {
        fprintf(stream, "%s%s", i == 0 ? "" : " ",
                savefile_digest(captures->files[i], digest));
    }
    fclose(stream);
    return text;
}

static void wait_for_writer(void) {
    clock_sleep_until(clock_monotonic_ns() + (uint64_t)WAIT_MS * NS_PER_MS);
}

/* Replies are counted by the writer; here, what the second had besides. */
static void hand_over_second(struct reading *reading) {
    const struct receiver *receiver = &reading->receiver;
    struct health_facts counts = {.captured = receiver->unsolicited_sum};
    struct health_facts added;

    memcpy(counts.unsolicited, receiver->unsolicited, sizeof(counts.unsolicited));
    second_added(&reading->handed_over, &counts, reading->second, &added);
    reading->handed_over = counts;
    while (added.captured > 0 && !writer_put_health(reading->writer, &added)) {
        wait_for_writer();
    }
}

/* A captured_fn. Packets may be in any order, and older than the scan. */
static void take(void *context, const struct captured *captured) {
    struct reading *reading = context;
    int64_t second = (captured->time_ns - reading->receiver.started_ns) / NS_PER_S;

    if (second != reading->second) {
        hand_over_second(reading);
        reading->second = second;
    }
    receiver_take(&reading->receiver, captured);
    reading->counts->to_us++;
}

static bool watch(const struct reading *reading, size_t number) {
    double share = savefile_share(reading->captures->files[number]);
    double count = (double)reading->captures->count;

    return watch_step(reading->watch, "importing",
                      share < 0 ? share : ((double)number + share) / count);
}

static bool is_over(const struct reading *reading) {
    return reading->counts->is_stopped || reading->counts->is_held ||
           atomic_load(&reading->has_failed);
}

static void note_hold(struct reading *reading) {
    reading->counts->is_held = true;
    error_set(reading->error,
              "another program has been reading '%.300s' so long that its write-ahead "
              "log is %lld MB; close that program and import again",
              reading->database->path,
              (long long)(writer_wal_bytes(reading->writer) >> 20));
}

/* Until there is room, and nobody keeps the log from being emptied. */
static void await_writer(struct reading *reading, size_t number) {
    enum writer_hold hold = writer_hold(reading->writer);

    reading->counts->is_stopped = !watch(reading, number);
    while (!is_over(reading) &&
           (hold != WRITER_FREE || writer_reply_room(reading->writer) < ROOM_MIN)) {
        if (hold == WRITER_HELD_TOO_LONG) {
            note_hold(reading);
            return;
        }
        wait_for_writer();
        hold = writer_hold(reading->writer);
        reading->counts->is_stopped = !watch(reading, number);
    }
}

/* Returns what savefile_read does; no packets at all if it is to stop. */
static int read_some(struct reading *reading, size_t number) {
    await_writer(reading, number);
    if (is_over(reading)) {
        return 0;
    }
    size_t room = writer_reply_room(reading->writer);
    struct error error;
    int count =
        savefile_read(reading->captures->files[number],
                      room < READ_MAX ? (int)room : READ_MAX, take, reading, &error);
    if (count < 0 && !watch(reading, number)) {
        reading->counts->is_stopped = true; /* and that is why */
    } else if (count < 0 && !reading->counts->is_cut) {
        reading->counts->is_cut = true;
        *reading->error = error;
    }
    return count;
}

static void read_all(struct reading *reading) {
    for (size_t i = 0; i < reading->captures->count && !is_over(reading); i++) {
        struct savefile *file = reading->captures->files[i];

        reading->receiver.link_type = savefile_link_type(file);
        while (read_some(reading, i) > 0) {
        }
        reading->counts->packets += savefile_packets(file);
    }
    hand_over_second(reading);
}

static void note_failure(void *context) {
    struct reading *reading = context;

    atomic_store(&reading->has_failed, true);
}

static bool start_writer(struct reading *reading, struct database *database,
                         int64_t scan) {
    const struct stored_plan *plan = &reading->sent->plan;
    const struct writer_parts parts = {
        .database = database,
        .scan = scan,
        .slots = plan->slots,
        .windows = reading->windows,
        .on_failure = note_failure,
        .context = reading,
        .wal_limits = wal_limits_usual,
    };

    reading->writer = writer_start(&parts, reading->error);
    if (reading->writer == NULL) {
        return false;
    }
    writer_set_slot(reading->writer, plan->slot);
    reading->receiver = (struct receiver){
        .probes = &reading->sent->probes,
        .schedule = reading->sent->schedule,
        .writer = reading->writer,
        .started_ns = reading->sent->stored.started_us * NS_PER_US,
    };
    return true;
}

bool import_captures_read(struct import_captures *captures,
                          const struct sent_scan *sent, struct database *database,
                          int64_t scan, struct watch *watch,
                          struct import_counts *counts, struct error *error) {
    struct reading reading = {.captures = captures,
                              .sent = sent,
                              .watch = watch,
                              .counts = counts,
                              .database = database,
                              .error = error};
    struct error writing;

    *counts = (struct import_counts){0};
    reading.windows = calloc(1, sizeof(*reading.windows));
    if (reading.windows == NULL) {
        return error_set(error, "out of memory for the import");
    }
    bool is_started = start_writer(&reading, database, scan);
    bool is_ok = is_started;
    if (is_started) {
        read_all(&reading);
        counts->replies = reading.receiver.handed_over;
        counts->with_cookie = reading.receiver.with_cookie;
        bool is_written = writer_finish(reading.writer, &writing);
        if (!is_written) {
            *error = writing;
        }
        is_ok = is_written && !counts->is_held;
    }
    free(reading.windows);
    return is_ok;
}
