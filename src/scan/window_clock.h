/* SPDX-License-Identifier: MIT
 * Measures how long each target's first attempts take, from the first probe to the
 * last.
 */
#ifndef SCAN_WINDOW_CLOCK_H
#define SCAN_WINDOW_CLOCK_H

#include <stdint.h>

struct schedule;
struct shot;
struct window_clock;
struct window_counts;

/* For the probes of this schedule; what is measured is added to `counts`, which must
 * outlive it. NULL when out of memory. */
struct window_clock *window_clock_create(const struct schedule *schedule,
                                         struct window_counts *counts);
void window_clock_destroy(struct window_clock *clock); /* NULL is fine */

/* A shot is taken now; `now_ns` is of any clock, above 0. */
void window_clock_note(struct window_clock *clock, const struct shot *shot,
                       int64_t now_ns);

#endif
