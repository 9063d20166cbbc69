/* SPDX-License-Identifier: MIT
 * The options of a word, which say how its reply differs from the usual. */
#ifndef SIMNET_WORD_OPTIONS_H
#define SIMNET_WORD_OPTIONS_H

#include <stdbool.h>

#include "words.h"

struct problem;

/* NAME=VALUE, which it may change. */
bool word_option_read(char *option, struct word *word, struct problem *problem);

/* Whether the options fit the reply and each other. */
bool word_options_check(const struct word *word, struct problem *problem);

/* A decimal number from 0 to 1. */
bool share_read(const char *text, double *share);

#endif
