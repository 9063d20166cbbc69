/* SPDX-License-Identifier: MIT
 * All of a cookie depends on all of what it is made from. */
#include "base/keyed_hash.h"
#include "probe/cookie.h"
#include "suite.h"

static struct hash_key make_key(uint64_t seed) {
    struct hash_key key;

    hash_key_from_seed(&key, seed, 0);
    return key;
}

static void the_same_probe_gets_the_same_cookie(void) {
    struct hash_key key = make_key(1);
    struct cookie a = cookie_make(&key, 0xc0000201, 3, 2);
    struct cookie b = cookie_make(&key, 0xc0000201, 3, 2);

    CU_ASSERT_EQUAL(a.tag, b.tag);
    CU_ASSERT_EQUAL(a.ip_id, b.ip_id);
    CU_ASSERT_EQUAL(a.port_bits, b.port_bits);
}

static void key_target_probe_and_attempt_each_change_the_cookie(void) {
    struct hash_key key = make_key(1);
    struct hash_key other = make_key(2);
    const struct cookie cookies[] = {
        cookie_make(&key, 0xc0000201, 3, 1),   cookie_make(&other, 0xc0000201, 3, 1),
        cookie_make(&key, 0xc0000202, 3, 1),   cookie_make(&key, 0xc0000201, 4, 1),
        cookie_make(&key, 0xc0000201, 3, 2),   cookie_make(&key, 0xc0000201, 1, 3),
        cookie_make(&key, 0x0000c000, 0x2, 1), cookie_make(&key, 0xc0000301, 3, 1),
    };

    for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++) {
        for (size_t j = 0; j < i; j++) {
            CU_ASSERT_NOT_EQUAL(cookies[i].tag, cookies[j].tag);
            CU_ASSERT_NOT_EQUAL((uint32_t)cookies[i].ip_id << 16 | cookies[i].port_bits,
                                (uint32_t)cookies[j].ip_id << 16 |
                                    cookies[j].port_bits);
        }
    }
}

/* Each bit of tag, ID and port is set for about half of the targets. */
static void every_bit_is_used(void) {
    struct hash_key key = make_key(1);
    unsigned set[64] = {0};

    for (uint32_t i = 0; i < 10000; i++) {
        struct cookie cookie = cookie_make(&key, 0xc0000000 + i, 0, 1);
        uint64_t bits = (uint64_t)cookie.tag << 32 | (uint32_t)cookie.ip_id << 16 |
                        cookie.port_bits;

        for (int bit = 0; bit < 64; bit++) {
            set[bit] += (unsigned)(bits >> bit & 1);
        }
    }
    for (int bit = 0; bit < 64; bit++) {
        CU_ASSERT_TRUE(set[bit] > 4700 && set[bit] < 5300); /* 6 standard deviations */
    }
}

static CU_TestInfo cases[] = {
    CASE(the_same_probe_gets_the_same_cookie),
    CASE(key_target_probe_and_attempt_each_change_the_cookie),
    CASE(every_bit_is_used),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"cookie", cases};
