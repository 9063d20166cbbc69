/* SPDX-License-Identifier: MIT
 * SHA-256 of a text, or of bytes as they come, in hexadecimal. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <sodium.h>
#include <stddef.h>

enum { DIGEST_TEXT_SIZE = 65 };

/* Writes DIGEST_TEXT_SIZE bytes into text; returns text. */
char *digest_sha256(const void *bytes, size_t length, char *text);

/* The same of bytes in parts. */
struct digest {
    crypto_hash_sha256_state state;
};

void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t length);
char *digest_end(struct digest *digest, char *text);

#endif
