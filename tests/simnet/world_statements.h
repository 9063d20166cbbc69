/* SPDX-License-Identifier: MIT
 * The statements of a world file, a line each. */
#ifndef SIMNET_WORLD_STATEMENTS_H
#define SIMNET_WORLD_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blocks.h"
#include "word_text.h"

struct problem;
struct world;

enum { WORDS_OF_LINE_MAX = 256 };

/* How far a file has been read. */
struct reading {
    struct world *world;
    struct problem *problem;
    struct blocks blocks;
    uint64_t first; /* of the range, which is empty if it is after the last */
    uint64_t last;
    bool is_ranging; /* the first time: for the range alone */
    struct read_word words[WORDS_OF_LINE_MAX];
    size_t word_count;
};

/* Changes the line, which must not be empty. */
bool statement_read(struct reading *reading, char *line);

/* Makes the range hold these addresses. */
void reading_widen(struct reading *reading, uint32_t first, uint64_t count);

#endif
