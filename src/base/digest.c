/* SPDX-License-Identifier: MIT
 * Hashes with libsodium. */
#include "base/digest.h"

#include <sodium.h>

char *digest_sha256(const void *bytes, size_t length, char *text) {
    uint8_t hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, bytes, length);
    return sodium_bin2hex(text, DIGEST_TEXT_SIZE, hash, sizeof(hash));
}
