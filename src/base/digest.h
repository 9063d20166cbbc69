/* SPDX-License-Identifier: MIT
 * SHA-256 of a text, in hexadecimal. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

enum { DIGEST_TEXT_SIZE = 65 };

/* Writes DIGEST_TEXT_SIZE bytes into text; returns text. */
char *digest_sha256(const void *bytes, size_t length, char *text);

#endif
