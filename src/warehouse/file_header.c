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
    BLOCK = 512,           /* what st_blocks counts */
    SPARSE_MIN = 1 << 26,  /* smaller files may be as sparse as they like */
    SPARSE_SHARE = 64, /* no file system compresses results better than to this part */
    MAGIC_SIZE = 8,
};

static const char magic[] = "SQLite format 3"; /* with its NUL */

/* Ends a journal that is one of several, after the name of the file that lists them,
 * which SQLite deletes. A results file is always on its own. */
static const uint8_t list_magic[MAGIC_SIZE] = {0xd9, 0xd5, 0x05, 0xf9,
                                               0x20, 0xa1, 0x63, 0xd7};

struct found {
    const char *path;
    int64_t bytes;
    int64_t stored_bytes; /* less, if it is sparse */
    bool has_wal;
    bool has_wal_index;
    int64_t wal_bytes;
    bool has_journal;
    uint8_t header[HEADER_SIZE];
};

static const char *name_beside(const char *path, const char *suffix,
                               char name[PATH_MAX]) {
    snprintf(name, PATH_MAX, "%s%s", path, suffix);
    return name;
}

/* Returns -1 if there is no such file. */
static int64_t size_beside(const char *path, const char *suffix) {
    char name[PATH_MAX];
    struct stat status;

    return lstat(name_beside(path, suffix, name), &status) == 0 ? status.st_size : -1;
}

static bool is_one_of_several(const char *path) {
    char name[PATH_MAX];
    uint8_t end[MAGIC_SIZE];
    int64_t size = size_beside(path, "-journal");
    int descriptor = open(name_beside(path, "-journal", name),
                          O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);

    if (descriptor < 0) {
        return false;
    }
    bool is_listed =
        pread(descriptor, end, MAGIC_SIZE, (off_t)size - MAGIC_SIZE) == MAGIC_SIZE &&
        memcmp(end, list_magic, MAGIC_SIZE) == 0;
    close(descriptor);
    return is_listed;
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
    found->stored_bytes = (int64_t)status.st_blocks * BLOCK;
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

/* Reading what is not there takes time, too. */
static bool is_dense(const struct found *found, struct error *error) {
    return found->bytes < SPARSE_MIN ||
           found->stored_bytes >= found->bytes / SPARSE_SHARE ||
           error_set(error, "'%s' is %lld bytes long, of which %lld are there",
                     found->path, (long long)found->bytes,
                     (long long)found->stored_bytes);
}

static bool broken_off(const struct found *found, struct error *error) {
    return error_set(error,
                     "'%s' was broken off in the middle of a write; liveness seal puts "
                     "it in order",
                     found->path);
}

static bool has_files_beside(const struct found *found, struct error *error) {
    static const char *const suffixes[] = {"-journal", "-shm", "-wal"};

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        char name[PATH_MAX];
        struct stat status;

        if (lstat(name_beside(found->path, suffixes[i], name), &status) == 0 &&
            !S_ISREG(status.st_mode)) {
            return error_set(error, "'%s' is in the way: it is not a regular file",
                             name);
        }
    }
    return true;
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
    if (found->has_journal && is_one_of_several(found->path)) {
        return error_set(error,
                         "'%.300s-journal' is none of liveness, and would make SQLite "
                         "delete another file; remove it",
                         found->path);
    }
    if (found->has_journal) {
        return purpose == FILE_TO_WRITE || broken_off(found, error);
    }
    return is_dense(found, error) &&
           (found->wal_bytes > 0 || has_its_size(found, error));
}

static void look_beside(struct found *found) {
    int64_t wal_bytes = size_beside(found->path, "-wal");

    found->has_wal = wal_bytes >= 0;
    found->has_wal_index = size_beside(found->path, "-shm") >= 0;
    found->wal_bytes = wal_bytes < 0 ? 0 : wal_bytes;
    found->has_journal = size_beside(found->path, "-journal") > 0;
}

static void tell(const struct found *found, struct file_header *header) {
    int64_t stored =
        found->stored_bytes < found->bytes ? found->stored_bytes : found->bytes;
    int64_t size = page_size(found);

    header->bytes = stored + found->wal_bytes;
    header->pages = size == 0 ? 0 : header->bytes / size + 1;
    header->is_left_alone = found->header[WRITE_VERSION_AT] == WAL_VERSION &&
                            found->wal_bytes == 0 &&
                            (!found->has_wal || !found->has_wal_index);
}

/* What is empty may be a file whose making was broken off: who asks SQLite for its
 * identity sees to that. */
bool file_header_read(struct file_header *header, const char *path,
                      enum file_purpose purpose, struct error *error) {
    struct found found = {.path = path};

    if ((purpose != FILE_TO_WRITE && is_link(path, error)) ||
        !read_header(&found, error)) {
        return false;
    }
    look_beside(&found);
    tell(&found, header);
    if (found.bytes == 0) {
        return true;
    }
    if (found.bytes < HEADER_SIZE || memcmp(found.header, magic, sizeof(magic)) != 0) {
        return error_set(error, "'%s' is not a results file of liveness", path);
    }
    return has_files_beside(&found, error) && is_consistent(&found, purpose, error);
}
