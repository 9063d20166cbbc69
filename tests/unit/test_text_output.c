/* SPDX-License-Identifier: MIT
 * What comes out is what was put in, in pieces of whatever length, compressed or not;
 * and what could not be written is told. */
#include "export/text_output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/error.h"
#include "suite.h"

enum { MOST = 1 << 20 };

struct made {
    struct scratch scratch;
    char path[160];
    struct text_output output;
    struct error error;
    char *expected;
    char *found;
    size_t length;
};

static struct made *begin(bool is_gzip) {
    struct made *made = calloc(1, sizeof(*made));

    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    scratch_init(&made->scratch);
    snprintf(made->path, sizeof(made->path), "%s/out", made->scratch.folder);
    made->expected = malloc(MOST);
    made->found = malloc(MOST);
    CU_ASSERT_TRUE_FATAL(made->expected != NULL && made->found != NULL);
    CU_ASSERT_TRUE_FATAL(
        text_output_open(&made->output, made->path, is_gzip, &made->error));
    return made;
}

static void put(struct made *made, const char *bytes, size_t length) {
    memcpy(made->expected + made->length, bytes, length);
    made->length += length;
    text_output_bytes(&made->output, bytes, length);
}

/* gzread reads what is not compressed as it is. */
static bool is_whole(struct made *made) {
    gzFile file = gzopen(made->path, "rb");
    int length = file == NULL ? -1 : gzread(file, made->found, MOST);

    return file != NULL && gzclose(file) == Z_OK && length >= 0 &&
           (size_t)length == made->length &&
           memcmp(made->found, made->expected, made->length) == 0;
}

static bool is_compressed(const struct made *made) {
    unsigned char magic[2] = {0};
    int file = open(made->path, O_RDONLY | O_CLOEXEC);
    bool is_gzip = read(file, magic, sizeof(magic)) == sizeof(magic) &&
                   magic[0] == 0x1f && magic[1] == 0x8b; /* RFC 1952 2.3.1 */

    close(file);
    return is_gzip;
}

static void end(struct made *made) {
    scratch_finish(&made->scratch);
    free(made->expected);
    free(made->found);
    free(made);
}

/* Around the border of the buffer, and in random pieces. */
static void pieces_of_any_length_come_out_in_order(void) {
    static const size_t lengths[] = {0,
                                     1,
                                     TEXT_OUTPUT_BUFFER - 2,
                                     1,
                                     TEXT_OUTPUT_BUFFER,
                                     TEXT_OUTPUT_BUFFER - 1,
                                     1,
                                     TEXT_OUTPUT_BUFFER + 1,
                                     3 * TEXT_OUTPUT_BUFFER + 5};
    static char bytes[4 * TEXT_OUTPUT_BUFFER];
    uint64_t state = 3;

    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)draw(&state);
    }
    for (int is_gzip = 0; is_gzip < 2; is_gzip++) {
        struct made *made = begin(is_gzip != 0);

        for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
            put(made, bytes, lengths[i]);
        }
        for (int i = 0; i < 500; i++) {
            put(made, bytes + draw_below(&state, 1000), draw_below(&state, 700));
        }
        CU_ASSERT_TRUE(text_output_close(&made->output, true, &made->error));
        CU_ASSERT_TRUE(is_whole(made));
        CU_ASSERT_EQUAL(is_compressed(made), is_gzip != 0);
        end(made);
    }
}

static void nothing_is_an_empty_file_or_an_empty_gzip(void) {
    for (int is_gzip = 0; is_gzip < 2; is_gzip++) {
        struct made *made = begin(is_gzip != 0);

        CU_ASSERT_TRUE(text_output_close(&made->output, true, &made->error));
        CU_ASSERT_TRUE(is_whole(made));
        CU_ASSERT_EQUAL(is_compressed(made), is_gzip != 0);
        end(made);
    }
}

static void numbers_are_those_of_printf(void) {
    static const int64_t edges[] = {0,  1,   -1,         9,         10,       -10,
                                    99, 100, UINT32_MAX, INT64_MAX, INT64_MIN};
    struct made *made = begin(false);
    uint64_t state = 4;

    for (size_t i = 0; i < 5000; i++) {
        int64_t number = i < sizeof(edges) / sizeof(edges[0])
                             ? edges[i]
                             : (int64_t)draw(&state) >> draw_below(&state, 64);

        made->length += (size_t)snprintf(made->expected + made->length,
                                         MOST - made->length, "%" PRId64 ";", number);
        text_output_number(&made->output, number);
        text_output_text(&made->output, ";");
    }
    CU_ASSERT_TRUE(text_output_close(&made->output, true, &made->error));
    CU_ASSERT_TRUE(is_whole(made));
    end(made);
}

static void addresses_are_dotted(void) {
    struct made *made = begin(false);

    text_output_address(&made->output, 0);
    text_output_address(&made->output, 0xc0000201);
    text_output_address(&made->output, UINT32_MAX);
    strcpy(made->expected, "0.0.0.0192.0.2.1255.255.255.255");
    made->length = strlen(made->expected);
    CU_ASSERT_TRUE(text_output_close(&made->output, true, &made->error));
    CU_ASSERT_TRUE(is_whole(made));
    end(made);
}

/* At the buffer's border, and, by less text than that, only when it is closed. */
static void a_full_device_is_told(void) {
    static char bytes[TEXT_OUTPUT_BUFFER];
    static struct text_output output;

    for (int is_gzip = 0; is_gzip < 2; is_gzip++) {
        for (size_t pieces = 0; pieces <= 4; pieces += 4) {
            struct error error = {0};

            CU_ASSERT_TRUE_FATAL(
                text_output_open(&output, "/dev/full", is_gzip != 0, &error));
            text_output_text(&output, "text");
            CU_ASSERT_TRUE(text_output_check(&output, &error));
            for (size_t i = 0; i < pieces; i++) {
                text_output_bytes(&output, bytes, sizeof(bytes));
            }
            if (pieces > 0 && is_gzip == 0) {
                CU_ASSERT_FALSE(text_output_check(&output, &error));
            }
            CU_ASSERT_FALSE(text_output_close(&output, true, &error));
            CU_ASSERT_STRING_EQUAL(error.text,
                                   "cannot write '/dev/full': No space left on device");
        }
    }
}

/* Standard output is a pipe meanwhile whose end for reading is closed. */
static void a_pipe_that_nobody_reads_is_an_error_without_words(void) {
    static struct text_output output;
    int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    void (*handler)(int) = signal(SIGPIPE, SIG_IGN);
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    close(ends[0]);
    dup2(ends[1], STDOUT_FILENO);
    for (int is_gzip = 0; is_gzip < 2; is_gzip++) {
        struct error error = {.text = "old"};

        CU_ASSERT_TRUE(text_output_open(&output, NULL, is_gzip != 0, &error));
        text_output_text(&output, "text");
        CU_ASSERT_FALSE(text_output_close(&output, true, &error));
        CU_ASSERT_STRING_EQUAL(error.text, "");
    }
    dup2(own, STDOUT_FILENO);
    signal(SIGPIPE, handler);
    close(own);
    close(ends[1]);
}

static void unless_all_is_well_there_is_no_file_and_the_first_error_stays(void) {
    for (int is_gzip = 0; is_gzip < 2; is_gzip++) {
        struct made *made = begin(is_gzip != 0);

        put(made, "text", 4);
        error_set(&made->error, "what went wrong");
        CU_ASSERT_FALSE(text_output_close(&made->output, false, &made->error));
        CU_ASSERT_STRING_EQUAL(made->error.text, "what went wrong");
        CU_ASSERT_NOT_EQUAL(access(made->path, F_OK), 0);
        CU_ASSERT_NOT_EQUAL(access(made->output.file.part, F_OK), 0);
        end(made);
    }
}

static void only_regular_files_are_whole_or_none(void) {
    struct scratch scratch;

    scratch_init(&scratch);
    CU_ASSERT_FALSE(text_output_is_whole_or_none(NULL));
    CU_ASSERT_FALSE(text_output_is_whole_or_none("/dev/null"));
    CU_ASSERT_FALSE(text_output_is_whole_or_none(scratch.folder));
    CU_ASSERT_EQUAL(mkfifo(scratch_path(&scratch, "fifo"), 0600), 0);
    CU_ASSERT_FALSE(text_output_is_whole_or_none(scratch.path));
    CU_ASSERT_TRUE(text_output_is_whole_or_none(scratch_path(&scratch, "none")));
    scratch_write(&scratch, "file", "", 0);
    CU_ASSERT_TRUE(text_output_is_whole_or_none(scratch.path));
    scratch_finish(&scratch);
}

static CU_TestInfo cases[] = {
    CASE(pieces_of_any_length_come_out_in_order),
    CASE(nothing_is_an_empty_file_or_an_empty_gzip),
    CASE(numbers_are_those_of_printf),
    CASE(addresses_are_dotted),
    CASE(a_full_device_is_told),
    CASE(a_pipe_that_nobody_reads_is_an_error_without_words),
    CASE(unless_all_is_well_there_is_no_file_and_the_first_error_stays),
    CASE(only_regular_files_are_whole_or_none),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"text_output", cases};
