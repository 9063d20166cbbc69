/* SPDX-License-Identifier: MIT
 * Head and tail are ever-growing counts; each is written by one thread only, and a
 * release store of it hands over the element that was written before. */
#include "base/ring.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64 };

struct ring {
    _Alignas(CACHE_LINE) atomic_size_t head; /* elements pushed */
    _Alignas(CACHE_LINE) atomic_size_t tail; /* elements popped */
    _Alignas(CACHE_LINE) size_t capacity;
    size_t element_size;
    uint8_t *elements;
};

struct ring *ring_create(size_t capacity, size_t element_size) {
    struct ring *ring = aligned_alloc(CACHE_LINE, sizeof(*ring));

    if (ring == NULL) {
        return NULL;
    }
    *ring = (struct ring){.capacity = capacity, .element_size = element_size};
    ring->elements = calloc(capacity, element_size);
    if (ring->elements == NULL) {
        free(ring);
        return NULL;
    }
    return ring;
}

void ring_destroy(struct ring *ring) {
    if (ring != NULL) {
        free(ring->elements);
        free(ring);
    }
}

static uint8_t *element_at(const struct ring *ring, size_t position) {
    return ring->elements + (position & (ring->capacity - 1)) * ring->element_size;
}

bool ring_push(struct ring *ring, const void *element) {
    size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);

    if (ring_room(ring) == 0) {
        return false;
    }
    memcpy(element_at(ring, head), element, ring->element_size);
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
    return true;
}

size_t ring_room(const struct ring *ring) {
    size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    size_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);

    return ring->capacity - (head - tail);
}

bool ring_pop(struct ring *ring, void *element) {
    size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);

    if (atomic_load_explicit(&ring->head, memory_order_acquire) == tail) {
        return false;
    }
    memcpy(element, element_at(ring, tail), ring->element_size);
    atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
    return true;
}

size_t ring_pushed(const struct ring *ring) {
    return atomic_load_explicit(&ring->head, memory_order_relaxed);
}

size_t ring_popped(const struct ring *ring) {
    return atomic_load_explicit(&ring->tail, memory_order_relaxed);
}
