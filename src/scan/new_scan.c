/* SPDX-License-Identifier: MIT
 * What the user said comes first, then what the machine allows, and last a new file, so
 * that nothing is left behind when something is refused. */
#include "scan/new_scan.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/signals.h"
#include "scan/plan.h"
#include "scan/prepared_scan.h"
#include "scan/savefile_name.h"
#include "scan/settings.h"
#include "warehouse/scan_record.h"

static bool prepare_probes(struct prepared_scan *prepared, struct error *error) {
    const struct scan_options *options = &prepared->options;
    struct hash_key key;

    prepared->seed = options->has_seed ? options->seed : random_seed();
    hash_key_random(&key);
    return probe_set_parse(&prepared->probes, options->probes, error) &&
           prepared_scan_key(prepared, &key, error);
}

static bool make_plan(struct prepared_scan *prepared, struct error *error) {
    if (!plan_make(&prepared->options, &prepared->targets, &prepared->probes,
                   &prepared->plan, error)) {
        return false;
    }
    plan_add_margin(&prepared->plan);
    return plan_fit_window(&prepared->plan, error);
}

static bool prepare_plan(struct prepared_scan *prepared, struct error *error) {
    const struct scan_options *options = &prepared->options;

    if (!targets_load(options, &prepared->targets, error) ||
        !make_plan(prepared, error) || !savefile_name_check(options, "", error) ||
        (options->output != NULL &&
         !output_file_look(options->output, &prepared->output, error))) {
        return false;
    }
    if (!options->is_quiet) {
        plan_print(options, &prepared->plan, &prepared->output);
    }
    return options->is_dry_run || plan_confirm(options, &prepared->plan, error);
}

/* Targets on the link that are not there are left out, which changes the plan. */
static bool leave_out_silent(struct prepared_scan *prepared, struct error *error) {
    const struct link_targets *link = &prepared->path.link;

    if (link->silent.count == 0) {
        return true;
    }
    if (!prepared->options.is_quiet) {
        fprintf(stderr, "left out: %llu targets on the link that do not answer ARP\n",
                (unsigned long long)link->silent.count);
    }
    return link_targets_remove_silent(link, &prepared->targets.allowed, error) &&
           make_plan(prepared, error);
}

static bool record_scan(struct prepared_scan *prepared, const struct settings *settings,
                        struct error *error) {
    struct blocklist_text blocklists[LISTS_MAX + 1];
    const struct scan_targets *targets = &prepared->targets;

    for (size_t i = 0; i < targets->blocklist_count; i++) {
        blocklists[i] = (struct blocklist_text){targets->blocklists[i].name,
                                                targets->blocklists[i].text};
    }
    prepared->started_ns = clock_real_ns() / NS_PER_US * NS_PER_US;
    const struct scan_record record = {
        .started_us = prepared->started_ns / NS_PER_US,
        .seed = prepared->seed,
        .targets = schedule_plan_targets(&prepared->plan),
        .probes = &prepared->probes,
        .allowed = &targets->allowed,
        .settings = settings->list,
        .setting_count = settings->count,
        .blocklists = blocklists,
        .blocklist_count = targets->blocklist_count,
    };
    return scan_record_start(&prepared->database, &record, &prepared->scan, error);
}

static bool create_record(struct prepared_scan *prepared, struct error *error) {
    const struct scan_options *options = &prepared->options;
    struct settings settings;

    signals_hold(); /* until the loop can write down that one came */
    settings_fill(&settings, options, &prepared->plan, &prepared->probes,
                  &prepared->path, prepared->seed);
    if (options->is_verbose) {
        settings_print(&settings);
    }
    bool is_ok = output_file_begin(&prepared->output, &prepared->database, error) &&
                 record_scan(prepared, &settings, error);
    settings_finish(&settings);
    return is_ok;
}

/* The savefile first, since the record has its name. */
static bool create_files(struct prepared_scan *prepared, struct error *error) {
    if (!prepared_scan_savefile(prepared, error)) {
        return false;
    }
    if (create_record(prepared, error)) {
        return true;
    }
    if (prepared->options.pcap[0] != '\0') {
        unlink(prepared->options.pcap);
    }
    return false;
}

bool new_scan_prepare(struct prepared_scan *prepared, struct error *error) {
    if (!prepare_probes(prepared, error) || !prepare_plan(prepared, error)) {
        return false;
    }
    return prepared->options.is_dry_run ||
           (output_file_reserve(&prepared->output, &prepared->database, error) &&
            prepared_scan_network(prepared, error) &&
            leave_out_silent(prepared, error) &&
            prepared_scan_schedule(prepared, error) && create_files(prepared, error));
}
