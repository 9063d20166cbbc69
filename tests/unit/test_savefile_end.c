/* SPDX-License-Identifier: MIT
 * What a killed scan leaves of a savefile is cut back to whole packets; anything else
 * is damage, and left alone. */
#include "wire/savefile_end.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "suite.h"

enum { HEADER = 24, PACKET_HEADER = 16, PACKET = 40, SNAPSHOT = 256, FILE_SIZE = 4096 };

struct file {
    uint8_t bytes[FILE_SIZE];
    size_t length;
};

static void put_number(struct file *file, uint32_t number) {
    memcpy(file->bytes + file->length, &number, sizeof(number));
    file->length += sizeof(number);
}

static void put_bytes(struct file *file, int value, size_t length) {
    memset(file->bytes + file->length, value, length);
    file->length += length;
}

static void put_packet(struct file *file, uint32_t captured, uint32_t original) {
    put_number(file, 1500000000);
    put_number(file, 5);
    put_number(file, captured);
    put_number(file, original);
    put_bytes(file, 0xab, captured);
}

/* A header and some packets of PACKET bytes. */
static struct file file_of(unsigned packets) {
    struct file file = {.length = 0};

    put_bytes(&file, 0, 16);
    put_number(&file, SNAPSHOT);
    put_number(&file, 1);
    for (unsigned i = 0; i < packets; i++) {
        put_packet(&file, PACKET, PACKET + 20);
    }
    return file;
}

/* Returns what is left of the file; -1 if it is refused. */
static long mend(const struct file *file) {
    struct scratch scratch;
    struct error error = {0};
    struct stat status = {0};

    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "scan.pcap", file->bytes, file->length);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool is_ok = savefile_mend(fd, path, &error);
    fstat(fd, &status);
    close(fd);
    if (!is_ok) {
        CHECK_ROW((size_t)status.st_size == file->length, "a refused file is kept");
        CHECK_ROW(strstr(error.text, "move it away") != NULL, error.text);
    }
    scratch_finish(&scratch);
    return is_ok ? (long)status.st_size : -1;
}

static void a_file_that_is_whole_stays(void) {
    for (unsigned packets = 0; packets < 4; packets++) {
        struct file file = file_of(packets);

        CU_ASSERT_EQUAL(mend(&file), (long)file.length);
    }
}

static void part_of_a_packet_is_cut_away_wherever_it_ends(void) {
    struct file whole = file_of(3);

    for (size_t length = HEADER; length < whole.length; length++) {
        struct file file = whole;
        size_t packets = (length - HEADER) / (PACKET_HEADER + PACKET);

        file.length = length;
        CU_ASSERT_EQUAL(mend(&file),
                        (long)(HEADER + packets * (PACKET_HEADER + PACKET)));
    }
}

static void zeros_at_the_end_are_cut_away(void) {
    static const size_t lengths[] = {1, 15, 16, 17, 600};

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct file file = file_of(2);
        size_t end = file.length;

        put_bytes(&file, 0, lengths[i]);
        CU_ASSERT_EQUAL(mend(&file), (long)end);
    }
}

static void what_is_no_end_is_refused(void) {
    static const struct {
        uint32_t captured, original;
        const char *row;
    } rows[] = {
        {SNAPSHOT + 1, 2000, "longer than any packet may be"},
        {PACKET, PACKET - 1, "more captured than there was"},
        {0, PACKET, "no byte captured"},
        {UINT32_MAX, UINT32_MAX, "a length beyond the file"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct file file = file_of(2);

        put_number(&file, 1500000000);
        put_number(&file, 5);
        put_number(&file, rows[i].captured);
        put_number(&file, rows[i].original);
        put_bytes(&file, 0xab, 300);
        CHECK_ROW(mend(&file) == -1, rows[i].row);
    }
}

static void zeros_with_packets_behind_them_are_refused(void) {
    struct file file = file_of(2);

    put_bytes(&file, 0, 64);
    put_packet(&file, PACKET, PACKET);
    CU_ASSERT_EQUAL(mend(&file), -1);
}

static CU_TestInfo cases[] = {
    CASE(a_file_that_is_whole_stays),
    CASE(part_of_a_packet_is_cut_away_wherever_it_ends),
    CASE(zeros_at_the_end_are_cut_away),
    CASE(what_is_no_end_is_refused),
    CASE(zeros_with_packets_behind_them_are_refused),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"savefile_end", cases};
