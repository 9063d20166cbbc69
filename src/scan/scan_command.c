/* SPDX-License-Identifier: MIT
 * Makes everything ready for a scan, in the order in which things can be refused: what
 * the user said, then what the machine allows, and last the file. */
#include "scan/scan_command.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "packet/parse.h"
#include "probe/probe_set.h"
#include "scan/network_path.h"
#include "scan/options.h"
#include "scan/plan.h"
#include "scan/run.h"
#include "scan/settings.h"
#include "scan/targets.h"
#include "target/permutation.h"
#include "target/schedule.h"
#include "warehouse/database.h"
#include "warehouse/scan_record.h"
#include "wire/capture.h"
#include "wire/sender_socket.h"

enum { PORTS_PER_ATTEMPT = 1 << 14, PORTS_END = 1 << 16 };

/* All zero at the start; close_all frees what was made. */
struct scan_command {
    struct scan_options options;
    uint64_t seed;
    struct probe_set probes;
    struct scan_targets targets;
    struct schedule_plan plan;
    struct permutation permutation;
    struct schedule *schedule;
    struct network_path path;
    struct sender_socket *socket;
    struct capture *capture;
    struct database database;
    struct settings settings;
};

static bool prepare_probes(struct scan_command *command, struct error *error) {
    const struct scan_options *options = &command->options;
    struct probe_set *probes = &command->probes;
    struct hash_key key;

    if (!keyed_hash_init()) {
        return error_set(error, "libsodium finds no source of random numbers");
    }
    command->seed = options->has_seed ? options->seed : random_seed();
    hash_key_random(&key);
    if (!probe_set_parse(probes, options->probes, error)) {
        return false;
    }
    probes->attempts = options->attempts;
    probes->ports =
        options->has_ports
            ? options->ports
            : (struct port_range){
                  (uint16_t)(PORTS_END - options->attempts * PORTS_PER_ATTEMPT),
                  PORTS_END - 1};
    return probe_set_key(probes, command->seed, &key) ||
           error_set_usage(error,
                           "--source-ports: expected at least %u ports, one for "
                           "each attempt",
                           options->attempts);
}

static bool prepare_plan(struct scan_command *command, struct error *error) {
    const struct scan_options *options = &command->options;

    if (!targets_load(options, &command->targets, error) ||
        !plan_make(options, &command->targets, &command->probes, &command->plan,
                   error)) {
        return false;
    }
    if (!options->is_quiet) {
        plan_print(options, &command->plan);
    }
    return options->is_dry_run || plan_confirm(options, &command->plan, error);
}

/* Targets on the link that are not there are left out, which changes the plan. */
static bool prepare_next_hops(struct scan_command *command, struct error *error) {
    const struct scan_options *options = &command->options;
    struct network_path *path = &command->path;

    if (!network_path_resolve(options, command->plan.rate_pps,
                              &command->targets.allowed, path, error)) {
        return false;
    }
    if (path->link.silent > 0 && !options->is_quiet) {
        fprintf(stderr, "left out: %llu targets on the link that do not answer ARP\n",
                (unsigned long long)path->link.silent);
    }
    return plan_make(options, &command->targets, &command->probes, &command->plan,
                     error);
}

static bool prepare_schedule(struct scan_command *command, struct error *error) {
    if (!permutation_init(&command->permutation, command->targets.allowed.count,
                          command->seed)) {
        return error_set(error, "out of memory for the permutation");
    }
    command->schedule = schedule_create(&command->plan, &command->targets.allowed,
                                        &command->permutation, error);
    return command->schedule != NULL;
}

static bool prepare_network(struct scan_command *command, struct error *error) {
    const struct scan_options *options = &command->options;
    struct network_path *path = &command->path;
    uint32_t target = command->targets.allowed.ranges[0].first;

    if (!network_path_find(options, target, path, error)) {
        return false;
    }
    command->probes.source = path->source;
    command->socket = sender_socket_open(&path->interface, error);
    if (command->socket == NULL) {
        return false;
    }
    command->capture = capture_open(path->interface.name, path->source, error);
    if (command->capture == NULL) {
        return false;
    }
    int link_type = capture_link_type(command->capture);
    if (!parse_link_is_known(link_type)) {
        return error_set(error, "cannot capture on '%s': its link type %d is not known",
                         path->interface.name, link_type);
    }
    return true;
}

static bool record_start(struct scan_command *command, int64_t started_ns,
                         int64_t *scan, struct error *error) {
    struct blocklist_text blocklists[LISTS_MAX + 1];
    const struct scan_targets *targets = &command->targets;

    for (size_t i = 0; i < targets->blocklist_count; i++) {
        blocklists[i] = (struct blocklist_text){targets->blocklists[i].name,
                                                targets->blocklists[i].text};
    }
    const struct scan_record record = {
        .started_us = started_ns / NS_PER_US,
        .seed = command->seed,
        .targets = schedule_plan_targets(&command->plan),
        .probes = &command->probes,
        .allowed = &targets->allowed,
        .settings = command->settings.list,
        .setting_count = command->settings.count,
        .blocklists = blocklists,
        .blocklist_count = targets->blocklist_count,
    };
    return scan_record_start(&command->database, &record, scan, error);
}

static bool run(struct scan_command *command, struct error *error) {
    /* Whole microseconds, as in the file. */
    int64_t started_ns = clock_real_ns() / NS_PER_US * NS_PER_US;
    enum exit_reason reason;
    struct run_parts parts = {
        .options = &command->options,
        .plan = &command->plan,
        .schedule = command->schedule,
        .probes = &command->probes,
        .path = &command->path,
        .socket = command->socket,
        .capture = command->capture,
        .link_type = capture_link_type(command->capture),
        .database = &command->database,
        .started_ns = started_ns,
    };

    if (!record_start(command, started_ns, &parts.scan, error) ||
        !run_scan(&parts, &reason, error)) {
        return false;
    }
    error->text[0] = '\0';
    return reason != EXIT_INTERRUPTED;
}

static bool prepare_and_run(struct scan_command *command, struct error *error) {
    const struct scan_options *options = &command->options;

    if (!prepare_probes(command, error) || !prepare_plan(command, error)) {
        return false;
    }
    if (options->is_dry_run) {
        return true;
    }
    if (!database_may_create(options->output, error) ||
        !prepare_network(command, error) || !prepare_next_hops(command, error) ||
        !prepare_schedule(command, error)) {
        return false;
    }
    settings_fill(&command->settings, options, &command->plan, &command->probes,
                  &command->path, command->seed);
    if (options->is_verbose) {
        settings_print(&command->settings);
    }
    return database_create(options->output, &command->database, error) &&
           run(command, error);
}

static void close_all(struct scan_command *command) {
    database_close(&command->database);
    settings_finish(&command->settings);
    capture_close(command->capture);
    sender_socket_close(command->socket);
    network_path_finish(&command->path);
    schedule_destroy(command->schedule);
    permutation_finish(&command->permutation);
    targets_finish(&command->targets);
    probe_set_finish(&command->probes);
}

bool scan_command(int argc, char **argv, struct error *error) {
    struct scan_command command;

    memset(&command, 0, sizeof(command));
    bool is_ok = options_parse(argc, argv, &command.options, error) &&
                 prepare_and_run(&command, error);
    close_all(&command);
    return is_ok;
}
