/* SPDX-License-Identifier: MIT
 * Files are read whole, and errors name the file and its role. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "suite.h"

static void files_of_any_length_are_read_whole(void) {
    static const size_t lengths[] = {0, 1, 4094, 4095, 4096, 4097, 8192, 1000003};
    struct scratch scratch;

    scratch_init(&scratch);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct file_text text;
        struct error error;
        char *bytes = malloc(lengths[i] + 1);

        memset(bytes, 'x', lengths[i] + 1);
        const char *path = scratch_write(&scratch, "list", bytes, lengths[i]);
        CU_ASSERT_TRUE_FATAL(file_read(path, "list", &text, &error));
        CU_ASSERT_EQUAL(text.length, lengths[i]);
        CU_ASSERT_EQUAL(memcmp(text.bytes, bytes, lengths[i]), 0);
        CU_ASSERT_EQUAL(text.bytes[text.length], '\0');
        file_text_finish(&text);
        free(bytes);
    }
    scratch_finish(&scratch);
}

static void a_short_file_is_read_whole_and_an_endless_one_no_further(void) {
    struct scratch scratch;
    struct file_text text;
    struct error error;

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "key", "0123456789", 10);
    CU_ASSERT_TRUE_FATAL(file_read_short(path, "key", 10, &text, &error));
    CU_ASSERT_STRING_EQUAL(text.bytes, "0123456789");
    CU_ASSERT_EQUAL(text.length, 10);
    file_text_finish(&text);
    CU_ASSERT_TRUE_FATAL(file_read_short(path, "key", 9, &text, &error));
    CU_ASSERT_TRUE(text.length > 9);
    file_text_finish(&text);
    CU_ASSERT_TRUE_FATAL(file_read_short("/dev/zero", "key", 100000, &text, &error));
    CU_ASSERT_TRUE(text.length > 100000);
    file_text_finish(&text);
    scratch_finish(&scratch);
}

static void zero_bytes_belong_to_the_text(void) {
    struct scratch scratch;
    struct file_text text;
    struct error error;

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "payload", "a\0b\n", 4);
    CU_ASSERT_TRUE_FATAL(file_read(path, "payload", &text, &error));
    CU_ASSERT_EQUAL(text.length, 4);
    CU_ASSERT_EQUAL(memcmp(text.bytes, "a\0b\n", 5), 0);
    file_text_finish(&text);
    CU_ASSERT_PTR_NULL(text.bytes);
    file_text_finish(&text); /* twice does no harm */
    scratch_finish(&scratch);
}

static void a_text_with_a_zero_byte_is_refused(void) {
    struct scratch scratch;
    struct file_text text;
    struct error error;
    char expected[256];

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "list", "1.2.3.4\n\0\n5.6.7.8\n", 18);
    CU_ASSERT_FALSE(file_read_text(path, "blocklist", &text, &error));
    snprintf(expected, sizeof(expected), "blocklist '%s' is not text: byte 9 is NUL",
             path);
    CU_ASSERT_STRING_EQUAL(error.text, expected);
    CU_ASSERT_TRUE(error.is_usage);
    CU_ASSERT_PTR_NULL(text.bytes);
    scratch_finish(&scratch);
}

static void a_missing_file_is_named_with_its_role(void) {
    struct file_text text;
    struct error error;

    CU_ASSERT_FALSE(file_read("no/such.conf", "blocklist", &text, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "cannot open blocklist 'no/such.conf': No such "
                                       "file or directory");
    CU_ASSERT_TRUE(error.is_usage);
    CU_ASSERT_PTR_NULL(text.bytes);
}

static void a_folder_is_no_file(void) {
    struct scratch scratch;
    struct file_text text;
    struct error error;
    char expected[256];

    scratch_init(&scratch);
    CU_ASSERT_FALSE(file_read(scratch.folder, "allowlist", &text, &error));
    snprintf(expected, sizeof(expected), "cannot read allowlist '%s': Is a directory",
             scratch.folder);
    CU_ASSERT_STRING_EQUAL(error.text, expected);
    scratch_finish(&scratch);
}

static void a_dash_is_standard_input(void) {
    struct scratch scratch;
    struct file_text text;
    struct error error;

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "input", "192.0.2.1\n", 10);
    CU_ASSERT_PTR_NOT_NULL_FATAL(freopen(path, "r", stdin));
    CU_ASSERT_TRUE_FATAL(file_read("-", "allowlist", &text, &error));
    CU_ASSERT_STRING_EQUAL(text.bytes, "192.0.2.1\n");
    file_text_finish(&text);
    scratch_finish(&scratch);
}

static CU_TestInfo cases[] = {
    CASE(files_of_any_length_are_read_whole),
    CASE(a_short_file_is_read_whole_and_an_endless_one_no_further),
    CASE(zero_bytes_belong_to_the_text),
    CASE(a_text_with_a_zero_byte_is_refused),
    CASE(a_missing_file_is_named_with_its_role),
    CASE(a_folder_is_no_file),
    CASE(a_dash_is_standard_input),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"file", cases};
