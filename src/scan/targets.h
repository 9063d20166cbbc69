/* SPDX-License-Identifier: MIT
 * The addresses a scan may ask: what was allowed, less what is blocked. */
#ifndef SCAN_TARGETS_H
#define SCAN_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/file.h"
#include "scan/options.h"
#include "target/range_set.h"

struct error;

/* A blocklist in force, as it will stand in the results file. */
struct blocklist {
    const char *name; /* its path, or "(built-in)" */
    const char *text;
    struct file_text file; /* holds the text, unless it is built in */
};

struct scan_targets {
    struct range_set allowed;
    struct blocklist blocklists[LISTS_MAX + 1];
    size_t blocklist_count;
};

/* On failure as on success, targets_finish frees it. No target left is a failure. */
bool targets_load(const struct scan_options *options, struct scan_targets *targets,
                  struct error *error);
void targets_finish(struct scan_targets *targets);

#endif
