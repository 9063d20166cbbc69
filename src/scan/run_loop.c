/* SPDX-License-Identifier: MIT
 * A scan passes through three states: sending until the sender is done or told to stop,
 * cooling down while late replies come in, and ended. Every callback only notes what
 * happened and calls one of the functions that change state. */
#include "scan/run_loop.h"

#include "base/signals.h"
#include "scan/limits.h"
#include "scan/path_watch.h"
#include "scan/prepared_scan.h"
#include "scan/sender.h"
#include "scan/write_error.h"
#include "warehouse/writer.h"
#include "wire/capture.h"

enum {
    SECOND_MS = 1000,
    SETTLE_MS = 100,     /* from one look for the gateway's answer to the next */
    RESUME_MS = 2,       /* the writer catches up in about this time */
    READ_MAX = 4096,     /* packets a turn of the loop, so that timers get theirs */
    ROOM_MIN = 1024,     /* in the writer's ring, to go on reading */
    EMPTY_MAX = 1 << 16, /* packets that may wait when a second ends */
};

static const struct {
    int number;
    enum exit_reason reason;
} signal_reasons[RUN_SIGNALS] = {
    {SIGINT, EXIT_INTERRUPTED},
    {SIGTERM, EXIT_TERMINATED},
    {SIGHUP, EXIT_HUNG_UP},
};

/* State changes. */

/* The first counts, but a cooldown that is cut short is not as planned. */
static void note_reason(struct run *run, enum exit_reason reason) {
    if (run->reason == EXIT_DONE ||
        (run->state == RUN_COOLING && exit_reason_is_planned(run->reason))) {
        run->reason = reason;
    }
}

static void set_wait(struct run *run, enum run_wait wait, bool is_so) {
    run->waits = is_so ? run->waits | wait : run->waits & ~(unsigned)wait;
    sender_pause(run->sender, run->waits != 0);
}

static void stop_sending(struct run *run, enum exit_reason reason) {
    note_reason(run, reason);
    sender_stop(run->sender);
}

static void end(struct run *run, enum exit_reason reason) {
    stop_sending(run, reason);
    run->state = RUN_ENDED;
    uv_stop(&run->loop);
}

/* That the path is lost is said instead of what it led to. */
static bool end_if_path_lost(struct run *run) {
    struct error error;
    enum exit_reason reason =
        path_watch_reason(run->prepared->watch, run->prepared->options.output, &error);

    if (reason == EXIT_DONE) {
        return false;
    }
    if (exit_reason_is_planned(run->reason)) {
        run->reason = reason;
        run->error = error;
    }
    end(run, reason);
    return true;
}

static void on_path_lost(void *context) {
    end_if_path_lost(context);
}

/* A gateway that was lost just before the last packet shows only when it was asked. */
static void on_cooldown(uv_timer_t *timer) {
    struct run *run = timer->data;

    if (path_watch_is_settled(run->prepared->watch)) {
        run->is_cooled_down = true;
        end(run, run->reason);
    } else {
        uv_timer_start(timer, on_cooldown, SETTLE_MS, 0);
    }
}

static void start_cooling(struct run *run) {
    if (run->state != RUN_SENDING) {
        return;
    }
    if (!sender_is_complete(run->sender)) {
        note_reason(run, EXIT_SEND_FAILED);
    } else if (exit_reason_is_planned(run->reason)) {
        run->reason = EXIT_DONE; /* the limit came too late to stop anything */
    }
    run->state = RUN_COOLING;
    path_watch_ask(run->prepared->watch);
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
    set_wait(run, WAIT_RING, false);
    uv_poll_start(&run->readable, UV_READABLE, on_readable);
}

/* The writer is behind: packets wait in the kernel's buffer, and fewer are caused. */
static void hold_reading(struct run *run) {
    monitor_count_wait(&run->monitor);
    set_wait(run, WAIT_RING, true);
    uv_poll_stop(&run->readable);
    uv_timer_start(&run->resume_reading, on_resume_reading, RESUME_MS, RESUME_MS);
}

/* As many packets as the writer has room for. */
static int read_limit(const struct run *run) {
    size_t room = writer_reply_room(run->writer);

    return room < READ_MAX ? (int)room : READ_MAX;
}

/* Hands what the capture holds to the receiver. Returns the number of packets, or -1.
 */
static int read_captured(struct run *run, int limit, struct error *error) {
    scan_clock_look(&run->clock);
    int count = capture_read(run->prepared->capture, limit, receiver_take,
                             &run->receiver, error);
    if (count >= 0 && count < limit) {
        scan_clock_note_drained(&run->clock);
    }
    return count;
}

enum run_emptied run_empty_capture(struct run *run, int packets_max,
                                   struct error *error) {
    int packets = 0;

    while (packets < packets_max) {
        int limit = read_limit(run);

        if (limit == 0) {
            return CAPTURE_NOT_EMPTY;
        }
        int count = read_captured(run, limit, error);
        if (count < limit) {
            return count < 0 ? CAPTURE_BROKEN : CAPTURE_EMPTY;
        }
        packets += count;
    }
    return CAPTURE_NOT_EMPTY;
}

/* libpcap may tell of it once only, whoever reads next. */
static void end_capture(struct run *run, const struct error *error) {
    if (end_if_path_lost(run)) {
        return;
    }
    if (exit_reason_is_planned(run->reason)) {
        run->reason = EXIT_CAPTURE_FAILED;
        run->error = *error;
    }
    end(run, EXIT_CAPTURE_FAILED);
}

static void check_limits(struct run *run) {
    enum exit_reason reason = EXIT_DONE;

    if (run->state == RUN_SENDING && run->reason == EXIT_DONE) {
        reason = limits_reached(run);
    }
    if (reason != EXIT_DONE) {
        stop_sending(run, reason);
    }
}

static void on_readable(uv_poll_t *poll, int status, int events) {
    struct run *run = poll->data;
    struct error error;

    (void)status;
    (void)events;
    if (run->state == RUN_ENDED) {
        return;
    }
    if (writer_reply_room(run->writer) < ROOM_MIN) {
        hold_reading(run);
    } else if (read_captured(run, read_limit(run), &error) < 0) {
        end_capture(run, &error);
    } else {
        check_limits(run);
    }
}

/* What is sent by now counts as progress if what came meanwhile is with the writer. */
static void note_progress(struct run *run) {
    uint64_t slot = sender_slot(run->sender);
    struct error error;

    switch (run_empty_capture(run, EMPTY_MAX, &error)) {
    case CAPTURE_EMPTY:
        writer_set_slot(run->writer, slot);
        break;
    case CAPTURE_NOT_EMPTY:
        break;
    case CAPTURE_BROKEN:
        end_capture(run, &error);
        break;
    }
}

/* What has come is read, and so the clock looked at, even where nothing comes. */
static void on_second(uv_timer_t *timer) {
    struct run *run = timer->data;

    note_progress(run);
    if (uv_is_active((uv_handle_t *)&run->readable)) {
        on_readable(&run->readable, 0, 0);
    }
    path_watch_turn(run->prepared->watch);
    monitor_second(&run->monitor);
    check_limits(run);
}

/* What ends a scan early. */

static void on_runtime(uv_timer_t *timer) {
    struct run *run = timer->data;

    if (run->state == RUN_SENDING) {
        stop_sending(run, EXIT_MAX_RUNTIME);
    }
}

static enum exit_reason signal_reason(int number) {
    for (int i = 0; i < RUN_SIGNALS; i++) {
        if (signal_reasons[i].number == number) {
            return signal_reasons[i].reason;
        }
    }
    return EXIT_INTERRUPTED;
}

static void on_signal(uv_signal_t *signal, int number) {
    struct run *run = signal->data;

    if (exit_reason_is_signal(run->reason) || run->state == RUN_COOLING) {
        end(run, signal_reason(number));
    } else {
        stop_sending(run, signal_reason(number));
    }
}

static void on_asked(uv_signal_t *signal, int number) {
    struct run *run = signal->data;

    (void)number;
    monitor_tell(&run->monitor);
}

static void on_sender_done(uv_async_t *async) {
    struct run *run = async->data;

    if (sender_is_complete(run->sender) || !end_if_path_lost(run)) {
        start_cooling(run);
    }
}

static void on_writer_failed(uv_async_t *async) {
    end(async->data, EXIT_WRITE_FAILED);
}

static void on_writer_held(uv_async_t *async) {
    struct run *run = async->data;
    enum writer_hold hold = writer_hold(run->writer);

    set_wait(run, WAIT_FILE, hold != WRITER_FREE);
    if (run->state != RUN_SENDING) {
        return; /* little is written any more */
    }
    if (hold != WRITER_HELD_TOO_LONG) {
        progress_note_hold(&run->monitor.progress, hold == WRITER_HELD,
                           writer_wal_bytes(run->writer), run->prepared->database.path);
    } else {
        write_error_held(run->prepared, writer_wal_bytes(run->writer), &run->error);
        end(run, EXIT_FILE_HELD);
    }
}

/* In the sender's thread. */
void run_tell_sender_done(void *context) {
    uv_async_send(&((struct run *)context)->sender_done);
}

/* In the writer's thread. */
void run_tell_writer_failed(void *context) {
    uv_async_send(&((struct run *)context)->writer_failed);
}

/* In the writer's thread. */
void run_tell_writer_held(void *context) {
    uv_async_send(&((struct run *)context)->writer_held);
}

static void start_signals(struct run *run) {
    for (int i = 0; i < RUN_SIGNALS; i++) {
        int number = signal_reasons[i].number;

        uv_signal_init(&run->loop, &run->signals[i]);
        run->signals[i].data = run;
        if (signals_is_heeded(number)) {
            uv_signal_start(&run->signals[i], on_signal, number);
        }
    }
    uv_signal_init(&run->loop, &run->asking);
    run->asking.data = run;
    uv_signal_start(&run->asking, on_asked, SIGUSR1);
}

void run_loop_start(struct run *run) {
    uv_poll_init(&run->loop, &run->readable, capture_fd(run->prepared->capture));
    uv_timer_init(&run->loop, &run->each_second);
    uv_timer_init(&run->loop, &run->runtime);
    uv_timer_init(&run->loop, &run->cooldown);
    uv_timer_init(&run->loop, &run->resume_reading);
    uv_async_init(&run->loop, &run->sender_done, on_sender_done);
    uv_async_init(&run->loop, &run->writer_failed, on_writer_failed);
    uv_async_init(&run->loop, &run->writer_held, on_writer_held);
    run->readable.data = run;
    run->each_second.data = run;
    run->runtime.data = run;
    run->cooldown.data = run;
    run->resume_reading.data = run;
    run->sender_done.data = run;
    run->writer_failed.data = run;
    run->writer_held.data = run;
    start_signals(run);
    run->has_handles = true;
    path_watch_start(run->prepared->watch, &run->loop, on_path_lost, run);
    uv_poll_start(&run->readable, UV_READABLE, on_readable);
    uv_timer_start(&run->each_second, on_second, SECOND_MS, SECOND_MS);
    if (run->prepared->options.max_runtime_s > 0) {
        double seconds = run->prepared->wait_s + run->prepared->options.max_runtime_s;

        uv_timer_start(&run->runtime, on_runtime, (uint64_t)(seconds * 1000), 0);
    }
}

void run_loop_stop_reading(struct run *run) {
    if (run->has_handles) {
        uv_close((uv_handle_t *)&run->readable, NULL);
        path_watch_stop(run->prepared->watch);
    }
}

static void close_handle(uv_handle_t *handle, void *unused) {
    (void)unused;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

void run_loop_close(struct run *run) {
    uv_walk(&run->loop, close_handle, NULL);
    uv_run(&run->loop, UV_RUN_DEFAULT);
    uv_loop_close(&run->loop);
}
