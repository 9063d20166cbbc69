/* SPDX-License-Identifier: MIT
 * The keys of the options of `liveness scan`, and what setting each one does. */
#ifndef SCAN_OPTION_SETTERS_H
#define SCAN_OPTION_SETTERS_H

#include <stdbool.h>

struct error;
struct scan_options;

/* Options with a letter have it as their key; these have none. */
enum option_key {
    KEY_SHARDS = 256,
    KEY_SHARD,
    KEY_ATTEMPTS,
    KEY_RETRANSMIT_DELAY,
    KEY_PROBES,
    KEY_WINDOW,
    KEY_RESUME,
    KEY_DRY_RUN,
    KEY_YES,
    KEY_NO_SEAL,
    KEY_SENDER,
    KEY_ADAPT,
    KEY_MIN_HIT_RATE,
    KEY_NO_SANDBOX,
    KEY_PCAP,
    KEY_END, /* above all keys */
};

/* Groups of the option table, as --help shows them. */
enum option_group {
    GROUP_NONE,
    GROUP_TARGETS,
    GROUP_PROBES,
    GROUP_PACE,
    GROUP_PATH,
    GROUP_OUTPUT,
};

/* Reads the value `text` of an option into *options, or says what would be right. */
bool option_set(enum option_group group, int key, const char *text,
                struct scan_options *options, struct error *error);

#endif
