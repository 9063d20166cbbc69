/* SPDX-License-Identifier: MIT
 * Numbers in the header are in network byte order. */
#include "warehouse/file_header.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/file.h"

enum {
    HEADER_SIZE = 100,
    PAGE_SIZE_AT = 16,
    WRITE_VERSION_AT = 18, /* 2: the file has a write-ahead log */
    CHANGES_AT = 24,
    PAGES_AT = 28,
    PAGES_VALID_FOR_AT = 92, /* the count of changes at which pages was written */
    WAL_VERSION = 2,
    PAGE_SIZE_MIN = 512,
    PAGE_SIZE_MAX = 65536, /* stored as 1 */
};

static const char magic[] = "SQLite format 3"; /* with its NUL */

struct found {
    const char *path;
    int64_t bytes;
    int64_t wal_bytes; /* 0 if there is none */
    bool has_journal;
    uint8_t header[HEADER_SIZE];
};

static int64_t size_beside(const char *path, const char *suffix) {
    char name[PATH_MAX];
    struct stat status;

    snprintf(name, sizeof(name), "%s%s", path, suffix);
    return lstat(name, &status) == 0 ? status.st_size : 0;
}

static bool is_link(const char *path, struct error *error) {
    char target[PATH_MAX];
    ssize_t length = readlink(path, target, sizeof(target) - 1);

    if (length < 0) {
        return false;
    }
    target[length] = '\0';
    error_set(error, "'%.400s' is a symbolic link; name the file itself: '%.400s'",
              path, target);
    return true;
}

/* Opening a FIFO would wait for whoever writes to it, hence O_NONBLOCK. */
static int open_regular(struct found *found, struct error *error) {
    int descriptor = open(found->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;

    if (descriptor < 0) {
        file_cannot_open(found->path, errno, error);
        return -1;
    }
    if (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode)) {
        error_set(error, "'%s' is not a regular file", found->path);
        close(descriptor);
        return -1;
    }
    found->bytes = status.st_size;
    return descriptor;
}

static bool read_header(struct found *found, struct error *error) {
    int descriptor = open_regular(found, error);

    if (descriptor < 0) {
        return false;
    }
    ssize_t length = pread(descriptor, found->header, HEADER_SIZE, 0);
    int failure = length < 0 ? errno : 0;
    close(descriptor);
    return failure == 0 ||
           error_set(error, "cannot read '%s': %s", found->path, strerror(failure));
}

static uint32_t number_at(const struct found *found, size_t offset) {
    struct reader reader;

    reader_init(&reader, found->header, HEADER_SIZE);
    reader_skip(&reader, offset);
    return read_u32(&reader);
}

static int64_t page_size(const struct found *found) {
    uint32_t stored = number_at(found, PAGE_SIZE_AT) >> 16;
    uint32_t size = stored == 1 ? PAGE_SIZE_MAX : stored;

    return size >= PAGE_SIZE_MIN && (size & (size - 1)) == 0 ? size : 0;
}

/* The header's count of pages holds if nobody wrote since who knows nothing of it. */
static bool has_its_size(const struct found *found, struct error *error) {
    int64_t expected = number_at(found, PAGES_AT) * page_size(found);

    if (number_at(found, CHANGES_AT) != number_at(found, PAGES_VALID_FOR_AT) ||
        expected == 0 || found->bytes == expected) {
        return true;
    }
    return found->bytes < expected
               ? error_set(error, "'%s' is cut off: %lld of its %lld bytes are there",
                           found->path, (long long)found->bytes, (long long)expected)
               : error_set(error, "'%s' is %lld bytes long, and %lld by its header",
                           found->path, (long long)found->bytes, (long long)expected);
}

static bool broken_off(const struct found *found, struct error *error) {
    return error_set(error,
                     "'%s' was broken off in the middle of a write; liveness seal puts "
                     "it in order",
                     found->path);
}

static bool is_consistent(const struct found *found, enum file_purpose purpose,
                          struct error *error) {
    bool is_wal = found->header[WRITE_VERSION_AT] == WAL_VERSION;

    if (page_size(found) == 0) {
        return error_set(error, "'%s' is damaged: its header has no page size",
                         found->path);
    }
    if (found->wal_bytes > 0 && !is_wal) {
        return error_set(error,
                         "'%.300s-wal' is not the log of '%.300s', which is sealed and "
                         "has none; remove it",
                         found->path, found->path);
    }
    if (found->has_journal) {
        return purpose == FILE_TO_WRITE || broken_off(found, error);
    }
    return found->wal_bytes > 0 || has_its_size(found, error);
}

/* What is too short for a header may be a file whose making was broken off: SQLite, and
 * who asks it for the file's identity, see to that. */
bool file_header_check(const char *path, enum file_purpose purpose, int64_t *bytes,
                       struct error *error) {
    struct found found = {.path = path};

    if ((purpose != FILE_TO_WRITE && is_link(path, error)) ||
        !read_header(&found, error)) {
        return false;
    }
    found.wal_bytes = size_beside(path, "-wal");
    found.has_journal = size_beside(path, "-journal") > 0;
    *bytes = found.bytes + found.wal_bytes;
    if (found.bytes == 0) {
        return true;
    }
    if (found.bytes < HEADER_SIZE || memcmp(found.header, magic, sizeof(magic)) != 0) {
        return error_set(error, "'%s' is not a results file of liveness", path);
    }
    return is_consistent(&found, purpose, error);
}
