/* SPDX-License-Identifier: MIT
 * Gathers the counters of sender, capture and receiver. */
#include "scan/monitor.h"

#include <string.h>

#include "base/clock.h"
#include "base/scan_clock.h"
#include "receive/receiver.h"
#include "receive/second.h"
#include "scan/sender.h"
#include "target/schedule.h"
#include "warehouse/writer.h"
#include "wire/capture.h"

void monitor_init(struct monitor *monitor, bool is_quiet) {
    progress_init(&monitor->progress, is_quiet);
    adapt_init(&monitor->adapt, monitor->plan->rate_pps);
    monitor->started_monotonic_ns = clock_monotonic_ns();
    monitor->last_ns = monitor->started_monotonic_ns;
}

void monitor_count_wait(struct monitor *monitor) {
    monitor->ring_waits++;
}

void monitor_note_cooling(struct monitor *monitor) {
    monitor->cooling_since_ns = clock_monotonic_ns();
}

/* Replies that the writer was given are left out: it counts them as it writes them. */
static void count_all(const struct monitor *monitor, struct health_facts *counts) {
    struct sender_counts sender;
    struct capture_counts capture;

    sender_count(monitor->sender, &sender);
    capture_count(monitor->capture, &capture);
    *counts = (struct health_facts){
        .probes_sent = sender.sent,
        .send_failures = sender.failures,
        .sending_us = sender.sending_us,
        .captured = monitor->receiver->unsolicited_sum,
        .kernel_drops = capture.kernel_drops,
        .interface_drops = capture.interface_drops,
        .ring_drops = monitor->receiver->ring_drops,
        .ring_waits = monitor->ring_waits,
    };
    memcpy(counts->unsolicited, monitor->receiver->unsolicited,
           sizeof(counts->unsolicited));
}

static double seconds_since(uint64_t since_ns) {
    return (double)(clock_monotonic_ns() - since_ns) / NS_PER_S;
}

/* `share` is of the schedule, whose slots take about the same time each. */
static double seconds_left(const struct monitor *monitor, double share) {
    if (monitor->cooling_since_ns != 0) {
        return monitor->cooldown_s - seconds_since(monitor->cooling_since_ns);
    }
    double slower = monitor->plan->rate_pps / monitor->adapt.rate_pps;
    return schedule_plan_seconds(monitor->plan) * slower * (1 - share) +
           monitor->cooldown_s;
}

static struct progress_counts progress_of(const struct monitor *monitor,
                                          const struct health_facts *counts) {
    struct sender_counts sender;

    sender_count(monitor->sender, &sender);
    double share = (double)sender.slot / (double)monitor->slots;
    return (struct progress_counts){
        .elapsed_s = seconds_since(monitor->started_monotonic_ns),
        .left_s = seconds_left(monitor, share),
        .share = share,
        .sent = counts->probes_sent,
        .replies = monitor->receiver->handed_over,
        .drops = counts->kernel_drops + counts->interface_drops + counts->ring_drops,
        .rows = writer_rows(monitor->writer),
        .is_cooling = monitor->cooling_since_ns != 0,
    };
}

/* What the last second added, by probe. */
static void count_hits(struct monitor *monitor, struct adapt_hits *added) {
    struct adapt_hits *last = &monitor->last_hits;
    struct sender_counts sender;

    sender_count(monitor->sender, &sender);
    for (unsigned i = 0; i < PROBES_MAX; i++) {
        added->sent[i] = sender.by_probe[i] - last->sent[i];
        added->replies[i] = monitor->receiver->by_probe[i] - last->replies[i];
        last->sent[i] = sender.by_probe[i];
        last->replies[i] = monitor->receiver->by_probe[i];
    }
}

/* Replies that the last second added, without those that came again. */
static double count_answered(struct monitor *monitor) {
    uint64_t duplicates = writer_duplicates(monitor->writer); /* fewer than came */
    double answered = (double)(monitor->receiver->handed_over - duplicates);
    double added = answered - monitor->last_answered;

    monitor->last_answered = answered;
    return added;
}

/* Judges the rate by what the last second added, and notes in it if that changes it. */
static void adapt_rate(struct monitor *monitor, const struct adapt_second *second,
                       struct health_facts *added) {
    added->rate_reason = adapt_take(&monitor->adapt, second);
    if (added->rate_reason != RATE_KEPT) {
        added->rate_pps = monitor->adapt.rate_pps;
        sender_set_rate(monitor->sender, added->rate_pps);
        progress_note_rate(&monitor->progress, added->rate_reason, added->rate_pps);
    }
}

static void judge_second(struct monitor *monitor, struct health_facts *added) {
    uint64_t now_ns = clock_monotonic_ns();
    struct adapt_second second = {
        .seconds = (double)(now_ns - monitor->last_ns) / NS_PER_S,
        .sent = added->probes_sent,
        .failures = added->send_failures,
        .drops = added->kernel_drops + added->interface_drops + added->ring_drops,
    };

    monitor->last_ns = now_ns;
    count_hits(monitor, &second.hits);
    monitor->has_few_hits =
        hit_window_take(&monitor->hits, &second, count_answered(monitor));
    if (monitor->is_adaptive) {
        adapt_rate(monitor, &second, added);
    }
}

struct progress_counts monitor_last(struct monitor *monitor) {
    struct health_facts counts;
    struct health_facts added;
    int64_t elapsed_ns = (int64_t)clock_monotonic_ns() - monitor->clock->started_ns;

    count_all(monitor, &counts);
    second_added(&monitor->handed_over, &counts, elapsed_ns / NS_PER_S, &added);
    if (monitor->cooling_since_ns == 0) {
        judge_second(monitor, &added);
    }
    if (writer_put_health(monitor->writer, &added)) {
        monitor->handed_over = counts; /* else the next second adds it once more */
    }
    return progress_of(monitor, &counts);
}

/* The first time only: a clock that is set again and again is told at the end. */
static void tell_step(struct monitor *monitor) {
    char text[SCAN_CLOCK_TEXT_SIZE];

    if (!monitor->is_step_told && monitor->clock->steps > 0) {
        monitor->is_step_told = progress_note(
            &monitor->progress, scan_clock_describe(monitor->clock, text));
    }
}

void monitor_second(struct monitor *monitor) {
    struct progress_counts counts = monitor_last(monitor);

    tell_step(monitor);
    progress_show(&monitor->progress, &counts);
}

void monitor_tell(struct monitor *monitor) {
    struct health_facts counts;

    count_all(monitor, &counts);
    const struct progress_counts shown = progress_of(monitor, &counts);
    progress_tell(&monitor->progress, &shown);
}
