/* SPDX-License-Identifier: MIT
 * A binary heap of times and slot numbers; the packets themselves stay where they are.
 */
#include "pending.h"

#include <stdlib.h>

enum { SIZE_FIRST = 1024 };

void pending_finish(struct pending_replies *replies) {
    free(replies->slots);
    free(replies->heap);
    free(replies->free_slots);
    *replies = (struct pending_replies){0};
}

static bool grow(struct pending_replies *replies) {
    uint32_t size = replies->size == 0 ? SIZE_FIRST : 2 * replies->size;
    struct pending *slots = realloc(replies->slots, size * sizeof(slots[0]));
    struct due *heap = realloc(replies->heap, size * sizeof(heap[0]));
    uint32_t *free_slots = realloc(replies->free_slots, size * sizeof(free_slots[0]));

    replies->slots = slots == NULL ? replies->slots : slots;
    replies->heap = heap == NULL ? replies->heap : heap;
    replies->free_slots = free_slots == NULL ? replies->free_slots : free_slots;
    if (slots == NULL || heap == NULL || free_slots == NULL) {
        return false;
    }
    for (uint32_t i = replies->size; i < size; i++) { /* all of the old ones are used */
        replies->free_slots[i - replies->size] = i;
    }
    replies->size = size;
    return true;
}

/* Moves what is at `at` towards the root, to where it belongs. */
static void rise(struct due *heap, uint32_t at) {
    struct due moved = heap[at];

    while (at > 0 && heap[(at - 1) / 2].due_ns > moved.due_ns) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = moved;
}

/* And towards the leaves, what is at the root. */
static void sink(struct due *heap, uint32_t count) {
    struct due moved = heap[0];
    uint32_t at = 0;

    for (uint32_t child = 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && heap[child + 1].due_ns < heap[child].due_ns) {
            child++;
        }
        if (heap[child].due_ns >= moved.due_ns) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

struct pending *pending_add(struct pending_replies *replies, uint64_t due_ns) {
    if (replies->count == replies->size && !grow(replies)) {
        return NULL;
    }
    uint32_t slot = replies->free_slots[replies->size - replies->count - 1];
    struct pending *pending = &replies->slots[slot];

    replies->heap[replies->count++] = (struct due){due_ns, slot};
    rise(replies->heap, replies->count - 1);
    pending->due_ns = due_ns;
    return pending;
}

struct pending *pending_first(const struct pending_replies *replies) {
    return replies->count == 0 ? NULL : &replies->slots[replies->heap[0].slot];
}

void pending_remove_first(struct pending_replies *replies) {
    uint32_t slot = replies->heap[0].slot;

    replies->heap[0] = replies->heap[--replies->count];
    if (replies->count > 0) {
        sink(replies->heap, replies->count);
    }
    replies->free_slots[replies->size - replies->count - 1] = slot;
}
