/* SPDX-License-Identifier: MIT
 * Keeps a scan's times right when the real-time clock is set: turns the stamps of
 * captured packets into times of the monotonic clock. */
#ifndef BASE_SCAN_CLOCK_H
#define BASE_SCAN_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock_reading;

typedef void read_clocks_fn(void *context, struct clock_reading *reading);

enum {
    SCAN_CLOCK_TOLERANCE_US = 200, /* steps smaller than that go unnoticed */
    SCAN_CLOCK_OFFSETS = 8,        /* that packets not read yet may be stamped by */
    SCAN_CLOCK_TEXT_SIZE = 96,
};

/* How far the real-time clock was ahead of the monotonic one, and when, by the latter.
 */
struct clock_offset {
    int64_t offset_ns;
    int64_t begin_ns; /* not before: the offset before was seen then */
    int64_t end_ns;   /* not after: it was seen then, or the next one was */
};

struct scan_clock {
    read_clocks_fn *read;
    void *context;
    int64_t started_ns; /* the scan's begin, by the monotonic clock; may be below 0 */
    int64_t started_real_ns; /* the same as the file has it */

    struct clock_offset offsets[SCAN_CLOCK_OFFSETS]; /* oldest first */
    unsigned offset_count;
    int64_t looked_real_ns; /* when the clocks were last looked at */
    int64_t stamp_ns;       /* of the last packet */
    int64_t drained_ns;     /* no packet that came before waits any more */

    unsigned steps;     /* ever */
    int64_t stepped_ns; /* by all of them */
};

/* For a scan that began at `started_real_ns`, now or in an earlier run. `read` reads
 * both clocks; NULL: those of the system. */
void scan_clock_init(struct scan_clock *clock, int64_t started_real_ns,
                     read_clocks_fn *read, void *context);

/* To be called before packets are read, and once a second: the closer together, the
 * fewer packets around a step are of unknown time. */
void scan_clock_look(struct scan_clock *clock);

/* All packets that had come when it was last looked are read. */
void scan_clock_note_drained(struct scan_clock *clock);

/* The time at which a packet came, since the scan began. False if a step makes that
 * uncertain; *since_ns is about right then. Packets come in the order of reading. */
bool scan_clock_since(struct scan_clock *clock, int64_t stamp_real_ns,
                      int64_t *since_ns);

/* What the clock shows now, by the wall clock as it was when this run began. */
int64_t scan_clock_now_real_ns(const struct scan_clock *clock);

/* What became of the clock: "" if it was left alone. SCAN_CLOCK_TEXT_SIZE bytes. */
char *scan_clock_describe(const struct scan_clock *clock, char *text);

#endif
