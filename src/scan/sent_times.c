/* SPDX-License-Identifier: MIT
 * Packets leave at an even pace but for the moments at which they do not. So times are
 * kept as straight lines over ticks, and a new line begins where the last one would be
 * off by more than the tolerance: a scan that keeps to its rate needs a few in a
 * minute, and one that is held up at every turn some thousand a second. Each line is
 * found once and for all by the "swing door" that trend recorders use: the slopes that
 * pass close enough to all points so far narrow down until a point admits none of them.
 *
 * The last line and the batch that is just being sent change under the reader, who
 * reads them again if their count has moved meanwhile. */
#include "scan/sent_times.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"

enum {
    POINTS = 1 << 17,
    KEPT = POINTS - 4, /* the others may be those that are just written over */
};

/* Of a line's begin; it runs to the next one's. */
struct point {
    atomic_uint_fast64_t tick;
    atomic_int_fast64_t time_ns;
};

struct sent_times {
    atomic_uint_fast64_t points; /* ever made; the last are KEPT */
    atomic_uint_fast64_t turn;   /* odd while the sender writes what follows */
    atomic_uint_fast64_t last;   /* tick up to which the last line runs */
    _Atomic double slope;        /* of the last line, ns a tick */
    atomic_uint_fast64_t batch;  /* first tick of the batch that is being sent ... */
    atomic_uint_fast64_t end;    /* ... and the one behind its last; both 0: none is */
    atomic_int_fast64_t begun_ns;
    _Atomic double pace; /* of a batch, ns a tick */

    /* The sender's own. */
    double least, most; /* slopes that the last line may have */
    struct point ring[POINTS];
};

static const double tolerance_ns = SENT_TIMES_TOLERANCE_US * 1000.0;

struct sent_times *sent_times_create(void) {
    return calloc(1, sizeof(struct sent_times));
}

void sent_times_destroy(struct sent_times *times) {
    free(times);
}

static void begin_turn(struct sent_times *times) {
    atomic_fetch_add_explicit(&times->turn, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
}

static void end_turn(struct sent_times *times) {
    atomic_fetch_add_explicit(&times->turn, 1, memory_order_release);
}

#define PUT(field, value) atomic_store_explicit(&(field), (value), memory_order_relaxed)
#define GET(field) atomic_load_explicit(&(field), memory_order_relaxed)

static struct point *point_at(const struct sent_times *times, uint64_t number) {
    return (struct point *)&times->ring[number % POINTS];
}

static void begin_line(struct sent_times *times, uint64_t tick, int64_t time_ns) {
    struct point *point = point_at(times, GET(times->points));

    PUT(point->tick, tick);
    PUT(point->time_ns, time_ns);
    PUT(times->last, tick);
    PUT(times->slope, 0);
    times->least = -INFINITY;
    times->most = INFINITY;
    atomic_fetch_add_explicit(&times->points, 1, memory_order_release);
}

/* Where the last line ends is where the next one begins. */
static void turn_line(struct sent_times *times) {
    const struct point *begin = point_at(times, GET(times->points) - 1);
    uint64_t ticks = GET(times->last) - GET(begin->tick);
    double rise = GET(times->slope) * (double)ticks;

    begin_line(times, GET(times->last), GET(begin->time_ns) + (int64_t)rise);
}

/* Lets the last line run up to this point, if it still can pass close to all. */
static bool extend_line(struct sent_times *times, uint64_t tick, int64_t time_ns) {
    const struct point *begin = point_at(times, GET(times->points) - 1);
    double ticks = (double)(tick - GET(begin->tick));
    double rise = (double)(time_ns - GET(begin->time_ns));
    double least = fmax(times->least, (rise - tolerance_ns) / ticks);
    double most = fmin(times->most, (rise + tolerance_ns) / ticks);

    if (least > most) {
        return false;
    }
    times->least = least;
    times->most = most;
    PUT(times->slope, fmin(fmax(rise / ticks, least), most));
    PUT(times->last, tick);
    return true;
}

static void add_point(struct sent_times *times, uint64_t tick, int64_t time_ns) {
    if (GET(times->points) == 0) {
        begin_line(times, tick, time_ns);
    } else if (tick > GET(times->last) && !extend_line(times, tick, time_ns)) {
        turn_line(times);
        extend_line(times, tick, time_ns);
    }
}

void sent_times_begin(struct sent_times *times, const struct sent_batch *batch) {
    begin_turn(times);
    PUT(times->begun_ns, batch->begun_ns);
    PUT(times->batch, batch->first);
    PUT(times->end, batch->last + 1);
    end_turn(times);
}

void sent_times_end(struct sent_times *times, const struct sent_batch *batch) {
    double ticks = (double)(batch->last - batch->first);

    begin_turn(times);
    add_point(times, batch->first, batch->begun_ns);
    add_point(times, batch->last, batch->ended_ns);
    PUT(times->batch, 0);
    PUT(times->end, 0);
    if (ticks > 0) {
        PUT(times->pace, (double)(batch->ended_ns - batch->begun_ns) / ticks);
    }
    end_turn(times);
}

/* The number of the line that a tick is on, among those from `first` to `last`. */
static uint64_t find_line(const struct sent_times *times, uint64_t tick, uint64_t first,
                          uint64_t last) {
    while (first < last) {
        uint64_t middle = first + (last - first + 1) / 2;

        if (GET(point_at(times, middle)->tick) <= tick) {
            first = middle;
        } else {
            last = middle - 1;
        }
    }
    return first;
}

/* On a line that is done with. */
static bool get_on_line(const struct sent_times *times, uint64_t tick, uint64_t points,
                        int64_t *time_ns) {
    uint64_t oldest = points > KEPT ? points - KEPT : 0;
    uint64_t line = find_line(times, tick, oldest, points - 2);
    const struct point *begin = point_at(times, line);
    const struct point *end = point_at(times, line + 1);
    uint64_t begin_tick = GET(begin->tick);
    uint64_t end_tick = GET(end->tick);
    int64_t begin_ns = GET(begin->time_ns);
    double rise = (double)(GET(end->time_ns) - begin_ns);

    atomic_thread_fence(memory_order_acquire);
    if (GET(times->points) > line + KEPT || tick < begin_tick) {
        return false; /* written over, or before all that is kept */
    }
    *time_ns = begin_ns + (int64_t)(rise * (double)(tick - begin_tick) /
                                    (double)(end_tick - begin_tick));
    return true;
}

/* On the last line, or in the batch that is being sent; *is_there tells whether it was.
 * False if the sender wrote meanwhile. */
static bool get_newest(const struct sent_times *times, uint64_t tick, uint64_t points,
                       int64_t *time_ns, bool *is_there) {
    uint64_t turn = atomic_load_explicit(&times->turn, memory_order_acquire);
    uint64_t batch = GET(times->batch);

    *is_there = true;
    if (tick >= batch && tick < GET(times->end)) {
        *time_ns =
            GET(times->begun_ns) + (int64_t)(GET(times->pace) * (double)(tick - batch));
    } else if (points == 0 || tick > GET(times->last)) {
        *is_there = false;
    } else {
        const struct point *begin = point_at(times, points - 1);
        double ticks = (double)(tick - GET(begin->tick));

        *time_ns = GET(begin->time_ns) + (int64_t)(GET(times->slope) * ticks);
    }
    atomic_thread_fence(memory_order_acquire);
    return turn % 2 == 0 && GET(times->turn) == turn && GET(times->points) == points;
}

bool sent_times_get(const struct sent_times *times, uint64_t tick, int64_t *time_ns) {
    bool is_there;
    uint64_t points;

    do {
        points = atomic_load_explicit(&times->points, memory_order_acquire);
        if (points > 0 && tick < GET(point_at(times, points - 1)->tick)) {
            return points > 1 && get_on_line(times, tick, points, time_ns);
        }
    } while (!get_newest(times, tick, points, time_ns, &is_there));
    return is_there;
}
