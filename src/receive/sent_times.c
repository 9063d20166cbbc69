/* SPDX-License-Identifier: MIT
 * The last batches are kept with the times at which they began and ended. Packets leave
 * at an even pace but for the moments at which they do not, so for all that came
 * before, straight lines over ticks are kept: a new one begins where the last would be
 * off by more than the tolerance. A scan that keeps to its rate makes a few in a
 * minute, and one that is held up at every turn some thousand a second. A line is found
 * as points come, by the "swing door" that trend recorders use: the slopes that pass
 * close enough to all points so far narrow down until a point admits none of them.
 *
 * Both are rings that one thread writes. A reader finds its place, reads, and looks
 * whether the place was written over meanwhile. */
#include "receive/sent_times.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    BATCHES = SENT_TIMES_BATCHES,
    POINTS = 1 << 17,
    UNSAFE = 4,             /* places that may just be written over */
    LINE_MAX = BATCHES / 4, /* batches of a line, so that one that is kept as batches no
                               more is on a line that has ended */
};

struct batch {
    atomic_uint_fast64_t first;
    atomic_uint_fast64_t last;
    atomic_int_fast64_t begun_ns;
    atomic_int_fast64_t ended_ns; /* less than begun_ns: not yet */
};

/* Of a line's begin; it runs to the next one's. */
struct point {
    atomic_uint_fast64_t tick;
    atomic_int_fast64_t time_ns;
};

struct sent_times {
    atomic_uint_fast64_t batch_count; /* ever begun */
    atomic_uint_fast64_t point_count; /* ever made */
    _Atomic double pace;              /* of the last batch that has ended, ns a tick */

    /* Of the last line, which only the sender looks at. */
    double least, most;  /* slopes that it may have */
    double slope;        /* ns a tick */
    uint64_t line_end;   /* its last tick */
    uint64_t line_begun; /* batches ever begun by then */

    struct batch batches[BATCHES];
    struct point points[POINTS];
};

static const double tolerance_ns = SENT_TIMES_TOLERANCE_US * 1000.0;

struct sent_times *sent_times_create(void) {
    return calloc(1, sizeof(struct sent_times));
}

void sent_times_destroy(struct sent_times *times) {
    free(times);
}

#define PUT(field, value) atomic_store_explicit(&(field), (value), memory_order_relaxed)
#define GET(field) atomic_load_explicit(&(field), memory_order_relaxed)

/* What was stored before is seen by whoever sees a later store to the same ring. */
static void order_stores(void) {
    atomic_thread_fence(memory_order_release);
}

/* Lines. */

static void begin_line(struct sent_times *times, uint64_t tick, int64_t time_ns) {
    uint64_t number = GET(times->point_count);
    struct point *point = &times->points[number % POINTS];

    order_stores();
    PUT(point->tick, tick);
    PUT(point->time_ns, time_ns);
    atomic_store_explicit(&times->point_count, number + 1, memory_order_release);
    times->line_end = tick;
    times->line_begun = GET(times->batch_count);
    times->slope = 0;
    times->least = -INFINITY;
    times->most = INFINITY;
}

static const struct point *line_of(const struct sent_times *times) {
    return &times->points[(GET(times->point_count) - 1) % POINTS];
}

/* Where the last line ends is where the next one begins. */
static void turn_line(struct sent_times *times) {
    const struct point *begin = line_of(times);
    double rise = times->slope * (double)(times->line_end - GET(begin->tick));

    begin_line(times, times->line_end, GET(begin->time_ns) + (int64_t)rise);
}

/* Lets the last line run up to this point, if it still can pass close to all. */
static bool extend_line(struct sent_times *times, uint64_t tick, int64_t time_ns) {
    const struct point *begin = line_of(times);
    double ticks = (double)(tick - GET(begin->tick));
    double rise = (double)(time_ns - GET(begin->time_ns));
    double least = fmax(times->least, (rise - tolerance_ns) / ticks);
    double most = fmin(times->most, (rise + tolerance_ns) / ticks);

    if (least > most) {
        return false;
    }
    times->least = least;
    times->most = most;
    times->slope = fmin(fmax(rise / ticks, least), most);
    times->line_end = tick;
    return true;
}

static void add_point(struct sent_times *times, uint64_t tick, int64_t time_ns) {
    if (GET(times->point_count) == 0) {
        begin_line(times, tick, time_ns);
    } else if (tick > times->line_end) {
        bool is_long = GET(times->batch_count) - times->line_begun > LINE_MAX;

        if (is_long || !extend_line(times, tick, time_ns)) {
            turn_line(times);
            extend_line(times, tick, time_ns);
        }
    }
}

/* The number of the line that a tick is on, among those from `first` to `last`. */
static uint64_t find_line(const struct sent_times *times, uint64_t tick, uint64_t first,
                          uint64_t last) {
    while (first < last) {
        uint64_t middle = first + (last - first + 1) / 2;

        if (GET(times->points[middle % POINTS].tick) <= tick) {
            first = middle;
        } else {
            last = middle - 1;
        }
    }
    return first;
}

/* On a line that has ended. */
static bool get_on_line(const struct sent_times *times, uint64_t tick,
                        int64_t *time_ns) {
    uint64_t count = atomic_load_explicit(&times->point_count, memory_order_acquire);
    uint64_t oldest = count > POINTS - UNSAFE ? count - (POINTS - UNSAFE) : 0;

    if (count < 2) {
        return false;
    }
    uint64_t line = find_line(times, tick, oldest, count - 2);
    const struct point *begin = &times->points[line % POINTS];
    const struct point *end = &times->points[(line + 1) % POINTS];
    uint64_t begin_tick = GET(begin->tick);
    uint64_t end_tick = GET(end->tick);
    int64_t begin_ns = GET(begin->time_ns);
    double rise = (double)(GET(end->time_ns) - begin_ns);

    atomic_thread_fence(memory_order_acquire);
    if (GET(times->point_count) > line + POINTS - UNSAFE || tick < begin_tick ||
        tick > end_tick) {
        return false;
    }
    double share = (double)(tick - begin_tick) / (double)(end_tick - begin_tick);
    *time_ns = begin_ns + (int64_t)(rise * share);
    return true;
}

/* Batches. */

/* Nanoseconds a tick: each packet takes its share of a batch's time. */
static double pace_of(const struct batch *batch) {
    return (double)(GET(batch->ended_ns) - GET(batch->begun_ns)) /
           (double)(GET(batch->last) - GET(batch->first) + 1);
}

/* When the packet's share of the time began. */
static int64_t time_in(const struct sent_times *times, const struct batch *batch,
                       uint64_t tick) {
    int64_t begun_ns = GET(batch->begun_ns);
    bool has_ended = GET(batch->ended_ns) >= begun_ns;
    double pace = has_ended ? pace_of(batch) : GET(times->pace);

    return begun_ns + (int64_t)(pace * (double)(tick - GET(batch->first)));
}

void sent_times_begin(struct sent_times *times, uint64_t first, uint64_t last,
                      int64_t now_ns) {
    uint64_t number = GET(times->batch_count);
    struct batch *batch = &times->batches[number % BATCHES];

    order_stores();
    PUT(batch->first, first);
    PUT(batch->last, last);
    PUT(batch->begun_ns, now_ns);
    PUT(batch->ended_ns, INT64_MIN);
    atomic_store_explicit(&times->batch_count, number + 1, memory_order_release);
    add_point(times, first, now_ns);
}

void sent_times_end(struct sent_times *times, int64_t now_ns) {
    struct batch *batch = &times->batches[(GET(times->batch_count) - 1) % BATCHES];
    uint64_t last = GET(batch->last);
    int64_t begun_ns = GET(batch->begun_ns);

    PUT(batch->ended_ns, now_ns > begun_ns ? now_ns : begun_ns);
    PUT(times->pace, pace_of(batch));
    add_point(times, last, time_in(times, batch, last));
}

/* The number of the last batch, among those from `oldest` on, that does not begin after
 * the tick; UINT64_MAX if all do. */
static uint64_t find_batch(const struct sent_times *times, uint64_t tick,
                           uint64_t oldest, uint64_t count) {
    uint64_t low = oldest;
    uint64_t high = count;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;

        if (GET(times->batches[middle % BATCHES].first) <= tick) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == oldest ? UINT64_MAX : low - 1;
}

bool sent_times_get(const struct sent_times *times, uint64_t tick, int64_t *time_ns) {
    uint64_t count = atomic_load_explicit(&times->batch_count, memory_order_acquire);
    uint64_t oldest = count > BATCHES - UNSAFE ? count - (BATCHES - UNSAFE) : 0;
    uint64_t number = find_batch(times, tick, oldest, count);

    if (number == UINT64_MAX) {
        return get_on_line(times, tick, time_ns);
    }
    const struct batch *batch = &times->batches[number % BATCHES];
    bool is_sent = tick <= GET(batch->last);
    *time_ns = time_in(times, batch, tick);
    atomic_thread_fence(memory_order_acquire);
    if (GET(times->batch_count) > number + BATCHES - UNSAFE) {
        return get_on_line(times, tick, time_ns);
    }
    return is_sent;
}
