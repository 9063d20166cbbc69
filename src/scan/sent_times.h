/* SPDX-License-Identifier: MIT
 * When each packet was sent, by its tick in the schedule. */
#ifndef SCAN_SENT_TIMES_H
#define SCAN_SENT_TIMES_H

#include <stdbool.h>
#include <stdint.h>

struct sent_times;

enum { SENT_TIMES_TOLERANCE_US = 200 }; /* how far off a time may be, at most */

/* Takes a few megabytes, whatever is sent. NULL when out of memory. */
struct sent_times *sent_times_create(void);
void sent_times_destroy(struct sent_times *times); /* NULL is fine */

/* Packets that are sent together: ticks and times of the first and of the last one. */
struct sent_batch {
    uint64_t first;
    uint64_t last;
    int64_t begun_ns; /* real-time clock */
    int64_t ended_ns;
};

/* For the sender. A batch begins; when it will have ended is not known yet, and an
 * answer may come earlier. */
void sent_times_begin(struct sent_times *times, const struct sent_batch *batch);

/* It has ended; the next one's ticks are larger. */
void sent_times_end(struct sent_times *times, const struct sent_batch *batch);

/* For any one other thread; false if nothing was sent at that tick yet, or too long
 * ago: before the last 100,000 changes of pace. */
bool sent_times_get(const struct sent_times *times, uint64_t tick, int64_t *time_ns);

#endif
