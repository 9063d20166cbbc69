/* SPDX-License-Identifier: MIT
 * Setting the real-time clock changes how far it is ahead of the monotonic one, and
 * nothing else does, so the offset is measured often and compared. Where it changed,
 * each offset has a span of time in which it may have been in force. A packet's stamp,
 * by the right offset, falls into that offset's span; if it falls into the span of
 * another one as well, its time stays unknown. */
#include "base/scan_clock.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

enum { WAIT_MAX_MS = 100 }; /* that a packet may wait in a block that is not full */

static const int64_t tolerance_ns = SCAN_CLOCK_TOLERANCE_US * (int64_t)NS_PER_US;

static void read_system(void *context, struct clock_reading *reading) {
    (void)context;
    clock_read_both(reading);
}

static struct clock_offset *newest(struct scan_clock *clock) {
    return &clock->offsets[clock->offset_count - 1];
}

void scan_clock_init(struct scan_clock *clock, int64_t started_real_ns,
                     read_clocks_fn *read, void *context) {
    struct clock_reading now;

    *clock = (struct scan_clock){.read = read == NULL ? read_system : read,
                                 .context = context,
                                 .started_real_ns = started_real_ns};
    clock->read(context, &now);
    /* A clock that was set back since the earlier run must not make times negative. */
    int64_t since_ns =
        now.real_ns > started_real_ns ? now.real_ns - started_real_ns : 0;

    clock->started_ns = now.monotonic_ns - since_ns;
    clock->offset_count = 1;
    *newest(clock) = (struct clock_offset){now.real_ns - now.monotonic_ns,
                                           now.monotonic_ns, now.monotonic_ns};
    clock->looked_real_ns = now.real_ns;
    clock->drained_ns = now.monotonic_ns;
}

static int64_t distance(int64_t a, int64_t b) {
    return a > b ? a - b : b - a;
}

static void begin_offset(struct scan_clock *clock, int64_t offset_ns, int64_t now_ns) {
    int64_t last_seen_ns = newest(clock)->end_ns;

    clock->steps++;
    clock->stepped_ns += offset_ns - newest(clock)->offset_ns;
    newest(clock)->end_ns = now_ns;
    if (clock->offset_count == SCAN_CLOCK_OFFSETS) {
        memmove(&clock->offsets[0], &clock->offsets[1],
                (SCAN_CLOCK_OFFSETS - 1) * sizeof(clock->offsets[0]));
        clock->offset_count--;
    }
    clock->offset_count++;
    *newest(clock) = (struct clock_offset){offset_ns, last_seen_ns, now_ns};
}

void scan_clock_look(struct scan_clock *clock) {
    struct clock_reading now;

    clock->read(clock->context, &now);
    int64_t offset_ns = now.real_ns - now.monotonic_ns;

    clock->looked_real_ns = now.real_ns;
    if (distance(offset_ns, newest(clock)->offset_ns) <= tolerance_ns + now.off_ns) {
        newest(clock)->end_ns = now.monotonic_ns;
    } else {
        begin_offset(clock, offset_ns, now.monotonic_ns);
    }
}

/* Offsets by which no packet can be stamped that is yet to come are forgotten. */
void scan_clock_note_drained(struct scan_clock *clock) {
    unsigned gone = 0;

    clock->drained_ns = newest(clock)->end_ns - (int64_t)WAIT_MAX_MS * NS_PER_MS;
    while (gone + 1 < clock->offset_count &&
           clock->offsets[gone].end_ns + tolerance_ns < clock->drained_ns) {
        gone++;
    }
    if (gone > 0) {
        clock->offset_count -= gone;
        memmove(&clock->offsets[0], &clock->offsets[gone],
                clock->offset_count * sizeof(clock->offsets[0]));
    }
}

static bool fits(const struct scan_clock *clock, const struct clock_offset *offset,
                 int64_t time_ns) {
    return time_ns >= offset->begin_ns - tolerance_ns &&
           time_ns >= clock->drained_ns - tolerance_ns &&
           time_ns <= offset->end_ns + tolerance_ns;
}

static bool find_time(const struct scan_clock *clock, int64_t stamp_real_ns,
                      int64_t *time_ns) {
    unsigned found = 0;

    if (clock->offset_count == 1) {
        *time_ns = stamp_real_ns - clock->offsets[0].offset_ns;
        return true;
    }
    *time_ns = clock->offsets[clock->offset_count - 1].end_ns;
    for (unsigned i = 0; i < clock->offset_count; i++) {
        const struct clock_offset *offset = &clock->offsets[i];

        if (fits(clock, offset, stamp_real_ns - offset->offset_ns)) {
            *time_ns = stamp_real_ns - offset->offset_ns;
            found++;
        }
    }
    return found == 1;
}

bool scan_clock_since(struct scan_clock *clock, int64_t stamp_real_ns,
                      int64_t *since_ns) {
    int64_t time_ns;

    /* It came after the last look, or was stamped by a clock set back since then. */
    if (stamp_real_ns > clock->looked_real_ns ||
        stamp_real_ns < clock->stamp_ns - tolerance_ns) {
        scan_clock_look(clock);
    }
    clock->stamp_ns = stamp_real_ns;
    bool is_certain = find_time(clock, stamp_real_ns, &time_ns);

    *since_ns = time_ns - clock->started_ns;
    return is_certain;
}

int64_t scan_clock_now_real_ns(const struct scan_clock *clock) {
    struct clock_reading now;

    clock->read(clock->context, &now);
    return clock->started_real_ns + (now.monotonic_ns - clock->started_ns);
}

char *scan_clock_describe(const struct scan_clock *clock, char *text) {
    double seconds = (double)clock->stepped_ns / NS_PER_S;

    text[0] = '\0';
    if (clock->steps == 1) {
        snprintf(text, SCAN_CLOCK_TEXT_SIZE, "the clock was set %s by %.4f s",
                 seconds < 0 ? "back" : "forward", seconds < 0 ? -seconds : seconds);
    } else if (clock->steps > 1) {
        snprintf(text, SCAN_CLOCK_TEXT_SIZE,
                 "the clock was set %u times, by %+.4f s in all", clock->steps,
                 seconds);
    }
    return text;
}
