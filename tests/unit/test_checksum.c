/* SPDX-License-Identifier: MIT
 * The Internet checksum against published and slowly computed ones. */
#include "packet/checksum.h"
#include "suite.h"

/* RFC 1071 3: the sum of these bytes is ddf2. */
static void the_example_of_the_rfc_comes_out(void) {
    const uint8_t bytes[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};

    CU_ASSERT_EQUAL(checksum_finish(checksum_add(0, bytes, sizeof(bytes))), 0x220d);
}

/* A header in wide use as an example, its checksum b861 left out. */
static void a_known_header_comes_out(void) {
    const uint8_t header[] = {0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40,
                              0x00, 0x40, 0x11, 0x00, 0x00, 0xc0, 0xa8,
                              0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};

    CU_ASSERT_EQUAL(checksum_finish(checksum_add(0, header, sizeof(header))), 0xb861);
}

/* The sum 1ffff folds to 10000, which has to be folded again. */
static void a_fold_that_carries_is_folded_again(void) {
    const uint8_t bytes[] = {0xff, 0xff, 0xff, 0xff, 0x00, 0x01};

    CU_ASSERT_EQUAL(checksum_finish(checksum_add(0, bytes, sizeof(bytes))), 0xfffe);
    CU_ASSERT_EQUAL(checksum_finish(0x1ffff), 0xfffe);
    CU_ASSERT_EQUAL(checksum_finish(0xffffffffffffffff), 0);
}

static void an_odd_last_byte_is_a_high_one(void) {
    const uint8_t bytes[] = {0x12, 0x34, 0x56};

    CU_ASSERT_EQUAL(checksum_finish(checksum_add(0, bytes, 3)), (uint16_t)~0x6834);
    CU_ASSERT_EQUAL(checksum_finish(checksum_add(0, bytes, 1)), (uint16_t)~0x1200);
    CU_ASSERT_EQUAL(checksum_finish(checksum_add(0, bytes, 0)), 0xffff);
}

/* Adds with end-around carry, word by word, as the definition says. */
static uint16_t slow_checksum(const uint8_t *bytes, size_t length) {
    uint32_t sum = 0;

    for (size_t i = 0; i < length; i++) {
        sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
        if (sum > 0xffff) {
            sum -= 0xffff;
        }
    }
    return (uint16_t)(0xffff - sum);
}

static void random_bytes_agree_with_the_definition(void) {
    uint64_t state = 1;
    unsigned wrong = 0;

    for (int i = 0; i < 20000; i++) {
        uint8_t bytes[96];
        size_t length = draw_below(&state, sizeof(bytes) + 1);
        uint8_t mask = i % 2 == 0 ? 0xff : 0; /* every other one is full of carries */

        for (size_t j = 0; j < length; j++) {
            bytes[j] = (uint8_t)(draw_below(&state, 8) == 0 ? draw(&state) : mask);
        }
        wrong += checksum_finish(checksum_add(0, bytes, length)) !=
                 slow_checksum(bytes, length);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void parts_add_up_to_the_whole(void) {
    uint8_t bytes[64];
    uint64_t state = 2;

    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)draw(&state);
    }
    for (size_t cut = 0; cut <= sizeof(bytes); cut += 2) {
        uint64_t sum = checksum_add(0, bytes, cut);

        sum = checksum_add(sum, bytes + cut, sizeof(bytes) - cut);
        CU_ASSERT_EQUAL(checksum_finish(sum), slow_checksum(bytes, sizeof(bytes)));
    }
}

static CU_TestInfo cases[] = {
    CASE(the_example_of_the_rfc_comes_out),
    CASE(a_known_header_comes_out),
    CASE(a_fold_that_carries_is_folded_again),
    CASE(an_odd_last_byte_is_a_high_one),
    CASE(random_bytes_agree_with_the_definition),
    CASE(parts_add_up_to_the_whole),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"checksum", cases};
