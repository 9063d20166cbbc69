/* SPDX-License-Identifier: MIT
 * Writes progress to standard error: for a person on a terminal, for a log elsewhere.
 */
#include "scan/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/standard_streams.h"

enum { LOG_EVERY_S = 30, LINE_SIZE = 256 };

static const double rate_over_s = 0.5; /* at least; else since the start */

void progress_init(struct progress *progress, bool is_quiet) {
    *progress = (struct progress){
        .is_quiet = is_quiet,
        .is_terminal = isatty(STDERR_FILENO),
    };
}

static double hit_rate(const struct progress_counts *counts) {
    return counts->sent == 0 ? 0
                             : 100.0 * (double)counts->replies / (double)counts->sent;
}

/* Columns of the terminal, or enough for the whole line. */
static int terminal_width(void) {
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1
               ? size.ws_col - 1
               : LINE_SIZE;
}

static void format_line(const struct progress *progress,
                        const struct progress_counts *counts, char line[LINE_SIZE]) {
    char left[DURATION_TEXT_SIZE];
    const struct progress_counts start = {0};
    bool is_just_printed = counts->elapsed_s - progress->last.elapsed_s < rate_over_s;
    const struct progress_counts *last = is_just_printed ? &start : &progress->last;
    double seconds = counts->elapsed_s - last->elapsed_s;
    double sent = (double)(counts->sent - last->sent);
    double rows = (double)(counts->rows - last->rows);

    if (seconds <= 0) {
        seconds = 1;
    }
    snprintf(line, LINE_SIZE,
             "%.1f%% %s%s left; sent %llu (%.0f/s); replies %llu (hit rate %.2f%%); "
             "drops %llu; rows %.0f/s",
             100 * counts->share, counts->is_cooling ? "cooldown, " : "",
             duration_format(counts->left_s, left), (unsigned long long)counts->sent,
             sent / seconds, (unsigned long long)counts->replies, hit_rate(counts),
             (unsigned long long)counts->drops, rows / seconds);
}

static void print_line(const struct progress *progress,
                       const struct progress_counts *counts) {
    char line[LINE_SIZE];

    format_line(progress, counts, line);
    if (progress->is_terminal) {
        fprintf(stderr, "\r\033[K%.*s", terminal_width(), line);
    } else {
        fprintf(stderr, "%s\n", line);
    }
}

static const char *line_start(const struct progress *progress) {
    return progress->is_terminal ? "\r\033[K" : "";
}

static void tell_hold(struct progress *progress) {
    const struct progress_hold *hold = &progress->hold;
    const char *start = progress->is_quiet ? "" : line_start(progress);

    if (!hold->is_due || !standard_error_is_ready()) {
        return;
    }
    if (hold->is_held) {
        fprintf(stderr,
                "%sanother program has been reading '%s' so long that its write-ahead "
                "log is %lld MB: sending waits until that program closes it\n",
                start, hold->path, (long long)(hold->wal_bytes >> 20));
    } else {
        fprintf(stderr, "%s'%s' can be tidied again: sending goes on\n", start,
                hold->path);
    }
    progress->hold.is_due = false;
}

void progress_show(struct progress *progress, const struct progress_counts *counts) {
    double since = counts->elapsed_s - progress->last.elapsed_s;

    progress->hold.is_due &= !counts->is_cooling; /* nothing waits any more */
    tell_hold(progress);
    if (progress->is_quiet || (!progress->is_terminal && since < LOG_EVERY_S) ||
        !standard_error_is_ready()) {
        return;
    }
    print_line(progress, counts);
    progress->last = *counts;
}

/* On a terminal the next line to be rewritten comes below. */
void progress_tell(const struct progress *progress,
                   const struct progress_counts *counts) {
    char line[LINE_SIZE];

    if (standard_error_is_ready()) {
        format_line(progress, counts, line);
        fprintf(stderr, "%s%s\n", line_start(progress), line);
    }
}

void progress_note_rate(const struct progress *progress, enum rate_reason reason,
                        double rate_pps) {
    static const char *const causes[RATE_REASONS] = {
        [RATE_DROPS] = "lowered: packets were dropped",
        [RATE_REFUSED] = "lowered: the interface refused packets",
        [RATE_FEWER_HITS] = "lowered: fewer probes are answered than before",
        [RATE_RECOVERED] = "raised: nothing was lost for a while",
    };

    if (!progress->is_quiet && standard_error_is_ready()) {
        fprintf(stderr, "%srate %s; now %.0f packets a second\n", line_start(progress),
                causes[reason], rate_pps);
    }
}

bool progress_note(const struct progress *progress, const char *text) {
    if (progress->is_quiet) {
        return true;
    }
    if (!standard_error_is_ready()) {
        return false;
    }
    fprintf(stderr, "%s%s\n", line_start(progress), text);
    return true;
}

/* A hold that ended before it could be told is no news. */
void progress_note_hold(struct progress *progress, bool is_held, int64_t wal_bytes,
                        const char *path) {
    bool is_untold = progress->hold.is_due && progress->hold.is_held;

    progress->hold = (struct progress_hold){
        .is_due = is_held || !is_untold,
        .is_held = is_held,
        .wal_bytes = wal_bytes,
        .path = path,
    };
    tell_hold(progress);
}

void progress_end(const struct progress *progress, const struct progress_counts *counts,
                  const char *reason, const char *path) {
    char elapsed[DURATION_TEXT_SIZE];

    if (progress->is_quiet) {
        return;
    }
    fprintf(stderr,
            "%s%s after %s: sent %llu, replies %llu, drops %llu; "
            "try: liveness report %s health\n",
            line_start(progress), reason, duration_format(counts->elapsed_s, elapsed),
            (unsigned long long)counts->sent, (unsigned long long)counts->replies,
            (unsigned long long)counts->drops, path);
}
