/* SPDX-License-Identifier: MIT
 * Everything a scan needs before it can run, and the steps that new and resumed scans
 * share in making it ready. */
#ifndef SCAN_PREPARED_SCAN_H
#define SCAN_PREPARED_SCAN_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "probe/probe_set.h"
#include "scan/network_path.h"
#include "scan/options.h"
#include "scan/targets.h"
#include "target/permutation.h"
#include "target/schedule.h"
#include "warehouse/database.h"
#include "warehouse/output_file.h"

struct capture;
struct error;
struct path_watch;
struct sender_socket;

/* All zero at the start; prepared_scan_close frees whatever was made. */
struct prepared_scan {
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
    struct path_watch *watch;
    struct output_file output; /* of a new scan */
    struct database database;
    int64_t scan;        /* its number in the file */
    int64_t started_ns;  /* real-time clock, whole microseconds as in the file */
    uint64_t first_slot; /* of the schedule, where this run begins */
    uint64_t sent_slot;  /* all before it were sent by earlier runs */
    char earlier_pcap[PATH_MAX]; /* their savefile; "": none */
    double late_s;               /* how late their answers may come */
    double wait_s;               /* for these, before anything is sent */
    bool is_complete;            /* all is sent; only the file is to be closed */
};

/* Ports, attempts and keys of the probes. */
bool prepared_scan_key(struct prepared_scan *prepared, const struct hash_key *key,
                       struct error *error);

/* Opens the way to the targets: sockets, capture, the next hops' link addresses, and
 * the watch over all that. Nothing can be opened later but files: all privileges are
 * given up then. */
bool prepared_scan_network(struct prepared_scan *prepared, struct error *error);

/* Opens the savefile of what is captured, if one is wanted, and puts its full name into
 * the options, so that it is found from everywhere. */
bool prepared_scan_savefile(struct prepared_scan *prepared, struct error *error);

bool prepared_scan_schedule(struct prepared_scan *prepared, struct error *error);

/* Frees what only sending and receiving need. */
void prepared_scan_release(struct prepared_scan *prepared);

void prepared_scan_close(struct prepared_scan *prepared);

#endif
