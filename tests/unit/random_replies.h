/* SPDX-License-Identifier: MIT
 * Replies of every kind, for the suites that fill results files. */
#ifndef UNIT_RANDOM_REPLIES_H
#define UNIT_RANDOM_REPLIES_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/facts.h"

struct appender;
struct store;

/* A reply of one of few addresses, so that most come to be known by several. */
struct reply_facts random_facts(uint64_t *random);

/* Appends so many of them in a transaction of their own. */
bool random_append(struct store *store, struct appender *appender, uint64_t replies,
                   uint64_t *random);

#endif
