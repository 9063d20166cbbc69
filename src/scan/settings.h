/* SPDX-License-Identifier: MIT
 * The settings in force, as texts for the results file and for --verbose. */
#ifndef SCAN_SETTINGS_H
#define SCAN_SETTINGS_H

#include <stddef.h>

#include "warehouse/scan_record.h"

struct network_path;
struct probe_set;
struct scan_options;
struct schedule_plan;

enum { SETTINGS_MAX = 32, SETTING_TEXT_SIZE = 64 };

struct settings {
    struct setting list[SETTINGS_MAX];
    size_t count;
    char texts[SETTINGS_MAX][SETTING_TEXT_SIZE]; /* what list points to, mostly */
    char *targets;                               /* allocated */
};

void settings_fill(struct settings *settings, const struct scan_options *options,
                   const struct schedule_plan *plan, const struct probe_set *probes,
                   const struct network_path *path, uint64_t seed);
void settings_finish(struct settings *settings);

/* "yes" or "no": whether the threads of a scan are to be in the sandbox. */
const char *settings_sandbox(const struct scan_options *options);

void settings_print(const struct settings *settings); /* to standard error */

#endif
