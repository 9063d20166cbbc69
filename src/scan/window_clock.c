/* SPDX-License-Identifier: MIT
 * A target's last probe comes a fixed number of slots after its first, so the times of
 * as many slots are kept, and the one that is needed is the oldest. */
#include "scan/window_clock.h"

#include <stdlib.h>

#include "base/clock.h"
#include "target/schedule.h"
#include "warehouse/window_counts.h"

struct window_clock {
    struct window_counts *counts;
    unsigned last_probe;
    uint64_t lag;       /* slots from the first probe to the last */
    uint64_t mask;      /* slots kept, less 1 */
    int64_t first_ns[]; /* by slot: when its target's first probe was sent, or 0 */
};

struct window_clock *window_clock_create(const struct schedule *schedule,
                                         struct window_counts *counts) {
    uint64_t lag = schedule_window_slots(schedule);
    uint64_t slots = 1;
    struct window_clock *clock;

    while (slots <= lag) {
        slots *= 2;
    }
    clock = calloc(1, sizeof(*clock) + slots * sizeof(clock->first_ns[0]));
    if (clock != NULL) {
        clock->counts = counts;
        clock->last_probe = schedule_plan_of(schedule)->probes - 1;
        clock->lag = lag;
        clock->mask = slots - 1;
    }
    return clock;
}

void window_clock_destroy(struct window_clock *clock) {
    free(clock);
}

/* A scan that goes on in the middle does not know when the first probes were sent. */
static void measure(struct window_clock *clock, uint64_t slot, int64_t now_ns) {
    int64_t *first_ns = &clock->first_ns[(slot - clock->lag) & clock->mask];

    if (*first_ns != 0 && now_ns >= *first_ns) {
        window_counts_add(clock->counts, (uint64_t)(now_ns - *first_ns) / NS_PER_US);
    }
    *first_ns = 0;
}

void window_clock_note(struct window_clock *clock, const struct shot *shot,
                       int64_t now_ns) {
    if (shot->attempt != 1) {
        return;
    }
    if (shot->probe == 0) {
        clock->first_ns[shot->slot & clock->mask] = now_ns;
    }
    if (shot->probe == clock->last_probe) {
        measure(clock, shot->slot, now_ns);
    }
}
