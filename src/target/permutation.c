/* SPDX-License-Identifier: MIT
 * A Feistel network over the smallest power of two that holds count, with cycle
 * walking back into range (Black and Rogaway, "Ciphers with Arbitrary Finite Domains").
 * It needs no state: shards and resumption are arithmetic, and a reply's target gives
 * back when it was asked. The round function is SipHash, but a half has at most 16
 * bits, so each round's values are computed once into a table; a step costs a few
 * look-ups instead of a few hashes. Six rounds, since four are distinguishable from
 * random on halves this short. */
#include "target/permutation.h"

#include <stdlib.h>

#include "base/keyed_hash.h"

enum { PURPOSE_PERMUTATION = 0x7065726d }; /* keeps this use of a seed from others */

/* Even rounds read the low half and change the high one, odd rounds the reverse. */
static bool reads_low(int round) {
    return round % 2 == 0;
}

bool permutation_init(struct permutation *permutation, uint64_t count, uint64_t seed) {
    struct hash_key key;
    unsigned bits = 2;

    while (1ULL << bits < count) {
        bits++;
    }
    *permutation = (struct permutation){
        .count = count, .low_bits = bits / 2, .high_bits = bits - bits / 2};
    hash_key_from_seed(&key, seed, PURPOSE_PERMUTATION);
    for (int i = 0; i < PERMUTATION_ROUNDS; i++) {
        uint32_t inputs =
            1U << (reads_low(i) ? permutation->low_bits : permutation->high_bits);
        unsigned output_bits =
            reads_low(i) ? permutation->high_bits : permutation->low_bits;

        permutation->rounds[i] = malloc(inputs * sizeof(uint16_t));
        if (permutation->rounds[i] == NULL) {
            permutation_finish(permutation);
            return false;
        }
        for (uint32_t input = 0; input < inputs; input++) {
            uint64_t hash = keyed_hash(&key, (uint64_t)(i + 1) << 32 | input);

            permutation->rounds[i][input] = (uint16_t)(hash >> (64 - output_bits));
        }
    }
    return true;
}

void permutation_finish(struct permutation *permutation) {
    for (int i = 0; i < PERMUTATION_ROUNDS; i++) {
        free(permutation->rounds[i]);
    }
    *permutation = (struct permutation){0};
}

struct halves {
    uint32_t high;
    uint32_t low;
};

static struct halves split(const struct permutation *permutation, uint64_t value) {
    return (struct halves){
        .high = (uint32_t)(value >> permutation->low_bits),
        .low = (uint32_t)(value & ((1U << permutation->low_bits) - 1)),
    };
}

/* A round is its own inverse. */
static void run_round(const struct permutation *permutation, int round,
                      struct halves *halves) {
    if (reads_low(round)) {
        halves->high ^= permutation->rounds[round][halves->low];
    } else {
        halves->low ^= permutation->rounds[round][halves->high];
    }
}

uint64_t permutation_apply(const struct permutation *permutation, uint64_t index) {
    do {
        struct halves halves = split(permutation, index);

        for (int i = 0; i < PERMUTATION_ROUNDS; i++) {
            run_round(permutation, i, &halves);
        }
        index = (uint64_t)halves.high << permutation->low_bits | halves.low;
    } while (index >= permutation->count);
    return index;
}

uint64_t permutation_invert(const struct permutation *permutation, uint64_t value) {
    do {
        struct halves halves = split(permutation, value);

        for (int i = PERMUTATION_ROUNDS - 1; i >= 0; i--) {
            run_round(permutation, i, &halves);
        }
        value = (uint64_t)halves.high << permutation->low_bits | halves.low;
    } while (value >= permutation->count);
    return value;
}
