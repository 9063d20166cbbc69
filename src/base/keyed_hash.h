/* SPDX-License-Identifier: MIT
 * The keyed hash behind cookies, control ports and the permutation: SipHash-2-4. */
#ifndef BASE_KEYED_HASH_H
#define BASE_KEYED_HASH_H

#include <stdbool.h>
#include <stdint.h>

enum { HASH_KEY_SIZE = 16 };

struct hash_key {
    uint8_t bytes[HASH_KEY_SIZE];
};

/* Must succeed once before anything else of this header is called. */
bool keyed_hash_init(void);

/* A key nobody can guess. */
void hash_key_random(struct hash_key *key);

/* A random number in 0..2^63-1, which SQLite holds as a positive integer. */
uint64_t random_seed(void);

/* The key that a seed stands for; `purpose` keeps keys of one seed apart. */
void hash_key_from_seed(struct hash_key *key, uint64_t seed, uint64_t purpose);

uint64_t keyed_hash(const struct hash_key *key, uint64_t input);

#endif
