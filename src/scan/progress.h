/* SPDX-License-Identifier: MIT
 * Tells the user how the scan is going. */
#ifndef SCAN_PROGRESS_H
#define SCAN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/facts.h"

/* Where the scan stands; counts since its start. */
struct progress_counts {
    double elapsed_s;
    double left_s; /* of sending and cooldown, as far as it can be told */
    double share;  /* of the schedule that is sent, 0..1 */
    uint64_t sent;
    uint64_t replies;
    uint64_t drops; /* by kernel, interface and rings */
    uint64_t rows;  /* written */
    bool is_cooling;
};

/* Sending waits for another program, or does no more. */
struct progress_hold {
    bool is_due; /* to be told, once somebody reads it */
    bool is_held;
    int64_t wal_bytes;
    const char *path;
};

struct progress {
    bool is_quiet;
    bool is_terminal; /* one line, rewritten each second; else a line every 30 s */
    struct progress_counts last; /* printed */
    struct progress_hold hold;
};

void progress_init(struct progress *progress, bool is_quiet);

/* To be called about once a second. */
void progress_show(struct progress *progress, const struct progress_counts *counts);

/* A line of its own, at any time, even if it is to be quiet. */
void progress_tell(const struct progress *progress,
                   const struct progress_counts *counts);

/* The rate was changed, to so many packets a second. */
void progress_note_rate(const struct progress *progress, enum rate_reason reason,
                        double rate_pps);

/* Something that does not end the scan, in words. False if it cannot be told now. */
bool progress_note(const struct progress *progress, const char *text);

/* Sending waits for another program that reads the file, whose write-ahead log has so
 * many bytes, or goes on. Said even when quiet: somebody has to do something. If it
 * cannot be told now, progress_show tells it; `path` must outlive that. */
void progress_note_hold(struct progress *progress, bool is_held, int64_t wal_bytes,
                        const char *path);

/* The last line: what the scan came to, and where it is. */
void progress_end(const struct progress *progress, const struct progress_counts *counts,
                  const char *reason, const char *path);

#endif
