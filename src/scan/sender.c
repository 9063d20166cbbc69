/* SPDX-License-Identifier: MIT
 * Takes shots as they fall due, builds their frames and sends them in batches. */
#include "scan/sender.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <uv.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "packet/headers.h"
#include "probe/probe_set.h"
#include "receive/sent_times.h"
#include "scan/network_path.h"
#include "scan/window_clock.h"
#include "target/schedule.h"
#include "wire/pacer.h"
#include "wire/sender_socket.h"

enum {
    SLEEP_MAX_MS = 50,  /* so that a stop is noticed */
    SLEEP_MIN_US = 200, /* so that low rates do not wake up for each packet */
    PAUSE_MS = 1,
    BATCH_US = 100,        /* packets due within this may be sent together */
    TIMER_SLACK_NS = 1000, /* prctl(2): the default of 50 us is a packet's time here */
};

struct sender_thread {
    struct sender_parts parts;
    uv_thread_t thread;
    struct pacer pacer;
    double rate_pps;  /* the pacer's */
    size_t batch_max; /* packets that are sent together at that rate */
    uint64_t started_ns;
    uint64_t ended_ns;   /* of the last batch */
    uint64_t idle_ticks; /* up to it */
    uint64_t idle_ns;    /* that these took, since the start */
    struct shot shot;    /* the next one */
    bool has_shot;
    struct frame *frames; /* the socket's */
    size_t batched;
    uint64_t first_tick; /* of the batch */
    struct shot last;    /* of the batch */
    int failure;         /* errno value */
    atomic_bool is_stopping;
    atomic_bool is_paused;
    atomic_bool is_complete;
    _Atomic double asked_pps;
    atomic_uint_fast64_t sent;
    atomic_uint_fast64_t failures;
    atomic_uint_fast64_t sending_us;
    atomic_uint_fast64_t slot;
    atomic_uint_fast64_t by_probe[PROBES_MAX];
};

/* False if nobody is there to take a frame for this target. */
static bool write_link_header(const struct network_path *path, uint32_t target,
                              struct writer *writer) {
    if (!path->interface.has_ethernet) {
        return true;
    }
    const struct mac *next_hop = network_path_next_hop(path, target);
    if (next_hop == NULL) {
        return false;
    }
    write_bytes(writer, next_hop->bytes, MAC_SIZE);
    write_bytes(writer, path->interface.mac.bytes, MAC_SIZE);
    write_u16(writer, ETHER_IPV4);
    return true;
}

/* Nobody else writes, so it need not be one step. */
static void count_probe(struct sender_thread *sender, unsigned probe) {
    atomic_uint_fast64_t *count = &sender->by_probe[probe];

    atomic_store_explicit(count, atomic_load_explicit(count, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

static void build_frame(struct sender_thread *sender, uint64_t now_ns) {
    const struct shot *shot = &sender->shot;
    struct probe_request request = probe_set_request(sender->parts.probes, shot->target,
                                                     shot->probe, shot->attempt);
    struct frame *frame = &sender->frames[sender->batched];
    struct writer writer;

    window_clock_note(sender->parts.window_clock, shot, (int64_t)now_ns);
    writer_init(&writer, frame->bytes, FRAME_SIZE);
    if (!write_link_header(sender->parts.path, shot->target, &writer)) {
        atomic_fetch_add(&sender->failures, 1);
        return;
    }
    probe_set_build(&request, &writer);
    frame->length = writer_length(&writer);
    if (sender->batched == 0) {
        sender->first_tick = shot->tick;
    }
    sender->last = *shot;
    sender->batched++;
    count_probe(sender, shot->probe);
}

static uint64_t tick_ns(const struct sender_thread *sender) {
    return (uint64_t)(NS_PER_S / sender->rate_pps);
}

/* A batch that comes after idle ticks ends the time in which nothing was due; one tick
 * of it belongs to the packet before. */
static void count_idle(struct sender_thread *sender, uint64_t begun_ns) {
    uint64_t gap_ns = begun_ns - sender->ended_ns;

    if (sender->last.idle_ticks > sender->idle_ticks && gap_ns > tick_ns(sender)) {
        sender->idle_ns += gap_ns - tick_ns(sender);
    }
    sender->idle_ticks = sender->last.idle_ticks;
}

/* Time up to the last batch in which packets were due. */
static void count_time(struct sender_thread *sender) {
    uint64_t sending_ns = sender->ended_ns - sender->started_ns - sender->idle_ns;

    atomic_store(&sender->sending_us, sending_ns / NS_PER_US);
}

static void send_batch(struct sender_thread *sender) {
    if (sender->batched == 0) {
        return;
    }
    count_idle(sender, clock_monotonic_ns());
    sent_times_begin(sender->parts.times, sender->first_tick, sender->last.tick,
                     (int64_t)clock_monotonic_ns());
    struct send_result result =
        sender_socket_send(sender->parts.socket, sender->batched);
    sent_times_end(sender->parts.times, (int64_t)clock_monotonic_ns());
    atomic_fetch_add(&sender->sent, result.sent);
    atomic_fetch_add(&sender->failures, result.failed);
    atomic_store(&sender->slot, sender->last.slot);
    sender->ended_ns = clock_monotonic_ns();
    count_time(sender);
    sender->batched = 0;
    sender->failure = result.fatal;
}

/* Sends what is due by now, up to a batch. */
static void send_due(struct sender_thread *sender, uint64_t now_ns) {
    do {
        build_frame(sender, now_ns);
        sender->has_shot = schedule_next(sender->parts.schedule, &sender->shot);
    } while (sender->has_shot && sender->batched < sender->batch_max &&
             pacer_due_ns(&sender->pacer, sender->shot.tick) <= now_ns);
    send_batch(sender);
}

static void sleep_towards(uint64_t due_ns, uint64_t now_ns) {
    uint64_t soonest = now_ns + (uint64_t)SLEEP_MIN_US * NS_PER_US;
    uint64_t latest = now_ns + (uint64_t)SLEEP_MAX_MS * NS_PER_MS;
    uint64_t until = due_ns < soonest ? soonest : due_ns;

    clock_sleep_until(until < latest ? until : latest);
}

/* The smaller a batch, the better is known when each of its packets left; large ones
 * are needed at high rates alone. */
static void set_rate(struct sender_thread *sender, double rate_pps) {
    double packets = rate_pps * BATCH_US / US_PER_S;

    sender->rate_pps = rate_pps;
    sender->batch_max = packets < 1           ? 1
                        : packets < BATCH_MAX ? (size_t)packets
                                              : BATCH_MAX;
}

static void follow_rate(struct sender_thread *sender) {
    double asked_pps = atomic_load_explicit(&sender->asked_pps, memory_order_relaxed);

    if (asked_pps != sender->rate_pps) {
        pacer_set_rate(&sender->pacer, asked_pps, sender->shot.tick);
        set_rate(sender, asked_pps);
    }
}

/* What is missed while the writer catches up is not made up for. */
static void rest(struct sender_thread *sender, uint64_t now_ns) {
    uint64_t until_ns = now_ns + (uint64_t)PAUSE_MS * NS_PER_MS;

    clock_sleep_until(until_ns);
    if (pacer_due_ns(&sender->pacer, sender->shot.tick) < until_ns) {
        pacer_init(&sender->pacer, sender->rate_pps, sender->shot.tick, until_ns);
    }
}

static void start_pace(struct sender_thread *sender) {
    uint64_t wait_ns = (uint64_t)(sender->parts.wait_s * NS_PER_S);

    sender->started_ns = clock_monotonic_ns() + wait_ns;
    sender->ended_ns = sender->started_ns;
    sender->idle_ticks = sender->shot.idle_ticks;
    pacer_init(&sender->pacer, sender->rate_pps, sender->shot.tick, sender->started_ns);
}

static bool goes_on(const struct sender_thread *sender) {
    return sender->has_shot && sender->failure == 0 &&
           !atomic_load_explicit(&sender->is_stopping, memory_order_relaxed);
}

static void run(void *context) {
    struct sender_thread *sender = context;

    prctl(PR_SET_NAME, "sender"); /* for top, perf and the like */
    prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0);
    sender->has_shot = schedule_next(sender->parts.schedule, &sender->shot);
    start_pace(sender);
    while (goes_on(sender)) {
        follow_rate(sender);
        uint64_t now_ns = clock_monotonic_ns();
        uint64_t due_ns = pacer_due_ns(&sender->pacer, sender->shot.tick);

        if (atomic_load_explicit(&sender->is_paused, memory_order_relaxed)) {
            rest(sender, now_ns);
        } else if (due_ns > now_ns) {
            sleep_towards(due_ns, now_ns);
        } else {
            pacer_forgive(&sender->pacer, sender->shot.tick, now_ns);
            send_due(sender, now_ns);
        }
    }
    if (!sender->has_shot && sender->failure == 0) {
        sender->ended_ns += tick_ns(sender); /* the last packet's is part of the time */
        count_time(sender);
        atomic_store(&sender->slot, schedule_slots(sender->parts.schedule));
        atomic_store(&sender->is_complete, true);
    }
    sender->parts.on_done(sender->parts.context);
}

struct sender_thread *sender_start(const struct sender_parts *parts,
                                   struct error *error) {
    struct sender_thread *sender = calloc(1, sizeof(*sender));

    if (sender != NULL) {
        sender->parts = *parts;
        sender->slot = parts->first_slot;
        sender->frames = sender_socket_frames(parts->socket);
        set_rate(sender, parts->plan->rate_pps);
        sender->asked_pps = parts->plan->rate_pps;
        if (uv_thread_create(&sender->thread, run, sender) == 0) {
            return sender;
        }
    }
    free(sender);
    error_set(error, "out of memory for the sender");
    return NULL;
}

void sender_count(const struct sender_thread *sender, struct sender_counts *counts) {
    counts->sent = atomic_load(&sender->sent);
    counts->failures = atomic_load(&sender->failures);
    counts->sending_us = atomic_load(&sender->sending_us);
    counts->slot = sender_slot(sender);
    for (unsigned i = 0; i < PROBES_MAX; i++) {
        counts->by_probe[i] =
            atomic_load_explicit(&sender->by_probe[i], memory_order_relaxed);
    }
}

uint64_t sender_slot(const struct sender_thread *sender) {
    return atomic_load(&sender->slot);
}

void sender_stop(struct sender_thread *sender) {
    atomic_store(&sender->is_stopping, true);
}

void sender_set_rate(struct sender_thread *sender, double rate_pps) {
    atomic_store(&sender->asked_pps, rate_pps);
}

void sender_pause(struct sender_thread *sender, bool is_paused) {
    atomic_store(&sender->is_paused, is_paused);
}

bool sender_is_complete(const struct sender_thread *sender) {
    return atomic_load(&sender->is_complete);
}

int sender_join(struct sender_thread *sender) {
    sender_stop(sender);
    uv_thread_join(&sender->thread);
    return sender->failure;
}

void sender_destroy(struct sender_thread *sender) {
    free(sender);
}
