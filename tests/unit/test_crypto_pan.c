/* SPDX-License-Identifier: MIT
 * Addresses map as the authors' own program has them, and prefixes stay as long. */
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "share/crypto_pan.h"
#include "suite.h"

static const uint8_t published_key[CRYPTO_PAN_KEY_SIZE] = {
    21,  34,  23,  141, 51,  164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
    216, 152, 143, 131, 121, 121, 101, 39,  98, 87, 76, 45, 42, 132, 34,  2};

/* A map with bytes that the seed stands for as its key. */
static struct crypto_pan *create_random(uint64_t seed) {
    uint8_t key[CRYPTO_PAN_KEY_SIZE];

    for (int i = 0; i < CRYPTO_PAN_KEY_SIZE; i++) {
        key[i] = (uint8_t)draw(&seed);
    }
    return crypto_pan_create(key);
}

static uint32_t map(struct crypto_pan *pan, uint32_t address) {
    uint32_t mapped = 0;

    CU_ASSERT_TRUE_FATAL(crypto_pan_map(pan, address, &mapped));
    return mapped;
}

static bool is_mapped_to(struct crypto_pan *pan, const char *from, const char *to) {
    uint32_t address;
    uint32_t expected;

    return address_parse(from, &address) && address_parse(to, &expected) &&
           map(pan, address) == expected;
}

/* The addresses of sample_trace_raw.dat and sample_trace_sanitized.dat, which come with
 * the authors' reference implementation of Crypto-PAn, and the key of its sample:
 * https://www.cc.gatech.edu/computing/Telecomm/projects/cryptopan/ */
static void the_published_addresses_come_out(void) {
    static const char *const rows[][2] = {
        {"128.11.68.132", "135.242.180.132"},   {"129.118.74.4", "134.136.186.123"},
        {"130.132.252.244", "133.68.164.234"},  {"141.223.7.43", "141.167.8.160"},
        {"141.233.145.108", "141.129.237.235"}, {"152.163.225.39", "151.140.114.167"},
        {"156.29.3.236", "147.225.12.42"},      {"165.247.96.84", "162.9.99.234"},
        {"166.107.77.190", "160.132.178.185"},  {"192.102.249.13", "252.138.62.131"},
        {"192.215.32.125", "252.43.47.189"},    {"192.233.80.103", "252.25.108.8"},
        {"192.41.57.43", "252.222.221.184"},    {"193.150.244.223", "253.169.52.216"},
        {"195.205.63.100", "255.186.223.5"},    {"198.200.171.101", "249.199.68.213"},
        {"198.26.132.101", "249.36.123.202"},   {"198.36.213.5", "249.7.21.132"},
        {"198.51.77.238", "249.18.186.254"},    {"199.217.79.101", "248.38.184.213"},
        {"202.49.198.20", "245.206.7.234"},     {"203.12.160.252", "244.248.163.4"},
        {"204.184.162.189", "243.192.77.90"},   {"204.202.136.230", "243.178.4.198"},
        {"204.29.20.4", "243.33.20.123"},       {"205.178.38.67", "242.108.198.51"},
        {"205.188.147.153", "242.96.16.101"},   {"205.188.248.25", "242.96.88.27"},
        {"205.245.121.43", "242.21.121.163"},   {"207.105.49.5", "241.118.205.138"},
        {"207.135.65.238", "241.202.129.222"},  {"207.155.9.214", "241.220.250.22"},
        {"207.188.7.45", "241.255.249.220"},    {"207.25.71.27", "241.33.119.156"},
        {"207.33.151.131", "241.1.233.131"},    {"208.147.89.59", "227.237.98.191"},
        {"208.234.120.210", "227.154.67.17"},   {"208.28.185.184", "227.39.94.90"},
        {"208.52.56.122", "227.8.63.165"},      {"209.12.231.7", "226.243.167.8"},
        {"209.238.72.3", "226.6.119.243"},      {"209.246.74.109", "226.22.124.76"},
        {"209.68.60.238", "226.184.220.233"},   {"209.85.249.6", "226.170.70.6"},
        {"212.120.124.31", "228.135.163.231"},  {"212.146.8.236", "228.19.4.234"},
        {"212.186.227.154", "228.59.98.98"},    {"212.204.172.118", "228.71.195.169"},
        {"212.206.130.201", "228.69.242.193"},  {"216.148.237.145", "235.84.194.111"},
        {"216.157.30.252", "235.89.31.26"},     {"216.184.159.48", "235.96.225.78"},
        {"216.227.10.221", "235.28.253.36"},    {"216.254.18.172", "235.7.16.162"},
        {"216.32.132.250", "235.192.139.38"},   {"216.35.217.178", "235.195.157.81"},
        {"24.0.250.221", "100.15.198.226"},     {"24.13.62.231", "100.2.192.247"},
        {"24.14.213.138", "100.1.42.141"},      {"24.5.0.80", "100.9.15.210"},
        {"24.7.198.88", "100.10.6.25"},         {"24.94.26.44", "100.88.228.35"},
        {"38.15.67.68", "64.3.66.187"},         {"4.3.88.225", "124.60.155.63"},
        {"63.14.55.111", "95.9.215.7"},         {"63.195.241.44", "95.179.238.44"},
        {"63.97.7.140", "95.97.9.123"},         {"64.14.118.196", "0.255.183.58"},
        {"64.34.154.117", "0.221.154.117"},     {"64.39.15.238", "0.219.7.41"},
    };
    struct crypto_pan *pan = crypto_pan_create(published_key);

    CU_ASSERT_PTR_NOT_NULL_FATAL(pan);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK_ROW(is_mapped_to(pan, rows[i][0], rows[i][1]), rows[i][0]);
    }
    crypto_pan_destroy(pan);
}

/* By a program of a few lines in another language, one block at a time. */
static void the_first_and_the_last_address_are_as_any_other(void) {
    struct crypto_pan *pan = crypto_pan_create(published_key);

    CU_ASSERT_PTR_NOT_NULL_FATAL(pan);
    CU_ASSERT_TRUE(is_mapped_to(pan, "0.0.0.0", "120.255.240.1"));
    CU_ASSERT_TRUE(is_mapped_to(pan, "255.255.255.255", "206.120.97.255"));
    crypto_pan_destroy(pan);
}

/* How many bits two addresses have in common before the first that differs. */
static int common_bits(uint32_t a, uint32_t b) {
    return a == b ? 32 : __builtin_clz(a ^ b);
}

/* Pairs with any number of bits in common: as many of one as of another. */
static void what_two_addresses_have_in_common_stays_as_long(void) {
    uint64_t state = 1;
    unsigned wrong = 0;

    for (uint64_t seed = 0; seed < 20; seed++) {
        struct crypto_pan *pan = create_random(seed);

        CU_ASSERT_PTR_NOT_NULL_FATAL(pan);
        for (int i = 0; i < 33 * 100; i++) {
            int bits = i % 33;
            uint32_t a = (uint32_t)draw(&state);
            uint32_t b = a ^ (uint32_t)((draw(&state) >> 32 | 1U << 31) >> bits);

            wrong += common_bits(a, b) != bits;
            wrong += common_bits(map(pan, a), map(pan, b)) != bits;
        }
        crypto_pan_destroy(pan);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void a_block_of_16_bits_becomes_a_whole_one(void) {
    struct crypto_pan *pan = create_random(3);
    uint8_t *seen = calloc(1 << 16, 1);
    uint32_t block = map(pan, 0xc6330000) >> 16;
    unsigned wrong = 0;

    for (uint32_t low = 0; low < 1 << 16; low++) {
        uint32_t mapped = map(pan, 0xc6330000 | low);

        wrong += mapped >> 16 != block;
        wrong += seen[mapped & 0xffff]++ != 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    free(seen);
    crypto_pan_destroy(pan);
}

static unsigned count_agreeing(struct crypto_pan *a, struct crypto_pan *b) {
    uint64_t state = 5;
    unsigned same = 0;

    for (int i = 0; i < 10000; i++) {
        uint32_t address = (uint32_t)draw(&state);

        same += map(a, address) == map(b, address);
    }
    return same;
}

/* The second has mapped other addresses before. */
static void the_same_key_gives_the_same_map(void) {
    struct crypto_pan *pan = create_random(7);
    struct crypto_pan *again = create_random(7);

    for (uint32_t address = 0; address < 100; address++) {
        map(again, address * 0x01234567);
    }
    CU_ASSERT_EQUAL(count_agreeing(pan, again), 10000);
    CU_ASSERT_EQUAL(count_agreeing(pan, pan), 10000);
    crypto_pan_destroy(pan);
    crypto_pan_destroy(again);
}

/* A map that is off by one bit of the key, in either half of it, is another one. */
static void each_byte_of_the_key_matters(void) {
    struct crypto_pan *pan = crypto_pan_create(published_key);

    for (int i = 0; i < CRYPTO_PAN_KEY_SIZE; i++) {
        uint8_t key[CRYPTO_PAN_KEY_SIZE];

        memcpy(key, published_key, sizeof(key));
        key[i] ^= 1;
        struct crypto_pan *other = crypto_pan_create(key);
        CU_ASSERT_TRUE(count_agreeing(pan, other) < 5); /* none, but by chance */
        crypto_pan_destroy(other);
    }
    crypto_pan_destroy(pan);
}

/* Else the most of an address would be read off its mapped one: each bit is flipped as
 * often as not, whatever the prefix. */
static void each_bit_is_flipped_half_of_the_time(void) {
    unsigned flips[32] = {0};
    struct crypto_pan *pan = create_random(11);
    uint64_t state = 13;

    for (int i = 0; i < 40000; i++) {
        /* The first bit depends on the key alone, so a key for every few addresses. */
        if (i % 4 == 0) {
            crypto_pan_destroy(pan);
            pan = create_random(draw(&state));
        }
        uint32_t address = (uint32_t)draw(&state);
        uint32_t flipped = address ^ map(pan, address);

        for (int bit = 0; bit < 32; bit++) {
            flips[bit] += flipped >> bit & 1;
        }
    }
    for (int bit = 0; bit < 32; bit++) {
        CU_ASSERT_TRUE(abs((int)flips[bit] - 20000) < 1200); /* 6 deviations of 200 */
    }
    crypto_pan_destroy(pan);
}

static void nothing_can_be_destroyed(void) {
    crypto_pan_destroy(NULL);
}

static CU_TestInfo cases[] = {
    CASE(the_published_addresses_come_out),
    CASE(the_first_and_the_last_address_are_as_any_other),
    CASE(what_two_addresses_have_in_common_stays_as_long),
    CASE(a_block_of_16_bits_becomes_a_whole_one),
    CASE(the_same_key_gives_the_same_map),
    CASE(each_byte_of_the_key_matters),
    CASE(each_bit_is_flipped_half_of_the_time),
    CASE(nothing_can_be_destroyed),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"crypto_pan", cases};
