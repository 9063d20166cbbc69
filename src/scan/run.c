/* SPDX-License-Identifier: MIT
 * The main thread of a scan. It passes through three states: sending until the sender
 * is done or told to stop, cooling down while late replies come in, and ended. Every
 * callback only notes what happened and calls one of the functions that change state.
 */
#include "scan/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/clock.h"
#include "base/error.h"
#include "scan/close_scan.h"
#include "scan/monitor.h"
#include "scan/prepared_scan.h"
#include "scan/receiver.h"
#include "scan/sender.h"
#include "scan/sent_times.h"
#include "scan/window_clock.h"
#include "target/schedule.h"
#include "warehouse/database.h"
#include "warehouse/window_counts.h"
#include "warehouse/writer.h"
#include "wire/capture.h"

enum {
    SECOND_MS = 1000,
    RESUME_MS = 2,   /* the writer catches up in about this time */
    READ_MAX = 4096, /* packets a turn of the loop, so that timers get theirs */
    ROOM_MIN = 1024, /* in the writer's ring, to go on reading */
};

enum state { STATE_SENDING, STATE_COOLING, STATE_ENDED };

enum { SIGNALS = 3 };
static const int signal_numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

struct run {
    struct prepared_scan *prepared;
    enum state state;
    enum exit_reason reason;
    bool is_unsealed;   /* though it should have been sealed */
    struct error error; /* if the reason is a failure, or it is unsealed */

    uv_loop_t loop;
    uv_poll_t readable;
    uv_timer_t each_second;
    uv_timer_t runtime;
    uv_timer_t cooldown;
    uv_timer_t resume_reading;
    uv_signal_t signals[SIGNALS];
    uv_async_t sender_done;
    uv_async_t writer_failed;

    struct sender_thread *sender;
    struct writer_thread *writer;
    struct sent_times *times;
    struct window_counts *windows;
    struct window_clock *window_clock;
    struct receiver receiver;
    struct monitor monitor;
    bool has_handles; /* the loop's, once they are there */
};

/* State changes. */

static void note_reason(struct run *run, enum exit_reason reason) {
    if (run->reason == EXIT_DONE) {
        run->reason = reason;
    }
}

static void stop_sending(struct run *run, enum exit_reason reason) {
    note_reason(run, reason);
    sender_stop(run->sender);
    sender_pause(run->sender, false);
}

static void end(struct run *run, enum exit_reason reason) {
    stop_sending(run, reason);
    run->state = STATE_ENDED;
    uv_stop(&run->loop);
}

static void on_cooldown(uv_timer_t *timer) {
    struct run *run = timer->data;

    end(run, run->reason);
}

static void start_cooling(struct run *run) {
    if (run->state != STATE_SENDING) {
        return;
    }
    if (!sender_is_complete(run->sender)) {
        note_reason(run, EXIT_SEND_FAILED);
    }
    run->state = STATE_COOLING;
    monitor_note_cooling(&run->monitor);
    uv_timer_start(&run->cooldown, on_cooldown,
                   (uint64_t)(run->prepared->options.cooldown_s * 1000), 0);
}

/* Capture. */

static void on_readable(uv_poll_t *poll, int status, int events);

static void on_resume_reading(uv_timer_t *timer) {
    struct run *run = timer->data;

    if (writer_reply_room(run->writer) < ROOM_MIN * 2) {
        return;
    }
    uv_timer_stop(timer);
    sender_pause(run->sender, false);
    uv_poll_start(&run->readable, UV_READABLE, on_readable);
}

/* The writer is behind: packets wait in the kernel's buffer, and fewer are caused. */
static void hold_reading(struct run *run) {
    monitor_count_wait(&run->monitor);
    sender_pause(run->sender, true);
    uv_poll_stop(&run->readable);
    uv_timer_start(&run->resume_reading, on_resume_reading, RESUME_MS, RESUME_MS);
}

static int read_captured(struct run *run) {
    size_t room = writer_reply_room(run->writer);
    int limit = room < READ_MAX ? (int)room : READ_MAX;

    return capture_read(run->prepared->capture, limit, receiver_take, &run->receiver,
                        &run->error);
}

static void on_readable(uv_poll_t *poll, int status, int events) {
    struct run *run = poll->data;

    (void)status;
    (void)events;
    if (writer_reply_room(run->writer) < ROOM_MIN) {
        hold_reading(run);
    } else if (read_captured(run) < 0) {
        end(run, EXIT_CAPTURE_FAILED);
    }
}

static void on_second(uv_timer_t *timer) {
    struct run *run = timer->data;

    monitor_second(&run->monitor);
}

/* What ends a scan early. */

static void on_runtime(uv_timer_t *timer) {
    struct run *run = timer->data;

    if (run->state == STATE_SENDING) {
        stop_sending(run, EXIT_MAX_RUNTIME);
    }
}

static void on_signal(uv_signal_t *signal, int number) {
    struct run *run = signal->data;

    (void)number;
    if (run->reason == EXIT_INTERRUPTED || run->state == STATE_COOLING) {
        end(run, EXIT_INTERRUPTED);
    } else {
        stop_sending(run, EXIT_INTERRUPTED);
    }
}

static void on_sender_done(uv_async_t *async) {
    start_cooling(async->data);
}

static void on_writer_failed(uv_async_t *async) {
    end(async->data, EXIT_WRITE_FAILED);
}

/* In the sender's thread. */
static void tell_sender_done(void *context) {
    uv_async_send(&((struct run *)context)->sender_done);
}

/* In the writer's thread. */
static void tell_writer_failed(void *context) {
    uv_async_send(&((struct run *)context)->writer_failed);
}

/* Setting up and taking down. */

static void start_handles(struct run *run) {
    uv_poll_init(&run->loop, &run->readable, capture_fd(run->prepared->capture));
    uv_timer_init(&run->loop, &run->each_second);
    uv_timer_init(&run->loop, &run->runtime);
    uv_timer_init(&run->loop, &run->cooldown);
    uv_timer_init(&run->loop, &run->resume_reading);
    uv_async_init(&run->loop, &run->sender_done, on_sender_done);
    uv_async_init(&run->loop, &run->writer_failed, on_writer_failed);
    run->readable.data = run;
    run->each_second.data = run;
    run->runtime.data = run;
    run->cooldown.data = run;
    run->resume_reading.data = run;
    run->sender_done.data = run;
    run->writer_failed.data = run;
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(&run->loop, &run->signals[i]);
        run->signals[i].data = run;
        uv_signal_start(&run->signals[i], on_signal, signal_numbers[i]);
    }
    run->has_handles = true;
    uv_poll_start(&run->readable, UV_READABLE, on_readable);
    uv_timer_start(&run->each_second, on_second, SECOND_MS, SECOND_MS);
    if (run->prepared->options.max_runtime_s > 0) {
        uv_timer_start(&run->runtime, on_runtime,
                       (uint64_t)(run->prepared->options.max_runtime_s * 1000), 0);
    }
}

static void close_handle(uv_handle_t *handle, void *unused) {
    (void)unused;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

static void close_handles(struct run *run) {
    uv_walk(&run->loop, close_handle, NULL);
    uv_run(&run->loop, UV_RUN_DEFAULT);
    uv_loop_close(&run->loop);
}

static bool start_writer(struct run *run) {
    struct prepared_scan *prepared = run->prepared;

    const struct writer_parts writer_parts = {
        .database = &prepared->database,
        .scan = prepared->scan,
        .slots = schedule_slots(prepared->schedule),
        .windows = run->windows,
        .on_failure = tell_writer_failed,
        .context = run,
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
        .started_ns = prepared->started_ns,
    };
}

static bool start_sender(struct run *run) {
    struct prepared_scan *prepared = run->prepared;
    const struct sender_parts sender_parts = {
        .plan = &prepared->plan,
        .schedule = prepared->schedule,
        .probes = &prepared->probes,
        .path = &prepared->path,
        .socket = prepared->socket,
        .times = run->times,
        .window_clock = run->window_clock,
        .on_done = tell_sender_done,
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
        .started_ns = prepared->started_ns,
        .slots = schedule_slots(prepared->schedule),
        .cooldown_s = prepared->options.cooldown_s,
        .is_adaptive = prepared->options.is_adaptive,
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

/* What the capture still holds; bounded, since strangers may go on sending. */
static void drain_capture(struct run *run) {
    for (int i = 0; i < 64; i++) {
        if (writer_reply_room(run->writer) == 0 || read_captured(run) <= 0) {
            return;
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
    if (failure != 0) {
        run->reason = EXIT_SEND_FAILED;
        error_set(&run->error, "cannot send on '%s' any more: %s",
                  run->prepared->path.interface.name, strerror(failure));
    }
}

static bool end_writing(struct run *run) {
    struct error error;

    if (writer_finish(run->writer, &error) &&
        close_scan_record(run->prepared, run->reason, &error)) {
        return true;
    }
    run->reason = EXIT_WRITE_FAILED;
    run->error = error;
    return false;
}

/* What sealing, which needs memory of its own, has no use for. Signals are still heard,
 * so that none ends the program while it closes the file. */
static void release(struct run *run) {
    if (run->has_handles) {
        uv_close((uv_handle_t *)&run->readable, NULL);
    }
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
    progress_end(&run->monitor.progress, &counts, exit_reason_name(run->reason),
                 run->prepared->options.output);
}

static bool is_failure(enum exit_reason reason) {
    return reason == EXIT_SEND_FAILED || reason == EXIT_CAPTURE_FAILED ||
           reason == EXIT_WRITE_FAILED;
}

bool run_scan(struct prepared_scan *prepared, enum exit_reason *reason,
              struct error *error) {
    struct run *run = calloc(1, sizeof(*run));

    if (run == NULL || uv_loop_init(&run->loop) != 0) {
        free(run);
        return error_set(error, "out of memory for the scan");
    }
    run->prepared = prepared;
    bool is_started = allocate(run) && start_writer(run);
    if (is_started) {
        prepare_receiver(run);
        start_handles(run);
        is_started = start_sender(run);
    }
    if (is_started) {
        prepare_monitor(run);
        uv_run(&run->loop, UV_RUN_DEFAULT);
    } else {
        run->reason = EXIT_SEND_FAILED;
    }
    finish(run);
    close_handles(run);
    *reason = run->reason;
    bool is_ok = is_started && !is_failure(run->reason) && !run->is_unsealed;
    if (!is_ok) {
        *error = run->error;
    }
    free(run);
    return is_ok;
}
