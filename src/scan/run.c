/* SPDX-License-Identifier: MIT
 * Starts the threads of a scan, runs its loop, ends the threads in the order in which
 * nothing is lost, and closes the file. */
#include "scan/run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/signals.h"
#include "receive/sent_times.h"
#include "scan/close_scan.h"
#include "scan/prepared_scan.h"
#include "scan/run_loop.h"
#include "scan/sender.h"
#include "scan/window_clock.h"
#include "scan/write_error.h"
#include "target/schedule.h"
#include "warehouse/run_record.h"
#include "warehouse/window_counts.h"
#include "warehouse/writer.h"
#include "wire/capture.h"

enum {
    DRAIN_PACKETS = 1 << 12,
    DRAIN_ROUNDS = 1 << 8, /* of so many: twice what the capture's buffer can hold */
};

/* In the writer's thread. What is committed is in the savefile too, if there is one. */
static bool flush_savefile(void *context, struct error *error) {
    const struct run *run = context;

    return capture_save_flush(run->prepared->capture, error);
}

static bool start_writer(struct run *run) {
    struct prepared_scan *prepared = run->prepared;

    const struct writer_parts writer_parts = {
        .database = &prepared->database,
        .scan = prepared->scan,
        .slots = schedule_slots(prepared->schedule),
        .slot = prepared->sent_slot,
        .windows = run->windows,
        .before_commit = flush_savefile,
        .on_failure = run_tell_writer_failed,
        .on_hold = run_tell_writer_held,
        .context = run,
        .wal_limits = wal_limits_usual,
    };

    run->writer = writer_start(&writer_parts, &run->error);
    return run->writer != NULL;
}

static void prepare_receiver(struct run *run) {
    struct prepared_scan *prepared = run->prepared;

    run->receiver = (struct receiver){
        .probes = &prepared->probes,
        .schedule = prepared->schedule,
        .times = run->times,
        .writer = run->writer,
        .link_type = capture_link_type(prepared->capture),
        .clock = &run->clock,
    };
}

static bool start_sender(struct run *run) {
    struct prepared_scan *prepared = run->prepared;
    const struct sender_parts sender_parts = {
        .plan = &prepared->plan,
        .schedule = prepared->schedule,
        .first_slot = prepared->first_slot,
        .wait_s = prepared->wait_s,
        .probes = &prepared->probes,
        .path = &prepared->path,
        .socket = prepared->socket,
        .times = run->times,
        .window_clock = run->window_clock,
        .on_done = run_tell_sender_done,
        .context = run,
    };

    run->sender = sender_start(&sender_parts, &run->error);
    return run->sender != NULL;
}

static void prepare_monitor(struct run *run) {
    struct prepared_scan *prepared = run->prepared;

    run->monitor = (struct monitor){
        .plan = &prepared->plan,
        .receiver = &run->receiver,
        .sender = run->sender,
        .capture = prepared->capture,
        .writer = run->writer,
        .clock = &run->clock,
        .slots = schedule_slots(prepared->schedule),
        .cooldown_s = prepared->options.cooldown_s,
        .is_adaptive = prepared->options.is_adaptive,
        .hits = {.asked = prepared->options.min_hit_rate,
                 .probes = (unsigned)prepared->probes.count},
    };
    monitor_init(&run->monitor, prepared->options.is_quiet);
}

static bool allocate(struct run *run) {
    run->times = sent_times_create();
    run->windows = calloc(1, sizeof(*run->windows));
    if (run->windows != NULL) {
        run->window_clock = window_clock_create(run->prepared->schedule, run->windows);
    }
    return (run->times != NULL && run->window_clock != NULL) ||
           error_set(&run->error, "out of memory for the scan");
}

/* What the capture still holds, however long the writer takes to make room for it;
 * bounded, since strangers may go on sending. Nothing is lost of what was sent only if
 * all of it is read. */
static void drain_capture(struct run *run) {
    struct error ignored; /* why the scan ends is known by now */

    for (int i = 0; i < DRAIN_ROUNDS; i++) {
        while (writer_reply_room(run->writer) < DRAIN_PACKETS) {
            clock_sleep_until(clock_monotonic_ns() + NS_PER_MS);
        }
        if (run_empty_capture(run, DRAIN_PACKETS, &ignored) == CAPTURE_EMPTY) {
            run->is_settled = run->is_cooled_down;
            run->settled_slot = sender_slot(run->sender);
            writer_set_slot(run->writer, run->settled_slot);
            break;
        }
    }
}

static void end_sending(struct run *run, struct progress_counts *counts) {
    int failure;

    *counts = (struct progress_counts){0};
    if (run->sender == NULL) {
        return;
    }
    failure = sender_join(run->sender);
    drain_capture(run);
    *counts = monitor_last(&run->monitor);
    sender_destroy(run->sender);
    if (failure != 0 && run->error.text[0] == '\0') {
        run->reason = EXIT_SEND_FAILED;
        error_set(&run->error, "cannot send on '%s' any more: %s",
                  run->prepared->path.interface.name, strerror(failure));
    }
}

/* Though the file cannot be written, there may be room for the reason. */
static void fail_writing(struct run *run, int64_t ended_us, const struct error *error) {
    const struct run_end end = {
        .ended_us = ended_us,
        .reason = EXIT_WRITE_FAILED,
        .detail = run->error.text,
    };
    struct error ignored;

    run->reason = EXIT_WRITE_FAILED;
    run->error = *error;
    write_error_add_remedy(run->prepared, &run->error);
    close_scan_record(run->prepared, &end, &ignored);
}

static bool end_writing(struct run *run) {
    char step[SCAN_CLOCK_TEXT_SIZE];
    struct run_end end = {
        .reason = run->reason,
        .is_settled = run->is_settled,
        .settled_slot = run->settled_slot,
        .detail = run->error.text[0] != '\0' ? run->error.text
                                             : scan_clock_describe(&run->clock, step),
    };
    struct error error;

    bool is_ok = writer_finish(run->writer, &error) &&
                 capture_save_end(run->prepared->capture, &error);
    end.ended_us = scan_clock_now_real_ns(&run->clock) / NS_PER_US;
    if (is_ok && close_scan_record(run->prepared, &end, &error)) {
        return true;
    }
    fail_writing(run, end.ended_us, &error);
    return false;
}

/* What sealing, which needs memory of its own, has no use for. */
static void release(struct run *run) {
    run_loop_stop_reading(run);
    prepared_scan_release(run->prepared);
    sent_times_destroy(run->times);
    window_clock_destroy(run->window_clock);
    free(run->windows);
}

/* Ends the threads and closes the scan's record and file. */
static void finish(struct run *run) {
    struct progress_counts counts;

    end_sending(run, &counts);
    bool is_written = end_writing(run);
    release(run);
    if (is_written) {
        run->is_unsealed = !close_scan_file(run->prepared, run->reason, &run->error);
    }
    if (run->sender != NULL) { /* else nothing came of it that could be counted */
        progress_end(&run->monitor.progress, &counts, exit_reason_words(run->reason),
                     run->prepared->options.output);
    }
}

static bool is_failure(enum exit_reason reason) {
    return !exit_reason_is_planned(reason) && !exit_reason_is_signal(reason);
}

/* Where libuv cannot grow its table of descriptors it would abort. The scan ends here
 * instead as if it were killed: what is in the file stays, and can be gone on with. */
static void *reallocate(void *memory, size_t size) {
    static const char text[] = "liveness: out of memory for the event loop\n";
    void *grown = realloc(memory, size);

    if (grown == NULL && size > 0) {
        ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);

        (void)ignored;
        _exit(EXIT_FAILURE);
    }
    return grown;
}

static bool fail(struct run *run, enum exit_reason reason) {
    run->reason = reason;
    return false;
}

static bool start(struct run *run) {
    if (!allocate(run)) {
        return fail(run, EXIT_SEND_FAILED);
    }
    if (!start_writer(run)) {
        return fail(run, EXIT_WRITE_FAILED);
    }
    prepare_receiver(run);
    run_loop_start(run);
    return start_sender(run) || fail(run, EXIT_SEND_FAILED);
}

bool run_scan(struct prepared_scan *prepared, enum exit_reason *reason,
              struct error *error) {
    struct run *run = calloc(1, sizeof(*run));

    uv_replace_allocator(malloc, reallocate, calloc, free);
    if (run == NULL || uv_loop_init(&run->loop) != 0) {
        free(run);
        return error_set(error, "out of memory for the scan");
    }
    run->prepared = prepared;
    scan_clock_init(&run->clock, prepared->started_ns, NULL, NULL);
    bool is_started = start(run);
    if (is_started) {
        prepare_monitor(run);
        signals_release();
        uv_run(&run->loop, UV_RUN_DEFAULT);
        signals_hold(); /* sealing asks for them */
    }
    finish(run);
    run_loop_close(run);
    *reason = run->reason;
    bool is_ok = is_started && !is_failure(run->reason) && !run->is_unsealed;
    if (!is_ok) {
        *error = run->error;
    }
    free(run);
    return is_ok;
}
