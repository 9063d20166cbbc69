/* SPDX-License-Identifier: MIT
 * Replies of every kind, for the suites that fill results files. */
#ifndef UNIT_RANDOM_REPLIES_H
#define UNIT_RANDOM_REPLIES_H

#include <stdint.h>

#include "warehouse/facts.h"

/* A reply of one of few addresses, so that most come to be known by several. */
struct reply_facts random_facts(uint64_t *random);

#endif
