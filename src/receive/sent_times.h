/* SPDX-License-Identifier: MIT
 * When each packet was sent, by its tick in the schedule. */
#ifndef RECEIVE_SENT_TIMES_H
#define RECEIVE_SENT_TIMES_H

#include <stdbool.h>
#include <stdint.h>

struct sent_times;

enum {
    SENT_TIMES_BATCHES = 1 << 16,  /* the last ones' times are kept as they are */
    SENT_TIMES_TOLERANCE_US = 200, /* how far off earlier times may be, at most */
};

/* Takes four megabytes, whatever is sent. NULL when out of memory. */
struct sent_times *sent_times_create(void);
void sent_times_destroy(struct sent_times *times); /* NULL is fine */

/* For the sender. Packets with ticks from `first` to `last`, larger than any before,
 * are about to be sent together; an answer may come before the last one has left. */
void sent_times_begin(struct sent_times *times, uint64_t first, uint64_t last,
                      int64_t now_ns);

/* They are sent. `now_ns` is the monotonic clock's, as above. */
void sent_times_end(struct sent_times *times, int64_t now_ns);

/* For any thread; false if nothing was sent at that tick yet, or too long ago: before
 * the last 130,000 changes of pace. */
bool sent_times_get(const struct sent_times *times, uint64_t tick, int64_t *time_ns);

#endif
