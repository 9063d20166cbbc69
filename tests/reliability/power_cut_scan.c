/* SPDX-License-Identifier: MIT
 * Replies are handed over at a pace that makes the writer commit some hundred times.
 * Progress is told right after a slot's reply, so the writer, which has the reply in
 * its ring at best, must not let it count too early. */
#include "power_cut_scan.h"

#include <sched.h>

#include "base/clock.h"
#include "base/watch.h"
#include "warehouse/facts.h"
#include "warehouse/run_record.h"
#include "warehouse/seal.h"
#include "warehouse/stored_scan.h"
#include "warehouse/window_counts.h"
#include "warehouse/writer.h"

enum {
    COMMIT_MS = 2,
    BURST = 24, /* slots between two pauses ... */
    PAUSE_US = 1500,
    HEALTH_EVERY = 50,
};

static void on_failure(void *context) {
    *(bool *)context = true;
}

static struct reply_facts reply_of(uint64_t slot) {
    uint32_t place = (uint32_t)(slot % SCAN_TARGETS);
    uint64_t walk = slot / SCAN_TARGETS;
    uint32_t target = place < 256 ? 0xc0000200 + place : 0xc6336400 + place - 256;

    return (struct reply_facts){
        .reply = {.target = target,
                  .responder = target,
                  .probe = (uint8_t)(walk % SCAN_PROBES),
                  .attempt = (uint8_t)(1 + walk / SCAN_PROBES),
                  .kind = KIND_SYN_ACK,
                  .evidence = EVIDENCE_COOKIE,
                  .ttl = 57,
                  .icmp_type = ICMP_NONE,
                  .icmp_code = ICMP_NONE},
        .time_us = (int64_t)slot * SLOT_US,
        .rtt_us = 100 + place,
    };
}

static void put_slot(struct writer_thread *writer, uint64_t slot) {
    struct reply_facts facts = reply_of(slot);

    while (!writer_put_reply(writer, &facts)) {
        sched_yield();
    }
    writer_set_slot(writer, slot + 1);
    if (slot % HEALTH_EVERY == 0) {
        const struct health_facts health = {.second = facts.time_us / US_PER_S,
                                            .probes_sent = HEALTH_EVERY};

        writer_put_health(writer, &health);
    }
}

bool scan_slots(struct store *store, const struct slots *slots) {
    static const struct window_counts windows; /* none */
    bool has_failed = false;
    const struct writer_parts parts = {
        .database = &store->database,
        .scan = store->scan,
        .slots = SCAN_SLOTS,
        .slot = slots->sent,
        .commit_every_ms = COMMIT_MS,
        .windows = &windows,
        .on_failure = on_failure,
        .context = &has_failed,
    };
    struct writer_thread *writer = writer_start(&parts, &store->error);

    if (writer == NULL) {
        return false;
    }
    for (uint64_t slot = slots->first; slot < slots->end; slot++) {
        put_slot(writer, slot);
        if (slots->is_slow && slot % BURST == 0) {
            clock_sleep_until(clock_monotonic_ns() + (uint64_t)PAUSE_US * NS_PER_US);
        }
    }
    return writer_finish(writer, &store->error) && !has_failed;
}

bool scan_close(struct store *store, bool is_done) {
    struct database *database = &store->database;
    const struct run_end end = {.ended_us = 1500000099000000,
                                .reason = is_done ? EXIT_DONE : EXIT_MAX_RUNTIME};
    struct watch watch;

    bool is_ok = run_record_finish(database, store->scan, &end, &store->error);
    watch_start(&watch, true);
    is_ok = is_ok && seal(database, &watch, &store->error);
    watch_end(&watch);
    is_ok = is_ok && database_leave_wal(database, true, &store->error);
    database_close(database);
    return is_ok;
}

bool scan_reopen(struct store *store, uint64_t *slot) {
    struct stored_scan stored;

    if (!database_reopen(store->path, &store->database, &store->error)) {
        return false;
    }
    bool is_ok = stored_scan_read(&store->database, &stored, &store->error) &&
                 stored_scan_reopen(
                     &store->database, stored.scan,
                     &(struct run_start){1500000050000000, stored.slot, stored.source},
                     &store->error);
    store->scan = stored.scan;
    *slot = stored.slot;
    if (!is_ok) {
        database_close(&store->database);
    }
    return is_ok;
}
