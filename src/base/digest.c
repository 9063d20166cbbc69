/* SPDX-License-Identifier: MIT
 * Hashes with libsodium. */
#include "base/digest.h"

char *digest_sha256(const void *bytes, size_t length, char *text) {
    struct digest digest;

    digest_begin(&digest);
    digest_add(&digest, bytes, length);
    return digest_end(&digest, text);
}

void digest_begin(struct digest *digest) {
    crypto_hash_sha256_init(&digest->state);
}

void digest_add(struct digest *digest, const void *bytes, size_t length) {
    crypto_hash_sha256_update(&digest->state, bytes, length);
}

char *digest_end(struct digest *digest, char *text) {
    uint8_t hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_final(&digest->state, hash);
    return sodium_bin2hex(text, DIGEST_TEXT_SIZE, hash, sizeof(hash));
}
