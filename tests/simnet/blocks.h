/* SPDX-License-Identifier: MIT
 * Gives out the addresses of a population's blocks, in the order that
 * examples/population/population_file.py fixes. */
#ifndef SIMNET_BLOCKS_H
#define SIMNET_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct problem;

enum { FIRST_BLOCK = 0x0a0000, CLASSES_MAX = 7, CLASS_NAME_SIZE = 16 };

struct block_class {
    char name[CLASS_NAME_SIZE]; /* families, joined by + */
    uint32_t first;             /* block: an address without its last byte */
    uint32_t count;
    uint32_t lived_in; /* addresses given out */
    uint32_t silent;   /* and of those that others answer for */
};

struct blocks {
    struct block_class classes[CLASSES_MAX];
    size_t class_count;
    uint32_t count;
};

bool blocks_add(struct blocks *blocks, const char *name, uint32_t count,
                struct problem *problem);
struct block_class *blocks_find(struct blocks *blocks, const char *name);

/* The next address that is lived in, or that another answers for; false if there is
 * none left. */
bool blocks_next(struct block_class *class, uint32_t *address);
bool blocks_next_silent(struct block_class *class, uint32_t *address);

#endif
