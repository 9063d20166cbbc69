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
#include "scan/network_path.h"
#include "scan/sent_times.h"
#include "target/schedule.h"
#include "warehouse/window_counts.h"
#include "wire/pacer.h"
#include "wire/sender_socket.h"

enum {
    SLEEP_MAX_MS = 50,  /* so that a stop is noticed */
    SLEEP_MIN_US = 200, /* so that low rates do not wake up for each packet */
    PAUSE_MS = 1,
    TIMER_SLACK_NS = 1000, /* prctl(2): the default of 50 us is a packet's time here */
};

struct sender_thread {
    struct sender_parts parts;
    uv_thread_t thread;
    struct pacer pacer;
    uint64_t started_ns;
    struct shot shot; /* the next one */
    bool has_shot;
    struct frame frames[BATCH_MAX];
    struct shot batch[BATCH_MAX];
    size_t batched;
    int failure; /* errno value */
    atomic_bool is_stopping;
    atomic_bool is_paused;
    atomic_bool is_complete;
    atomic_uint_fast64_t sent;
    atomic_uint_fast64_t failures;
    atomic_uint_fast64_t sending_us;
    atomic_uint_fast64_t slot;
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

static void build_frame(struct sender_thread *sender, const struct shot *shot) {
    const struct probe_set *probes = sender->parts.probes;
    struct probe_request request =
        probe_set_request(probes, shot->target, shot->probe, shot->attempt);
    struct frame *frame = &sender->frames[sender->batched];
    struct writer writer;

    writer_init(&writer, frame->bytes, sizeof(frame->bytes));
    if (!write_link_header(sender->parts.path, shot->target, &writer)) {
        atomic_fetch_add(&sender->failures, 1);
        return;
    }
    probe_set_build(&request, &writer);
    frame->length = writer_length(&writer);
    sender->batch[sender->batched++] = *shot;
}

/* Notes when a target got its last first attempt, and so how long the first was ago. */
static void note_window(struct sender_thread *sender, const struct shot *shot,
                        int64_t now_ns) {
    const struct sender_parts *parts = &sender->parts;
    int64_t first_ns;

    if (shot->attempt != 1 || shot->probe != parts->plan->probes - 1) {
        return;
    }
    uint64_t first_slot = shot->slot - schedule_lag(parts->plan, shot->probe, 1);
    if (sent_times_get(parts->times, first_slot, 0, &first_ns) && now_ns >= first_ns) {
        window_counts_add(parts->windows, (uint64_t)(now_ns - first_ns) / NS_PER_US);
    }
}

static void note_times(struct sender_thread *sender) {
    int64_t now_ns = clock_real_ns();

    for (size_t i = 0; i < sender->batched; i++) {
        const struct shot *shot = &sender->batch[i];
        unsigned entry = (shot->attempt - 1) * sender->parts.plan->probes + shot->probe;

        sent_times_put(sender->parts.times, shot->slot, entry, now_ns);
        note_window(sender, shot, now_ns);
    }
}

static void count_batch(struct sender_thread *sender,
                        const struct send_result *result) {
    const struct shot *last = &sender->batch[sender->batched - 1];
    uint64_t idle_ns =
        (uint64_t)((double)last->idle_ticks / sender->parts.plan->rate_pps * NS_PER_S);
    uint64_t elapsed_ns = clock_monotonic_ns() - sender->started_ns;

    atomic_fetch_add(&sender->sent, result->sent);
    atomic_fetch_add(&sender->failures, result->failed);
    atomic_store(&sender->slot, last->slot);
    if (elapsed_ns > idle_ns) {
        atomic_store(&sender->sending_us, (elapsed_ns - idle_ns) / NS_PER_US);
    }
}

static void send_batch(struct sender_thread *sender) {
    if (sender->batched == 0) {
        return;
    }
    note_times(sender);
    struct send_result result =
        sender_socket_send(sender->parts.socket, sender->frames, sender->batched);
    count_batch(sender, &result);
    sender->batched = 0;
    sender->failure = result.fatal;
}

/* Sends what is due by now, up to a batch. */
static void send_due(struct sender_thread *sender, uint64_t now_ns) {
    do {
        build_frame(sender, &sender->shot);
        sender->has_shot = schedule_next(sender->parts.schedule, &sender->shot);
    } while (sender->has_shot && sender->batched < BATCH_MAX &&
             pacer_due_ns(&sender->pacer, sender->shot.tick) <= now_ns);
    send_batch(sender);
}

static void sleep_towards(uint64_t due_ns, uint64_t now_ns) {
    uint64_t soonest = now_ns + (uint64_t)SLEEP_MIN_US * NS_PER_US;
    uint64_t latest = now_ns + (uint64_t)SLEEP_MAX_MS * NS_PER_MS;
    uint64_t until = due_ns < soonest ? soonest : due_ns;

    clock_sleep_until(until < latest ? until : latest);
}

static void run(void *context) {
    struct sender_thread *sender = context;

    prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0);
    sender->started_ns = clock_monotonic_ns();
    pacer_init(&sender->pacer, sender->parts.plan->rate_pps, sender->started_ns);
    sender->has_shot = schedule_next(sender->parts.schedule, &sender->shot);
    while (sender->has_shot && sender->failure == 0 &&
           !atomic_load_explicit(&sender->is_stopping, memory_order_relaxed)) {
        uint64_t now_ns = clock_monotonic_ns();
        uint64_t due_ns = pacer_due_ns(&sender->pacer, sender->shot.tick);

        if (atomic_load_explicit(&sender->is_paused, memory_order_relaxed)) {
            clock_sleep_until(now_ns + (uint64_t)PAUSE_MS * NS_PER_MS);
        } else if (due_ns > now_ns) {
            sleep_towards(due_ns, now_ns);
        } else {
            pacer_forgive(&sender->pacer, sender->shot.tick, now_ns);
            send_due(sender, now_ns);
        }
    }
    if (!sender->has_shot && sender->failure == 0) {
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
    counts->slot = atomic_load(&sender->slot);
}

void sender_stop(struct sender_thread *sender) {
    atomic_store(&sender->is_stopping, true);
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
