/* SPDX-License-Identifier: MIT
 * Few of SQLite's allocations are made by calls that were not seen before; those find
 * each way out of a failure once. */
#include "places.h"

#include <execinfo.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SKIPPED = 2, /* frames of this program: here, and the allocator's seam */
    FRAMES = 10, /* innermost ones that make a place */
    ROOM = 1 << 16,
};

static struct {
    pthread_mutex_t lock;
    bool is_noting;
    size_t count;
    uint64_t hashes[ROOM]; /* by their last bits, or after that; 0: free */
    unsigned long first[ROOM / 2];
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

void places_forget(bool is_noting) {
    void *frame;

    backtrace(&frame, 1); /* the first call loads a library */
    pthread_mutex_lock(&seen.lock);
    memset(seen.hashes, 0, sizeof(seen.hashes));
    seen.count = 0;
    seen.is_noting = is_noting;
    pthread_mutex_unlock(&seen.lock);
}

void places_end(void) {
    pthread_mutex_lock(&seen.lock);
    seen.is_noting = false;
    pthread_mutex_unlock(&seen.lock);
}

static uint64_t hash_stack(void) {
    void *frames[SKIPPED + 1 + FRAMES];
    int depth = backtrace(frames, SKIPPED + 1 + FRAMES);
    uint64_t hash = 1;

    for (int i = SKIPPED + 1; i < depth; i++) {
        hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * 0x9e3779b97f4a7c15;
        hash ^= hash >> 29;
    }
    return hash;
}

/* Whether it was not there yet. */
static bool add(uint64_t hash) {
    size_t at = hash % ROOM;

    while (seen.hashes[at] != 0 && seen.hashes[at] != hash) {
        at = (at + 1) % ROOM;
    }
    bool is_new = seen.hashes[at] == 0;
    seen.hashes[at] = hash;
    return is_new;
}

void places_note(unsigned long number) {
    pthread_mutex_lock(&seen.lock);
    if (seen.is_noting && add(hash_stack())) {
        if (seen.count == ROOM / 2) {
            fprintf(stderr, "too many places ask for memory\n");
            exit(EXIT_FAILURE);
        }
        seen.first[seen.count++] = number;
    }
    pthread_mutex_unlock(&seen.lock);
}

size_t places_count(void) {
    return seen.count;
}

unsigned long places_first(size_t i) {
    return seen.first[i];
}
