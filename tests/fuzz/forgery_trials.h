/* SPDX-License-Identifier: MIT
 * Tries forgeries on the program: how many are believed, and how many should be. */
#ifndef FUZZ_FORGERY_TRIALS_H
#define FUZZ_FORGERY_TRIALS_H

#include <stdbool.h>
#include <stdint.h>

#include "forgery_kinds.h"

struct tally {
    uint64_t tried;
    uint64_t believed;
    uint64_t expected;
};

/* Values of the guessed field, at the right port. Those of 16 bits: all, for some
 * targets. Those of 32 bits, for one target: all; or all whose upper half is a right
 * one's, and of the others one in 65,521, or if it `is_long` one in the kind's step. */
void try_values(const struct forgery_kind *kind, const struct probe_set *set,
                bool is_long, struct tally *tally);

/* All ports at the right value, for each attempt: that attempt's port is believed. */
void try_ports(const struct forgery_kind *kind, const struct probe_set *set,
               struct tally *tally);

/* The likeliest port of the last attempt at the right value, on 65,536 targets whose
 * ports come from 65,536 different numbers of 16 bits: all that there are. */
void try_bets(const struct forgery_kind *kind, const struct probe_set *set,
              struct tally *tally);

#endif
