/* SPDX-License-Identifier: MIT
 * A killed program leaves a part of a packet, a power cut also zeros, where the file
 * had been given its length and not yet its bytes. Numbers are in the machine's order:
 * libpcap adds to no other file.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html */
#include "wire/savefile_end.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum {
    FILE_HEADER = 24,
    PACKET_HEADER = 16,
    SNAPSHOT_AT = 16, /* in the file's header: the longest that a packet may be */
    CAPTURED_AT = 8,  /* in a packet's: bytes that follow */
    ORIGINAL_AT = 12, /* likewise: bytes it had on the wire */
};

static uint32_t number_at(const uint8_t *bytes) {
    uint32_t number;

    memcpy(&number, bytes, sizeof(number));
    return number;
}

static bool are_zeros(const uint8_t *bytes, size_t length) {
    return length == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

/* Whether a packet may begin with this header. None is empty. */
static bool is_packet(const uint8_t *header, uint32_t snapshot) {
    uint32_t captured = number_at(header + CAPTURED_AT);

    return captured > 0 && captured <= snapshot &&
           captured <= number_at(header + ORIGINAL_AT);
}

/* Where the last whole packet ends; *is_sound tells that nothing but a cut end follows.
 */
static size_t find_end(const uint8_t *bytes, size_t length, bool *is_sound) {
    uint32_t snapshot = number_at(bytes + SNAPSHOT_AT);
    size_t end = FILE_HEADER;

    *is_sound = true;
    while (length - end >= PACKET_HEADER) {
        const uint8_t *header = bytes + end;
        size_t size = PACKET_HEADER + (size_t)number_at(header + CAPTURED_AT);

        if (!is_packet(header, snapshot)) {
            *is_sound = are_zeros(header, length - end);
            return end;
        }
        if (size > length - end) {
            return end;
        }
        end += size;
    }
    return end;
}

static bool cut(int fd, const char *path, size_t length, size_t end, bool is_sound,
                struct error *error) {
    if (!is_sound) {
        return error_set(error,
                         "--pcap: '%s' is damaged at byte %zu; move it away, and what "
                         "comes goes into a new one",
                         path, end);
    }
    return end == length || ftruncate(fd, (off_t)end) == 0 ||
           error_set(error, "cannot write '%s': %s", path, strerror(errno));
}

bool savefile_mend(int fd, const char *path, struct error *error) {
    struct stat status;
    bool is_sound;

    if (fstat(fd, &status) < 0) {
        return error_set(error, "cannot read '%s': %s", path, strerror(errno));
    }
    size_t length = (size_t)status.st_size;
    if (length <= FILE_HEADER) {
        return true;
    }
    uint8_t *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED) {
        return error_set(error, "cannot read '%s': %s", path, strerror(errno));
    }
    size_t end = find_end(bytes, length, &is_sound);
    munmap(bytes, length);
    return cut(fd, path, length, end, is_sound, error);
}
