/* SPDX-License-Identifier: MIT
 * Counts each second of a scan, for the results file and for the progress line. */
#ifndef SCAN_MONITOR_H
#define SCAN_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "scan/adapt.h"
#include "scan/hit_window.h"
#include "scan/progress.h"
#include "warehouse/facts.h"

struct capture;
struct receiver;
struct scan_clock;
struct schedule_plan;
struct sender_thread;
struct writer_thread;

/* The caller fills in the first part and leaves the rest zero. */
struct monitor {
    const struct schedule_plan *plan;
    const struct receiver *receiver;
    struct sender_thread *sender;
    struct capture *capture;
    struct writer_thread *writer;
    const struct scan_clock *clock;
    uint64_t slots; /* of the schedule */
    double cooldown_s;
    bool is_adaptive;
    struct hit_window hits; /* with what is asked of it */

    struct progress progress;
    struct adapt adapt;
    struct adapt_hits last_hits; /* when the second was last judged ... */
    double last_answered;
    uint64_t last_ns; /* ... by the monotonic clock */
    bool has_few_hits;
    uint64_t started_monotonic_ns;
    uint64_t cooling_since_ns; /* monotonic; 0 while sending */
    uint64_t ring_waits;
    bool is_step_told;               /* that the clock was set */
    struct health_facts handed_over; /* counts when they last went to the writer */
};

void monitor_init(struct monitor *monitor, bool is_quiet);

/* Capture waited for the writer once more. */
void monitor_count_wait(struct monitor *monitor);

/* Sending is over; the cooldown began. */
void monitor_note_cooling(struct monitor *monitor);

/* Hands what was added since the last call to the writer, and shows it. */
void monitor_second(struct monitor *monitor);

/* Shows how far it is, whether or not that is due; the user asked for it. */
void monitor_tell(struct monitor *monitor);

/* The same as monitor_second without showing; for the last part of a second. */
struct progress_counts monitor_last(struct monitor *monitor);

#endif
