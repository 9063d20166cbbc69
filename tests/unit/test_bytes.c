/* SPDX-License-Identifier: MIT
 * Cursors never leave their bytes, and say when they were asked to. */
#include <string.h>

#include "base/bytes.h"
#include "suite.h"

static const uint8_t sample[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static void numbers_are_read_in_network_order(void) {
    struct reader reader;

    reader_init(&reader, sample, sizeof(sample));
    CU_ASSERT_EQUAL(read_u8(&reader), 0x01);
    CU_ASSERT_EQUAL(read_u16(&reader), 0x0203);
    CU_ASSERT_EQUAL(read_u32(&reader), 0x04050607);
    CU_ASSERT_EQUAL(read_u32(&reader), 0x08090a0b);
    CU_ASSERT_EQUAL(read_u32(&reader), 0x0c0d0e0f);
    CU_ASSERT_EQUAL(reader.left, 0);
    CU_ASSERT_FALSE(reader.is_short);
}

static void a_high_first_bit_is_no_sign(void) {
    const uint8_t ones[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    struct reader reader;

    reader_init(&reader, ones, sizeof(ones));
    CU_ASSERT_EQUAL(read_u32(&reader), UINT32_MAX);
    CU_ASSERT_EQUAL(read_u32(&reader), UINT32_MAX);
    reader_init(&reader, ones, sizeof(ones));
    CU_ASSERT_EQUAL(read_u32(&reader), UINT32_MAX);
    CU_ASSERT_EQUAL(read_u16(&reader), UINT16_MAX);
}

static void reading_past_the_end_yields_zero_for_good(void) {
    struct reader reader;

    reader_init(&reader, sample, 3);
    CU_ASSERT_EQUAL(read_u32(&reader), 0);
    CU_ASSERT_TRUE(reader.is_short);
    CU_ASSERT_EQUAL(read_u8(&reader), 0); /* though three bytes were there */
    CU_ASSERT_EQUAL(read_u16(&reader), 0);
    CU_ASSERT_EQUAL(read_u32(&reader), 0);
    CU_ASSERT_EQUAL(reader.left, 0);
    CU_ASSERT_PTR_EQUAL(reader.at, sample + 3);
}

static void skipping_past_the_end_is_short_too(void) {
    struct reader reader;

    reader_init(&reader, sample, 3);
    reader_skip(&reader, 3);
    CU_ASSERT_FALSE(reader.is_short);
    reader_skip(&reader, 0);
    CU_ASSERT_FALSE(reader.is_short);
    reader_skip(&reader, SIZE_MAX);
    CU_ASSERT_TRUE(reader.is_short);
    CU_ASSERT_PTR_EQUAL(reader.at, sample + 3);
}

static void a_limit_hides_what_is_behind_it(void) {
    struct reader reader;

    reader_init(&reader, sample, sizeof(sample));
    reader_limit(&reader, 100);
    CU_ASSERT_EQUAL(reader.left, sizeof(sample));
    reader_limit(&reader, 2);
    CU_ASSERT_EQUAL(read_u16(&reader), 0x0102);
    CU_ASSERT_EQUAL(read_u8(&reader), 0);
    CU_ASSERT_TRUE(reader.is_short);
}

static void an_empty_reader_reads_nothing(void) {
    struct reader reader;

    reader_init(&reader, NULL, 0);
    CU_ASSERT_FALSE(reader.is_short);
    CU_ASSERT_EQUAL(read_u8(&reader), 0);
    CU_ASSERT_TRUE(reader.is_short);
}

static void what_is_written_is_in_network_order(void) {
    uint8_t bytes[sizeof(sample)];
    struct writer writer;

    writer_init(&writer, bytes, sizeof(bytes));
    write_u8(&writer, 0x01);
    write_u16(&writer, 0x0203);
    write_u32(&writer, 0x04050607);
    write_u32(&writer, 0x08090a0b);
    write_u32(&writer, 0x0c0d0e0f);
    CU_ASSERT_EQUAL(writer_length(&writer), sizeof(sample));
    CU_ASSERT_FALSE(writer.is_full);
    CU_ASSERT_EQUAL(memcmp(bytes, sample, sizeof(sample)), 0);
}

static void a_write_past_the_end_is_dropped_whole(void) {
    uint8_t bytes[4] = {0xee, 0xee, 0xee, 0xee};
    struct writer writer;

    writer_init(&writer, bytes, 3);
    write_u16(&writer, 0x0102);
    write_u16(&writer, 0x0304);
    CU_ASSERT_TRUE(writer.is_full);
    CU_ASSERT_EQUAL(writer_length(&writer), 2);
    CU_ASSERT_EQUAL(bytes[2], 0xee);
    CU_ASSERT_EQUAL(bytes[3], 0xee);
}

static void full_stays_full(void) {
    uint8_t bytes[3];
    struct writer writer;

    writer_init(&writer, bytes, sizeof(bytes));
    write_u32(&writer, 1);
    write_u8(&writer, 1);
    CU_ASSERT_TRUE(writer.is_full);
}

static void writing_nothing_needs_no_bytes(void) {
    struct writer writer;

    writer_init(&writer, NULL, 0);
    write_bytes(&writer, NULL, 0);
    CU_ASSERT_FALSE(writer.is_full);
    CU_ASSERT_EQUAL(writer_length(&writer), 0);
}

static void a_patch_changes_two_written_bytes(void) {
    uint8_t bytes[4];
    struct writer writer;

    writer_init(&writer, bytes, sizeof(bytes));
    write_u32(&writer, 0x01020304);
    writer_patch_u16(&writer, 1, 0xaabb);
    CU_ASSERT_EQUAL(memcmp(bytes, "\x01\xaa\xbb\x04", 4), 0);
    writer_patch_u16(&writer, 2, 0xccdd);
    CU_ASSERT_EQUAL(memcmp(bytes, "\x01\xaa\xcc\xdd", 4), 0);
    CU_ASSERT_FALSE(writer.is_full);
    CU_ASSERT_EQUAL(writer_length(&writer), 4);
}

static void a_patch_outside_what_was_written_is_dropped(void) {
    static const size_t offsets[] = {2, 3, 4, SIZE_MAX - 1, SIZE_MAX};

    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        uint8_t bytes[8] = {0};
        struct writer writer;

        writer_init(&writer, bytes, sizeof(bytes));
        write_u16(&writer, 0x0102);
        write_u8(&writer, 0x03);
        writer_patch_u16(&writer, offsets[i], 0xffff);
        CU_ASSERT_TRUE(writer.is_full);
        CU_ASSERT_EQUAL(memcmp(bytes, "\x01\x02\x03\0\0\0\0\0", 8), 0);
    }
}

static CU_TestInfo cases[] = {
    CASE(numbers_are_read_in_network_order),
    CASE(a_high_first_bit_is_no_sign),
    CASE(reading_past_the_end_yields_zero_for_good),
    CASE(skipping_past_the_end_is_short_too),
    CASE(a_limit_hides_what_is_behind_it),
    CASE(an_empty_reader_reads_nothing),
    CASE(what_is_written_is_in_network_order),
    CASE(a_write_past_the_end_is_dropped_whole),
    CASE(full_stays_full),
    CASE(writing_nothing_needs_no_bytes),
    CASE(a_patch_changes_two_written_bytes),
    CASE(a_patch_outside_what_was_written_is_dropped),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"bytes", cases};
