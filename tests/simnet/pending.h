/* SPDX-License-Identifier: MIT
 * Replies that are not due yet, the next one first. */
#ifndef SIMNET_PENDING_H
#define SIMNET_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PENDING_BYTES = 488 };

struct pending {
    uint64_t due_ns;
    uint32_t tag;
    uint32_t copies; /* still to be sent */
    uint32_t length;
    uint8_t packet[PENDING_BYTES]; /* from the IPv4 header on */
};

struct due {
    uint64_t due_ns;
    uint32_t slot;
};

/* A heap of slots. It grows to the most that ever waited at once, and stays so. */
struct pending_replies {
    struct pending *slots;
    struct due *heap;     /* `count` of them: no parent is due after its children */
    uint32_t *free_slots; /* `size` - `count` of them */
    uint32_t count;
    uint32_t size;
};

void pending_finish(struct pending_replies *replies);

/* A slot to be filled in, due at `due_ns`; NULL if memory ran out. */
struct pending *pending_add(struct pending_replies *replies, uint64_t due_ns);

/* The next one due; NULL if nothing waits. */
struct pending *pending_first(const struct pending_replies *replies);

void pending_remove_first(struct pending_replies *replies);

#endif
