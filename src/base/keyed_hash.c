/* SPDX-License-Identifier: MIT
 * SipHash-2-4 and random bytes, both libsodium's. */
#include "base/keyed_hash.h"

#include <sodium.h>
#include <string.h>

_Static_assert(HASH_KEY_SIZE == crypto_shorthash_siphash24_KEYBYTES,
               "SipHash key size");

bool keyed_hash_init(void) {
    return sodium_init() >= 0;
}

void hash_key_random(struct hash_key *key) {
    randombytes_buf(key->bytes, sizeof(key->bytes));
}

uint64_t random_seed(void) {
    uint64_t seed;

    randombytes_buf(&seed, sizeof(seed));
    return seed >> 1;
}

static void store_le(uint8_t *bytes, uint64_t value) {
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}

void hash_key_from_seed(struct hash_key *key, uint64_t seed, uint64_t purpose) {
    store_le(key->bytes, seed);
    store_le(key->bytes + 8, purpose);
}

uint64_t keyed_hash(const struct hash_key *key, uint64_t input) {
    uint8_t bytes[8];
    uint8_t digest[crypto_shorthash_siphash24_BYTES];
    uint64_t value = 0;

    store_le(bytes, input);
    crypto_shorthash_siphash24(digest, bytes, sizeof(bytes), key->bytes);
    for (int i = 7; i >= 0; i--) {
        value = value << 8 | digest[i];
    }
    return value;
}
