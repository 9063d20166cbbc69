/* SPDX-License-Identifier: MIT
 * Seed, key, targets and settings make the same schedule again; it goes on a little
 * before the place that was last committed, since the answers to what was in flight
 * then may be lost: a target is asked once more rather than once less. */
#include "scan/resumed_scan.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/signals.h"
#include "scan/path_watch.h"
#include "scan/plan.h"
#include "scan/prepared_scan.h"
#include "warehouse/fold_log.h"
#include "warehouse/stored_scan.h"

enum {
    COMMIT_S = 2, /* sent, but not yet counted as sent, when the scan broke off */
    NOTICE_S = PATH_WATCH_NOTICE_S, /* sent, but to nobody, if the path was lost */
};

static bool restore_setting(void *context, const char *name, const char *value,
                            struct error *error) {
    return name != NULL && value != NULL ? options_restore(context, name, value, error)
                                         : error_set(error, "a setting has no name");
}

static bool read_scan(struct prepared_scan *prepared, struct stored_scan *stored,
                      struct error *error) {
    struct database *database = &prepared->database;

    if (!database_reopen(prepared->options.resume, database, error) ||
        !fold_log(database, error) || !stored_scan_read(database, stored, error)) {
        return false;
    }
    if (stored->is_complete) {
        return error_set_usage(error, "--resume: the newest scan of '%s' is complete",
                               prepared->options.resume);
    }
    prepared->scan = stored->scan;
    prepared->started_ns = stored->started_us * NS_PER_US;
    prepared->seed = stored->seed;
    return stored_scan_settings(database, stored->scan, restore_setting,
                                &prepared->options, error) &&
           stored_scan_probes(database, stored->scan, &prepared->probes, error) &&
           stored_scan_targets(database, stored->scan, &prepared->targets.allowed,
                               error);
}

static bool check_scan(struct prepared_scan *prepared, struct error *error) {
    if (!range_set_seal(&prepared->targets.allowed)) {
        return error_set(error, "out of memory for targets");
    }
    return (prepared->targets.allowed.count > 0 && prepared->probes.count > 0) ||
           error_set(error, "'%s': its newest scan has no targets or no probes",
                     prepared->options.resume);
}

static uint64_t first_slot(const struct prepared_scan *prepared,
                           const struct stored_scan *stored) {
    double in_flight_s = prepared->options.cooldown_s + COMMIT_S + NOTICE_S;
    uint64_t ticks = (uint64_t)(in_flight_s * prepared->plan.rate_pps) + 1;

    return schedule_slot_before(prepared->schedule, stored->slot, ticks);
}

static bool prepare_schedule(struct prepared_scan *prepared,
                             const struct stored_scan *stored, struct error *error) {
    if (!prepared_scan_schedule(prepared, error)) {
        return false;
    }
    uint64_t slots = schedule_slots(prepared->schedule);
    uint64_t slot = stored->slot <= slots ? first_slot(prepared, stored) : slots;
    if (slot >= slots) {
        return error_set(error, "'%s': its progress is beyond its schedule",
                         prepared->options.resume);
    }
    schedule_seek(prepared->schedule, slot);
    prepared->first_slot = slot;
    if (!prepared->options.is_quiet) {
        fprintf(stderr, "resuming scan %lld at %.1f%%\n", (long long)prepared->scan,
                100.0 * (double)slot / (double)slots);
    }
    return true;
}

/* Signals wait until the loop can write down that one came. */
static bool reopen_record(struct prepared_scan *prepared, struct error *error) {
    signals_hold();
    return stored_scan_reopen(&prepared->database, prepared->scan,
                              clock_real_ns() / NS_PER_US, prepared->first_slot, error);
}

bool resumed_scan_prepare(struct prepared_scan *prepared, struct error *error) {
    struct stored_scan stored;

    return read_scan(prepared, &stored, error) && check_scan(prepared, error) &&
           prepared_scan_key(prepared, &stored.key, error) &&
           plan_make(&prepared->options, &prepared->targets, &prepared->probes,
                     &prepared->plan, error) &&
           prepared_scan_network(prepared, error) &&
           prepare_schedule(prepared, &stored, error) && reopen_record(prepared, error);
}
