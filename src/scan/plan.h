/* SPDX-License-Identifier: MIT
 * Works out what a scan will do before it does it, and tells the user. */
#ifndef SCAN_PLAN_H
#define SCAN_PLAN_H

#include <stdbool.h>

#include "target/schedule.h"

struct error;
struct output_file;
struct probe_set;
struct scan_options;
struct scan_targets;

enum { TARGETS_UNCONFIRMED_MAX = 65536 }; /* more need --yes */

/* Computes the schedule's plan, all but its margin, which stays as it is; fails if
 * nothing would be sent. */
bool plan_make(const struct scan_options *options, const struct scan_targets *targets,
               const struct probe_set *probes, struct schedule_plan *plan,
               struct error *error);

/* Gives a new scan the margin that keeps its retransmission delay when sending is held
 * up. */
void plan_add_margin(struct schedule_plan *plan);

/* Shortens a new scan's window so that it is kept even if no more than 200,000 packets
 * a second can be sent: what comes slower than planned lies farther apart. Refuses one
 * in which more targets would be under way than there is memory for. */
bool plan_fit_window(struct schedule_plan *plan, struct error *error);

/* Refuses a plan of many targets that the user did not confirm. */
bool plan_confirm(const struct scan_options *options, const struct schedule_plan *plan,
                  struct error *error);

/* Prints targets, packets, duration, expected file size, and what file the scan is
 * added to, to standard error. */
void plan_print(const struct scan_options *options, const struct schedule_plan *plan,
                const struct output_file *output);

#endif
