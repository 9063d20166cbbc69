/* SPDX-License-Identifier: MIT
 * The hash is SipHash-2-4 as published, and seeds and purposes make different keys. */
#include <string.h>

#include "base/keyed_hash.h"
#include "suite.h"

/* Key 00 to 0f, input 00 to 07: Aumasson and Bernstein's vectors_sip64, ninth row. */
static void the_published_vector_comes_out(void) {
    struct hash_key key;

    for (uint8_t i = 0; i < HASH_KEY_SIZE; i++) {
        key.bytes[i] = i;
    }
    CU_ASSERT_EQUAL(keyed_hash(&key, 0x0706050403020100), 0x93f5f5799a932462);
}

static void a_seed_and_a_purpose_are_the_key(void) {
    struct hash_key key;

    hash_key_from_seed(&key, 0x0706050403020100, 0x0f0e0d0c0b0a0908);
    for (uint8_t i = 0; i < HASH_KEY_SIZE; i++) {
        CU_ASSERT_EQUAL(key.bytes[i], i);
    }
}

static void seed_purpose_and_input_each_change_the_hash(void) {
    struct hash_key key;
    struct hash_key other_seed;
    struct hash_key other_purpose;

    hash_key_from_seed(&key, 1, 1);
    hash_key_from_seed(&other_seed, 2, 1);
    hash_key_from_seed(&other_purpose, 1, 2);
    CU_ASSERT_NOT_EQUAL(keyed_hash(&key, 5), keyed_hash(&other_seed, 5));
    CU_ASSERT_NOT_EQUAL(keyed_hash(&key, 5), keyed_hash(&other_purpose, 5));
    CU_ASSERT_NOT_EQUAL(keyed_hash(&key, 5), keyed_hash(&key, 6));
    CU_ASSERT_EQUAL(keyed_hash(&key, 5), keyed_hash(&key, 5));
}

static void random_keys_differ(void) {
    struct hash_key a;
    struct hash_key b;

    hash_key_random(&a);
    hash_key_random(&b);
    CU_ASSERT_NOT_EQUAL(memcmp(a.bytes, b.bytes, HASH_KEY_SIZE), 0);
}

static void random_seeds_are_positive_for_sqlite(void) {
    uint64_t first = random_seed();
    unsigned same = 0;

    for (int i = 0; i < 1000; i++) {
        uint64_t seed = random_seed();

        CU_ASSERT_TRUE(seed <= INT64_MAX);
        same += seed == first;
    }
    CU_ASSERT_EQUAL(same, 0);
}

static CU_TestInfo cases[] = {
    CASE(the_published_vector_comes_out),
    CASE(a_seed_and_a_purpose_are_the_key),
    CASE(seed_purpose_and_input_each_change_the_hash),
    CASE(random_keys_differ),
    CASE(random_seeds_are_positive_for_sqlite),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"keyed_hash", cases};
