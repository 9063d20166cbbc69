/* SPDX-License-Identifier: MIT
 * A ring of times, one an entry of each recent slot. It is what stands in for state:
 * the inverse permutation turns a reply's target into a slot, and so into a time. */
#include "scan/sent_times.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { SIZE_MAX_BYTES = 32 << 20, SLOTS_MIN = 1 << 10 };

/* The slot is checked after the time is read, since the sender may come round. */
struct sent_time {
    atomic_uint_fast64_t slot; /* plus 1; 0: never used */
    atomic_int_fast64_t time_ns;
};

struct sent_times {
    uint64_t mask; /* slots - 1 */
    unsigned entries;
    struct sent_time *times;
};

struct sent_times *sent_times_create(uint64_t slots, unsigned entries) {
    struct sent_times *times = calloc(1, sizeof(*times));
    uint64_t kept = SLOTS_MIN;

    if (times == NULL) {
        return NULL;
    }
    while (kept < slots &&
           kept * 2 * entries * sizeof(struct sent_time) <= SIZE_MAX_BYTES) {
        kept *= 2;
    }
    times->mask = kept - 1;
    times->entries = entries;
    times->times = calloc(kept * entries, sizeof(*times->times));
    if (times->times == NULL) {
        free(times);
        return NULL;
    }
    return times;
}

void sent_times_destroy(struct sent_times *times) {
    if (times != NULL) {
        free(times->times);
        free(times);
    }
}

static struct sent_time *at(const struct sent_times *times, uint64_t slot,
                            unsigned entry) {
    return &times->times[(slot & times->mask) * times->entries + entry];
}

void sent_times_put(struct sent_times *times, uint64_t slot, unsigned entry,
                    int64_t time_ns) {
    struct sent_time *sent = at(times, slot, entry);

    atomic_store_explicit(&sent->slot, 0, memory_order_relaxed);
    atomic_store_explicit(&sent->time_ns, time_ns, memory_order_release);
    atomic_store_explicit(&sent->slot, slot + 1, memory_order_release);
}

bool sent_times_get(const struct sent_times *times, uint64_t slot, unsigned entry,
                    int64_t *time_ns) {
    const struct sent_time *sent = at(times, slot, entry);

    if (atomic_load_explicit(&sent->slot, memory_order_acquire) != slot + 1) {
        return false;
    }
    *time_ns = atomic_load_explicit(&sent->time_ns, memory_order_acquire);
    return atomic_load_explicit(&sent->slot, memory_order_relaxed) == slot + 1;
}
