/* SPDX-License-Identifier: MIT
 * Crypto-PAn: anonymises IPv4 addresses so that prefixes stay prefixes (Xu, Fan, Ammar
 * and Moon, "Prefix-Preserving IP Address Anonymization: Measurement-based Security
 * Evaluation and a New Cryptography-based Scheme", ICNP 2002), with AES-128.
 *
 * Two addresses that have their first n bits in common, and not the next, are mapped to
 * two of which that holds as well: a bijection on all addresses that turns any /n into
 * a /n. Files that were mapped with the same key can be joined; nobody undoes the map
 * without the key, but who knows some of the addresses knows prefixes of others. */
#ifndef SHARE_CRYPTO_PAN_H
#define SHARE_CRYPTO_PAN_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes: the first half is the AES key; the second, encrypted with it, is the pad. */
enum { CRYPTO_PAN_KEY_SIZE = 32 };

struct crypto_pan; /* for one thread at a time */

/* Copies what it needs of the key. NULL when out of memory, or if OpenSSL has no AES;
 * crypto_pan_destroy frees it. */
struct crypto_pan *crypto_pan_create(const uint8_t key[CRYPTO_PAN_KEY_SIZE]);

/* Wipes what came of the key as well. Takes NULL. */
void crypto_pan_destroy(struct crypto_pan *pan);

/* Both addresses in host order. False, and *mapped as it was, if OpenSSL fails. */
bool crypto_pan_map(struct crypto_pan *pan, uint32_t address, uint32_t *mapped);

#endif
