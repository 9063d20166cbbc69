/* SPDX-License-Identifier: MIT
 * The event loop of a scan that runs: capture, timers, signals, and what ends it. */
#ifndef SCAN_RUN_LOOP_H
#define SCAN_RUN_LOOP_H

#include <stdbool.h>
#include <uv.h>

#include "base/error.h"
#include "base/scan_clock.h"
#include "receive/receiver.h"
#include "scan/monitor.h"
#include "warehouse/exit_reason.h"

struct prepared_scan;
struct sender_thread;
struct sent_times;
struct window_clock;
struct window_counts;
struct writer_thread;

enum run_state { RUN_SENDING, RUN_COOLING, RUN_ENDED };

enum { RUN_SIGNALS = 3 };

/* Sending waits while any of these is so. */
enum run_wait {
    WAIT_RING = 1 << 0, /* the writer is behind */
    WAIT_FILE = 1 << 1, /* another program keeps the file's log from being emptied */
};

struct run {
    struct prepared_scan *prepared;
    enum run_state state;
    enum exit_reason reason; /* the first that came up; EXIT_DONE meanwhile */
    bool is_cooled_down;     /* late replies were waited for to the end ... */
    bool is_settled;         /* ... and read to the last, ... */
    uint64_t settled_slot;   /* ... of what was sent up to here */
    bool is_unsealed;        /* though it should have been sealed */
    struct error error;      /* if the reason is a failure, or it is unsealed */

    uv_loop_t loop;
    uv_poll_t readable;
    uv_timer_t each_second;
    uv_timer_t runtime;
    uv_timer_t cooldown;
    uv_timer_t resume_reading;
    uv_signal_t signals[RUN_SIGNALS];
    uv_signal_t asking; /* how far it is */
    uv_async_t sender_done;
    uv_async_t writer_failed;
    uv_async_t writer_held;
    unsigned waits;   /* why sending is held back: bits of enum run_wait */
    bool has_handles; /* once they are there */

    struct sender_thread *sender;
    struct writer_thread *writer;
    struct sent_times *times;
    struct scan_clock clock;
    struct window_counts *windows;
    struct window_clock *window_clock;
    struct receiver receiver;
    struct monitor monitor;
};

/* Adds the handles to the loop; the writer runs already, the sender begins next. */
void run_loop_start(struct run *run);

/* Stops reading for good, before the capture is closed. */
void run_loop_stop_reading(struct run *run);

/* Closes all handles and the loop. */
void run_loop_close(struct run *run);

enum run_emptied {
    CAPTURE_EMPTY,
    CAPTURE_NOT_EMPTY, /* after about so many packets, or the writer has no room */
    CAPTURE_BROKEN,    /* with *error set */
};

/* Hands what the capture holds to the receiver until it is empty. */
enum run_emptied run_empty_capture(struct run *run, int packets_max,
                                   struct error *error);

/* For the sender's and the writer's threads; `context` is the run. */
void run_tell_sender_done(void *context);
void run_tell_writer_failed(void *context);
void run_tell_writer_held(void *context);

#endif
