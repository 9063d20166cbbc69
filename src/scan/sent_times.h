/* SPDX-License-Identifier: MIT
 * When each recent packet was sent, by its place in the schedule. */
#ifndef SCAN_SENT_TIMES_H
#define SCAN_SENT_TIMES_H

#include <stdbool.h>
#include <stdint.h>

struct sent_times;

/* Keeps at least `slots` slots if that takes less than a few dozen megabytes. An entry
 * is a probe and an attempt. NULL when out of memory. */
struct sent_times *sent_times_create(uint64_t slots, unsigned entries);
void sent_times_destroy(struct sent_times *times); /* NULL is fine */

/* For the sender. `time_ns` is the real-time clock's. */
void sent_times_put(struct sent_times *times, uint64_t slot, unsigned entry,
                    int64_t time_ns);

/* For any thread; false if that packet was not sent yet, or too long ago. */
bool sent_times_get(const struct sent_times *times, uint64_t slot, unsigned entry,
                    int64_t *time_ns);

#endif
