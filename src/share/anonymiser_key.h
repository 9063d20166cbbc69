/* SPDX-License-Identifier: MIT
 * The secret that addresses are anonymised with: read from a file, made anew, and told
 * apart from others without giving it away. */
#ifndef SHARE_ANONYMISER_KEY_H
#define SHARE_ANONYMISER_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "share/crypto_pan.h"

struct error;

/* On the caller's stack; anonymiser_key_wipe before it goes. */
struct anonymiser_key {
    uint8_t bytes[CRYPTO_PAN_KEY_SIZE];
};

enum { ANONYMISER_KEY_ID_SIZE = 17 }; /* 16 hexadecimal digits and the end */

/* Reads a file, or standard input for "-": 32 bytes as they are, or 64 hexadecimal
 * digits in either case, "0x" before them or not, a line's end behind them or not. All
 * else is refused with an error that says how to make a key, and *key is all zeros. */
bool anonymiser_key_read(const char *path, struct anonymiser_key *key,
                         struct error *error);

/* A key nobody can guess; after keyed_hash_init. */
void anonymiser_key_random(struct anonymiser_key *key);

/* Writes ANONYMISER_KEY_ID_SIZE bytes into text; returns text. Equal keys have equal
 * ids; that others differ is as certain as 64 bits of SHA-256 make it, and a key that
 * nobody can guess is not found from its id. */
char *anonymiser_key_id(const struct anonymiser_key *key, char *text);

void anonymiser_key_wipe(struct anonymiser_key *key);

#endif
