/* SPDX-License-Identifier: MIT
 * Addresses are lived in from the beginning of the blocks of a class, and answered for
 * from their end. */
#include "blocks.h"

#include <string.h>

#include "problem.h"

enum { HOSTS = 254, BLOCKS_MAX = 1 << 16 };

struct block_class *blocks_find(struct blocks *blocks, const char *name) {
    for (size_t i = 0; i < blocks->class_count; i++) {
        if (strcmp(blocks->classes[i].name, name) == 0) {
            return &blocks->classes[i];
        }
    }
    return NULL;
}

bool blocks_add(struct blocks *blocks, const char *name, uint32_t count,
                struct problem *problem) {
    if (strlen(name) >= CLASS_NAME_SIZE || blocks->class_count == CLASSES_MAX ||
        blocks_find(blocks, name) != NULL) {
        return problem_set(problem,
                           "class '%s' is not new, expected icmp, tcp, udp or several "
                           "of them joined by +, on one line each",
                           name);
    }
    if (count == 0 || count > BLOCKS_MAX - blocks->count) {
        return problem_set(problem, "%u blocks, expected 1 to %u", count,
                           BLOCKS_MAX - blocks->count);
    }
    struct block_class *class = &blocks->classes[blocks->class_count++];

    *class = (struct block_class){.first = FIRST_BLOCK + blocks->count, .count = count};
    strcpy(class->name, name);
    blocks->count += count;
    return true;
}

/* Rows that a number of addresses takes up: one address of each block. */
static uint32_t rows(const struct block_class *class, uint32_t number) {
    return (number + class->count - 1) / class->count;
}

static bool is_overfull(const struct block_class *class) {
    return rows(class, class->lived_in) + rows(class, class->silent) > HOSTS;
}

bool blocks_next(struct block_class *class, uint32_t *address) {
    uint32_t number = class->lived_in++;

    *address =
        (class->first + number % class->count) << 8 | (1 + number / class->count);
    return !is_overfull(class);
}

bool blocks_next_silent(struct block_class *class, uint32_t *address) {
    uint32_t number = class->silent++;

    *address =
        (class->first + number % class->count) << 8 | (HOSTS - number / class->count);
    return !is_overfull(class);
}
