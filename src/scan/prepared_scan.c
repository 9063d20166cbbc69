/* SPDX-License-Identifier: MIT
 * Opens and closes what scans need, in the order in which it can be refused. */
#include "scan/prepared_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "packet/parse.h"
#include "privilege/privilege.h"
#include "scan/path_watch.h"
#include "wire/capture.h"
#include "wire/sender_socket.h"

enum { PORTS_PER_ATTEMPT = 1 << 14, PORTS_END = 1 << 16 };

bool prepared_scan_key(struct prepared_scan *prepared, const struct hash_key *key,
                       struct error *error) {
    const struct scan_options *options = &prepared->options;
    struct probe_set *probes = &prepared->probes;
    const struct port_range topmost = {
        (uint16_t)(PORTS_END - options->attempts * PORTS_PER_ATTEMPT), PORTS_END - 1};

    probes->attempts = options->attempts;
    probes->ports = options->has_ports ? options->ports : topmost;
    return probe_set_key(probes, prepared->seed, key) ||
           error_set_usage(error,
                           "--source-ports: expected at least %u ports, one for "
                           "each attempt",
                           options->attempts);
}

static bool open_capture(struct prepared_scan *prepared, struct error *error) {
    const struct network_path *path = &prepared->path;

    prepared->capture = capture_open(path->interface.name, path->source, error);
    if (prepared->capture == NULL) {
        return false;
    }
    int link_type = capture_link_type(prepared->capture);
    return parse_link_is_known(link_type) ||
           error_set(error, "cannot capture on '%s': its link type %d is not known",
                     path->interface.name, link_type);
}

bool prepared_scan_network(struct prepared_scan *prepared, struct error *error) {
    const struct scan_options *options = &prepared->options;
    struct network_path *path = &prepared->path;
    const struct range_set *targets = &prepared->targets.allowed;

    if (!network_path_find(options, targets->ranges[0].first, path, error)) {
        return false;
    }
    prepared->probes.source = path->source;
    prepared->socket = sender_socket_open(&path->interface, options->sender, error);
    if (prepared->socket == NULL) {
        return false;
    }
    path->sender = sender_socket_way(prepared->socket);
    if (!open_capture(prepared, error) ||
        !network_path_resolve(options, prepared->plan.rate_pps, targets, path, error)) {
        return false;
    }
    prepared->watch = path_watch_open(path, error);
    return prepared->watch != NULL && privilege_end(options->output, options->pcap,
                                                    !options->is_sandbox_off, error);
}

bool prepared_scan_savefile(struct prepared_scan *prepared, struct error *error) {
    struct scan_options *options = &prepared->options;
    char name[PATH_MAX];

    if (options->pcap[0] == '\0') {
        return true;
    }
    if (!capture_save(prepared->capture, options->pcap, options->resume != NULL,
                      error)) {
        return false;
    }
    if (realpath(options->pcap, name) == NULL) {
        error_set(error, "--pcap: '%s': %s", options->pcap, strerror(errno));
        if (options->resume == NULL) {
            unlink(options->pcap);
        }
        return false;
    }
    memcpy(options->pcap, name, sizeof(name));
    return true;
}

bool prepared_scan_schedule(struct prepared_scan *prepared, struct error *error) {
    const struct range_set *targets = &prepared->targets.allowed;

    if (!permutation_init(&prepared->permutation, targets->count, prepared->seed)) {
        return error_set(error, "out of memory for the permutation");
    }
    prepared->schedule =
        schedule_create(&prepared->plan, targets, &prepared->permutation, error);
    return prepared->schedule != NULL;
}

void prepared_scan_release(struct prepared_scan *prepared) {
    capture_close(prepared->capture);
    sender_socket_close(prepared->socket);
    schedule_destroy(prepared->schedule);
    prepared->capture = NULL;
    prepared->socket = NULL;
    prepared->schedule = NULL;
}

void prepared_scan_close(struct prepared_scan *prepared) {
    prepared_scan_release(prepared);
    path_watch_close(prepared->watch);
    database_close(&prepared->database);
    network_path_finish(&prepared->path);
    permutation_finish(&prepared->permutation);
    targets_finish(&prepared->targets);
    probe_set_finish(&prepared->probes);
}
