/* SPDX-License-Identifier: MIT
 * Seed, key, targets and settings make the same schedule again; it goes on a little
 * before the place that was last committed, since the answers to what was in flight
 * then may be lost: a target is asked once more rather than once less. By more than
 * answers take, so that one to the earlier probe is there before the later one leaves,
 * and gets no round-trip time rather than a wrong one; near the begin of a scan, where
 * there is no such place, it waits instead. What was committed stands, though, until
 * this run has got farther, so that runs that are killed one after another do not move
 * the place back. What a run has waited for answers to is not in flight. */
#include "scan/resumed_scan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/number.h"
#include "base/signals.h"
#include "scan/path_watch.h"
#include "scan/plan.h"
#include "scan/prepared_scan.h"
#include "scan/savefile_name.h"
#include "scan/settings.h"
#include "warehouse/fold_log.h"
#include "warehouse/left_out.h"
#include "warehouse/run_record.h"
#include "warehouse/scan_record.h"
#include "warehouse/stored_scan.h"

static const double queued_s = 1; /* on the way to the wire, and back from it */
static const double noticed_s =
    PATH_WATCH_NOTICE_S; /* sent, but to nobody, if the path was lost */
static const double ticks_max = 1e18;

/* Answers may come as late as the earlier runs waited for them, or this one will if it
 * is told to wait longer. */
static bool restore_cooldown(struct prepared_scan *prepared, const char *value,
                             struct error *error) {
    struct scan_options earlier = {0};
    bool is_ok = options_restore(&earlier, "cooldown", value, error) &&
                 options_restore(&prepared->options, "cooldown", value, error);

    prepared->late_s = fmax(earlier.cooldown_s, prepared->options.cooldown_s);
    return is_ok;
}

/* No option, but the plan cannot be made again without it. */
static bool restore_margin(struct prepared_scan *prepared, const char *value,
                           struct error *error) {
    return number_parse_decimal(value, &prepared->plan.retransmit_margin_s) ||
           error_set(error,
                     "'%s': its newest scan has '%.40s' as its setting "
                     "'retransmit-margin'",
                     prepared->options.resume, value);
}

static bool restore_setting(void *context, const char *name, const char *value,
                            struct error *error) {
    struct prepared_scan *prepared = context;

    if (name == NULL || value == NULL) {
        return error_set(error, "a setting has no name");
    }
    if (strcmp(name, "imported-from") == 0) {
        return error_set_usage(error,
                               "--resume: the newest scan of '%s' was imported; "
                               "only one that was sent can go on",
                               prepared->options.resume);
    }
    if (strcmp(name, "merged-shards") == 0) {
        return error_set_usage(error,
                               "--resume: the newest scan of '%s' was merged from "
                               "shards; go on with the file of the one that ended "
                               "early, and merge them again",
                               prepared->options.resume);
    }
    if (strcmp(name, "retransmit-margin") == 0) {
        return restore_margin(prepared, value, error);
    }
    if (strcmp(name, "pcap") == 0) {
        snprintf(prepared->earlier_pcap, sizeof(prepared->earlier_pcap), "%s", value);
    }
    if (strcmp(name, "cooldown") == 0) {
        return restore_cooldown(prepared, value, error);
    }
    return options_restore(&prepared->options, name, value, error);
}

static bool read_scan(struct prepared_scan *prepared, struct stored_scan *stored,
                      struct error *error) {
    struct database *database = &prepared->database;

    if (!database_reopen(prepared->options.resume, database, error) ||
        !fold_log(database, error) || !stored_scan_read(database, stored, error)) {
        return false;
    }
    prepared->scan = stored->scan;
    prepared->started_ns = stored->started_us * NS_PER_US;
    prepared->seed = stored->seed;
    prepared->is_complete = stored->is_complete;
    prepared->late_s = prepared->options.cooldown_s;
    return true;
}

static bool read_request(struct prepared_scan *prepared, struct error *error) {
    struct database *database = &prepared->database;
    int64_t scan = prepared->scan;

    return stored_scan_settings(database, scan, restore_setting, prepared, error) &&
           stored_scan_probes(database, scan, &prepared->probes, error) &&
           stored_scan_targets(database, scan, &prepared->targets.allowed, error);
}

static bool check_scan(struct prepared_scan *prepared, struct error *error) {
    if (!range_set_seal(&prepared->targets.allowed)) {
        return error_set(error, "out of memory for targets");
    }
    return (prepared->targets.allowed.count > 0 && prepared->probes.count > 0) ||
           error_set(error, "'%s': its newest scan has no targets or no probes",
                     prepared->options.resume);
}

static double seconds_between(const struct prepared_scan *prepared, uint64_t from,
                              uint64_t to) {
    return (double)schedule_ticks_between(prepared->schedule, from, to) /
           prepared->plan.rate_pps;
}

/* Nothing is in flight of what was settled. */
static void go_back(struct prepared_scan *prepared, uint64_t settled) {
    double in_flight_s = prepared->late_s + queued_s + noticed_s;
    double ticks = in_flight_s * prepared->plan.rate_pps + 1;
    uint64_t slot = schedule_slot_before(prepared->schedule, prepared->sent_slot,
                                         (uint64_t)fmin(ticks, ticks_max));

    prepared->first_slot = slot < settled ? settled : slot;
    double back_s =
        prepared->first_slot < prepared->sent_slot
            ? seconds_between(prepared, prepared->first_slot, prepared->sent_slot)
            : 0;
    prepared->wait_s = fmax(prepared->late_s + queued_s - back_s, 0);
}

/* The newest run may have settled less than an earlier one had sent. */
static void go_on(struct prepared_scan *prepared, uint64_t settled) {
    prepared->first_slot = settled;
    prepared->wait_s = settled < prepared->sent_slot ? prepared->late_s + queued_s : 0;
}

static bool find_place(struct prepared_scan *prepared, uint64_t slots,
                       struct error *error) {
    struct run_settled settled;

    if (!run_record_read_settled(&prepared->database, prepared->scan, &settled,
                                 error)) {
        return false;
    }
    if (settled.farthest > slots || (settled.is_newest && settled.newest > slots)) {
        return error_set(error, "'%s': its runs are not those of its settings",
                         prepared->options.resume);
    }
    if (settled.is_newest) {
        go_on(prepared, settled.newest);
    } else {
        go_back(prepared, settled.farthest);
    }
    return true;
}

static void tell_place(const struct prepared_scan *prepared) {
    double share =
        (double)prepared->first_slot / (double)schedule_slots(prepared->schedule);

    if (prepared->options.is_quiet) {
        return;
    }
    fprintf(stderr, "resuming scan %lld at %.1f%%\n", (long long)prepared->scan,
            100 * share);
    if (prepared->wait_s > 0) {
        fprintf(stderr, "waiting %.1f seconds for late answers to what was sent\n",
                prepared->wait_s);
    }
}

static bool prepare_schedule(struct prepared_scan *prepared,
                             const struct stored_scan *stored, struct error *error) {
    if (!schedule_plan_is_sound(&prepared->plan)) {
        return error_set(error,
                         "'%s': the settings of its newest scan make no schedule",
                         prepared->options.resume);
    }
    if (!prepared_scan_schedule(prepared, error)) {
        return false;
    }
    uint64_t slots = schedule_slots(prepared->schedule);
    if (stored->slot > slots || (stored->slots > 0 && stored->slots != slots)) {
        return error_set(error, "'%s': its progress is not that of its settings",
                         prepared->options.resume);
    }
    prepared->sent_slot = stored->slot;
    if (!find_place(prepared, slots, error)) {
        return false;
    }
    schedule_seek(prepared->schedule, prepared->first_slot);
    tell_place(prepared);
    return true;
}

/* Signals wait until the loop can write down that one came. */
static bool reopen_record(struct prepared_scan *prepared, struct error *error) {
    const struct run_start start = {clock_real_ns() / NS_PER_US, prepared->first_slot,
                                    prepared->probes.source};

    signals_hold();
    return stored_scan_reopen(&prepared->database, prepared->scan, &start, error);
}

/* Killed after all was recorded, a file may be neither sorted nor in one piece. */
static bool check_unfinished(const struct prepared_scan *prepared,
                             const struct stored_scan *stored, struct error *error) {
    const struct scan_options *options = &prepared->options;

    if (!stored->is_unfinished) {
        return error_set_usage(error, "--resume: the newest scan of '%s' is complete",
                               options->resume);
    }
    if (!options->is_quiet) {
        fprintf(stderr, "scan %lld is complete; what is left is to close its file\n",
                (long long)stored->scan);
    }
    return true;
}

/* What may be another than before. */
static bool record_changes(struct prepared_scan *prepared, struct error *error) {
    const struct scan_options *options = &prepared->options;
    const struct setting sandbox = {"sandbox", settings_sandbox(options)};
    const struct setting savefile = {"pcap", options->pcap};
    struct database *database = &prepared->database;
    int64_t scan = prepared->scan;

    return scan_record_set(database, scan, &sandbox, error) &&
           (savefile.value[0] == '\0' ||
            scan_record_set(database, scan, &savefile, error));
}

bool resumed_scan_prepare(struct prepared_scan *prepared, struct error *error) {
    struct stored_scan stored;

    if (!read_scan(prepared, &stored, error)) {
        return false;
    }
    if (stored.is_complete) {
        return check_unfinished(prepared, &stored, error);
    }
    return left_out_nothing(&prepared->database, stored.scan, error) &&
           read_request(prepared, error) && check_scan(prepared, error) &&
           savefile_name_check(&prepared->options, prepared->earlier_pcap, error) &&
           prepared_scan_key(prepared, &stored.key, error) &&
           plan_make(&prepared->options, &prepared->targets, &prepared->probes,
                     &prepared->plan, error) &&
           prepare_schedule(prepared, &stored, error) &&
           prepared_scan_network(prepared, error) &&
           prepared_scan_savefile(prepared, error) && record_changes(prepared, error) &&
           reopen_record(prepared, error);
}
