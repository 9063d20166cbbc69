/* SPDX-License-Identifier: MIT
 * The key of a stored reply: scan, target and sort in one integer, which orders replies
 * by these three; schema/006_reply_key.sql has the same in SQL. */
#ifndef WAREHOUSE_REPLY_KEY_H
#define WAREHOUSE_REPLY_KEY_H

#include <stdint.h>

enum {
    REPLY_KEY_SORT_BITS = 20,
    REPLY_KEY_TARGET_BITS = 32,
    REPLY_KEY_SORTS_MAX = 1 << REPLY_KEY_SORT_BITS,
    REPLY_KEY_SCAN_MAX = (1 << (63 - REPLY_KEY_TARGET_BITS - REPLY_KEY_SORT_BITS)) - 1,
};

static inline int64_t reply_key(int64_t scan, uint32_t target, uint32_t sort) {
    return scan << (REPLY_KEY_TARGET_BITS + REPLY_KEY_SORT_BITS) |
           (int64_t)target << REPLY_KEY_SORT_BITS | sort;
}

/* Above all keys of a scan. The last scan has room for one key more, which is none's:
 * no scan draws as many sorts as there are numbers. */
static inline int64_t reply_key_end(int64_t scan) {
    return scan >= REPLY_KEY_SCAN_MAX ? INT64_MAX : reply_key(scan + 1, 0, 0);
}

/* Above all keys of a target. */
static inline int64_t reply_key_target_end(int64_t scan, uint32_t target) {
    return target == UINT32_MAX ? reply_key_end(scan) : reply_key(scan, target + 1, 0);
}

static inline int64_t reply_key_scan(int64_t key) {
    return key >> (REPLY_KEY_TARGET_BITS + REPLY_KEY_SORT_BITS);
}

static inline uint32_t reply_key_target(int64_t key) {
    return (uint32_t)(key >> REPLY_KEY_SORT_BITS);
}

static inline uint32_t reply_key_sort(int64_t key) {
    return (uint32_t)key & (REPLY_KEY_SORTS_MAX - 1);
}

#endif
