/* SPDX-License-Identifier: MIT
 * One SipHash per probe yields all its cookies. */
#include "probe/cookie.h"

#include "base/keyed_hash.h"

struct cookie cookie_make(const struct hash_key *key, uint32_t target, unsigned probe,
                          unsigned attempt) {
    uint64_t hash =
        keyed_hash(key, (uint64_t)target << 16 | (uint64_t)probe << 8 | attempt);

    return (struct cookie){
        .tag = (uint32_t)hash,
        .ip_id = (uint16_t)(hash >> 32),
        .port_bits = (uint16_t)(hash >> 48),
    };
}
