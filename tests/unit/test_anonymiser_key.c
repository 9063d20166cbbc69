/* SPDX-License-Identifier: MIT
 * Keys are read in both forms and in no other, and a key's id tells it from others. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/keyed_hash.h"
#include "share/anonymiser_key.h"
#include "suite.h"

#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"
#define RAW                                                                            \
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"                 \
    "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

/* A file's contents, any bytes, and what they are called when a test fails. */
struct row {
    const char *name;
    const char *bytes;
    size_t length;
};

#define ROW(name, text)                                                                \
    { (name), (text), sizeof(text) - 1 }

static bool is_all_zeros(const struct anonymiser_key *key) {
    static const struct anonymiser_key zeros;

    return memcmp(key, &zeros, sizeof(zeros)) == 0;
}

static void both_forms_are_read(void) {
    static const struct row rows[] = {
        ROW("32 bytes", RAW),
        ROW("64 digits", HEX),
        ROW("digits, line feed", HEX "\n"),
        ROW("digits, carriage return, line feed", HEX "\r\n"),
        ROW("0x, digits", "0x" HEX),
        ROW("0X, digits, line feed", "0X" HEX "\n"),
        ROW("0x, digits, carriage return, line feed", "0x" HEX "\r\n"),
    };
    struct scratch scratch;
    struct anonymiser_key key;
    struct error error;

    scratch_init(&scratch);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *path =
            scratch_write(&scratch, "key", rows[i].bytes, rows[i].length);

        CHECK_ROW(anonymiser_key_read(path, &key, &error), rows[i].name);
        CHECK_ROW(memcmp(key.bytes, RAW, sizeof(key.bytes)) == 0, rows[i].name);
    }
    scratch_finish(&scratch);
}

/* Their last byte is no line's end. */
static void bytes_of_any_value_are_a_key(void) {
    static const struct row rows[] = {
        ROW("looks like digits", "0123456789abcdef0123456789abcdef"),
        ROW("ends in a line feed",
            "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xff\xfe\xfd\xfc\xfb"
            "\xfa\xf9\xf8\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xff\xfe"
            "\xfd\xfc\xfb\xfa\r\n"),
    };
    struct scratch scratch;
    struct anonymiser_key key;
    struct error error;

    scratch_init(&scratch);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *path =
            scratch_write(&scratch, "key", rows[i].bytes, rows[i].length);

        CHECK_ROW(anonymiser_key_read(path, &key, &error), rows[i].name);
        CHECK_ROW(memcmp(key.bytes, rows[i].bytes, sizeof(key.bytes)) == 0,
                  rows[i].name);
    }
    scratch_finish(&scratch);
}

static void all_else_is_refused_with_the_remedy(void) {
    static const struct row rows[] = {
        ROW("nothing", ""),
        ROW("a line feed", "\n"),
        ROW("0x", "0x"),
        ROW("31 bytes", "0123456789abcdef0123456789abcde"),
        ROW("33 bytes", RAW "\n"),
        ROW("62 digits",
            "00000000000000000000000000000000000000000000000000000000000000"),
        ROW("63 digits, line feed",
            "000000000000000000000000000000000000000000000000000000000000000\n"),
        ROW("62 digits behind 0x",
            "0x00000000000000000000000000000000000000000000000000000000000000"),
        ROW("65 digits", HEX "0"),
        ROW("66 digits", HEX "00"),
        ROW("64 bytes, no digits", RAW RAW),
        ROW("one letter that is no digit",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g"),
        ROW("a zero byte among the digits",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e\0f"),
        ROW("a blank before", " " HEX),
        ROW("a blank behind", HEX " "),
        ROW("two line feeds", HEX "\n\n"),
        ROW("a carriage return", HEX "\r"),
        ROW("0x twice", "0x0x" HEX),
        ROW("digits in groups", "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:"
                                "10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f"),
        ROW("two keys", HEX "\n" HEX "\n"),
    };
    struct scratch scratch;
    char expected[512];

    scratch_init(&scratch);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *path =
            scratch_write(&scratch, "key", rows[i].bytes, rows[i].length);
        struct anonymiser_key key;
        struct error error = {0};

        snprintf(expected, sizeof(expected),
                 "key file '%s' holds no key: expected 32 bytes, or 64 hexadecimal "
                 "digits, and nothing else; make one with: head -c 32 /dev/urandom > "
                 "key",
                 path);
        CHECK_ROW(!anonymiser_key_read(path, &key, &error), rows[i].name);
        CHECK_ROW(strcmp(error.text, expected) == 0, rows[i].name);
        CHECK_ROW(error.is_usage, rows[i].name);
        CHECK_ROW(is_all_zeros(&key), rows[i].name);
    }
    scratch_finish(&scratch);
}

static void a_file_without_an_end_is_refused(void) {
    struct anonymiser_key key;
    struct error error;

    CU_ASSERT_FALSE(anonymiser_key_read("/dev/urandom", &key, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "key file '/dev/urandom' holds no key"));
}

static void a_missing_file_is_named_with_the_remedy(void) {
    struct anonymiser_key key;
    struct error error;

    CU_ASSERT_FALSE(anonymiser_key_read("no/such.key", &key, &error));
    CU_ASSERT_STRING_EQUAL(error.text,
                           "cannot open key file 'no/such.key': No such file or "
                           "directory; make one with: head -c 32 /dev/urandom > key");
    CU_ASSERT_TRUE(error.is_usage);
    CU_ASSERT_TRUE(is_all_zeros(&key));
}

static void random_keys_and_their_ids_differ(void) {
    struct anonymiser_key a;
    struct anonymiser_key b;
    char id_a[ANONYMISER_KEY_ID_SIZE];
    char id_b[ANONYMISER_KEY_ID_SIZE];

    CU_ASSERT_TRUE_FATAL(keyed_hash_init());
    anonymiser_key_random(&a);
    anonymiser_key_random(&b);
    CU_ASSERT_NOT_EQUAL(memcmp(&a, &b, sizeof(a)), 0);
    CU_ASSERT_STRING_NOT_EQUAL(anonymiser_key_id(&a, id_a),
                               anonymiser_key_id(&b, id_b));
}

/* By sha256sum, of "liveness anonymiser key id", a zero byte and the key. */
static void the_id_is_the_start_of_a_hash_of_purpose_and_key(void) {
    struct anonymiser_key key;
    char id[ANONYMISER_KEY_ID_SIZE];

    memcpy(key.bytes, RAW, sizeof(key.bytes));
    CU_ASSERT_PTR_EQUAL(anonymiser_key_id(&key, id), id);
    CU_ASSERT_STRING_EQUAL(id, "6d55b3a9aab6f6b3");
}

static void a_wiped_key_is_all_zeros(void) {
    struct anonymiser_key key;

    memset(&key, 0xff, sizeof(key));
    anonymiser_key_wipe(&key);
    CU_ASSERT_TRUE(is_all_zeros(&key));
}

static CU_TestInfo cases[] = {
    CASE(both_forms_are_read),
    CASE(bytes_of_any_value_are_a_key),
    CASE(all_else_is_refused_with_the_remedy),
    CASE(a_file_without_an_end_is_refused),
    CASE(a_missing_file_is_named_with_the_remedy),
    CASE(random_keys_and_their_ids_differ),
    CASE(the_id_is_the_start_of_a_hash_of_purpose_and_key),
    CASE(a_wiped_key_is_all_zeros),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"anonymiser_key", cases};
