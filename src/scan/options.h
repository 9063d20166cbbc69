/* SPDX-License-Identifier: MIT
 * What the user of `liveness scan` asked for. */
#ifndef SCAN_OPTIONS_H
#define SCAN_OPTIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe/probe_set.h"
#include "scan/option_setters.h"
#include "wire/interface.h"
#include "wire/sender_socket.h"

struct error;

enum { LISTS_MAX = 64 };

struct scan_options {
    bool is_given[KEY_END]; /* by option key: on the command line */
    const char *output;
    char pcap[PATH_MAX];  /* savefile of what is captured; "": none */
    const char *resume;   /* the output again, if it is to be gone on with; else NULL */
    char *const *targets; /* the command line's */
    size_t target_count;
    const char *allowlists[LISTS_MAX];
    size_t allowlist_count;
    const char *blocklists[LISTS_MAX];
    size_t blocklist_count;
    bool is_default_blocklist_off;
    double rate_pps;
    double bandwidth_bps;                /* 0: the rate alone decides */
    char interface[INTERFACE_NAME_SIZE]; /* "": by the route to the first target */
    bool has_source;
    uint32_t source;
    bool has_ports;
    struct port_range ports;
    bool has_gateway_mac;
    struct mac gateway_mac;
    enum sender_choice sender;
    bool has_seed;
    uint64_t seed;
    uint64_t max_targets;     /* 0: no limit */
    double max_targets_share; /* 0: no limit; 0..1 of the allowed targets */
    bool is_adaptive;         /* --adapt */
    double max_runtime_s;     /* 0: no limit */
    uint64_t max_replies;     /* 0: no limit */
    double min_hit_rate;      /* 0: no limit; share of the probes */
    double cooldown_s;
    uint32_t shards, shard;
    unsigned attempts;
    double retransmit_delay_s;
    double window_s;
    const char *probes;
    bool is_dry_run;
    bool is_confirmed; /* --yes */
    bool is_no_seal;
    bool is_sandbox_off;
    bool is_quiet;
    bool is_verbose;
};

/* argv[0] is "liveness scan". Prints --help and --usage itself and exits 0 then. */
bool options_parse(int argc, char **argv, struct scan_options *options,
                   struct error *error);

/* Takes a setting of the scan that is resumed, by its long option's name, unless it was
 * given anew or is found out anew. Other names are passed over. */
bool options_restore(struct scan_options *options, const char *name, const char *value,
                     struct error *error);

#endif
