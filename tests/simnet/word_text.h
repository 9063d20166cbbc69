/* SPDX-License-Identifier: MIT
 * Reads a word of a world file: PROBE:REPLY[@ATTEMPT][+OPTION...]. */
#ifndef SIMNET_WORD_TEXT_H
#define SIMNET_WORD_TEXT_H

#include <stdbool.h>

#include "words.h"

struct problem;

struct read_word {
    struct word word;
    bool is_indirect; /* an ICMP error that one address sends in place of another */
};

/* Changes `text`, which ends where the word does. */
bool word_read(char *text, struct read_word *read, struct problem *problem);

#endif
