/* SPDX-License-Identifier: MIT
 * Reads the file once, from its begin to its end. */
#include "warehouse/file_digest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/watch.h"

enum { PIECE = 1 << 20 };

static bool has_log(const char *path) {
    char name[PATH_MAX];
    struct stat status;

    snprintf(name, sizeof(name), "%s-wal", path);
    return lstat(name, &status) == 0 && status.st_size > 0;
}

static bool changed(const struct file_digest *digest, struct error *error) {
    return error_set(error, "'%s' was changed while it was read; try again",
                     digest->path);
}

static bool read_all(int descriptor, uint8_t *piece, struct file_digest *digest,
                     struct watch *watch, struct error *error) {
    struct digest state;
    int64_t bytes = 0;
    ssize_t length;

    digest_begin(&state);
    while ((length = read(descriptor, piece, PIECE)) > 0) {
        digest_add(&state, piece, (size_t)length);
        bytes += length;
        if (!watch_step(watch, "reading the file",
                        (double)bytes / (double)(digest->status.st_size + 1))) {
            return error_set(error, "interrupted");
        }
    }
    digest_end(&state, digest->sha256);
    if (length < 0) {
        return error_set(error, "cannot read '%s': %s", digest->path, strerror(errno));
    }
    return bytes == digest->status.st_size || changed(digest, error);
}

static bool read_file(int descriptor, struct file_digest *digest, struct watch *watch,
                      struct error *error) {
    if (fstat(descriptor, &digest->status) < 0 || !S_ISREG(digest->status.st_mode)) {
        return error_set(error, "'%s' is not a regular file", digest->path);
    }
    if (has_log(digest->path)) {
        return error_set(error,
                         "'%s' is being written, or was broken off: wait until it is "
                         "done, or seal it with liveness seal",
                         digest->path);
    }
    uint8_t *piece = malloc(PIECE);
    bool is_ok = piece != NULL ? read_all(descriptor, piece, digest, watch, error)
                               : error_set(error, "out of memory");
    free(piece);
    return is_ok;
}

bool file_digest_read(struct file_digest *digest, const char *path, struct watch *watch,
                      struct error *error) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    digest->path = path;
    if (descriptor < 0) {
        return file_cannot_open(path, errno, error);
    }
    bool is_ok = read_file(descriptor, digest, watch, error);
    close(descriptor);
    return is_ok;
}

bool file_digest_holds(const struct file_digest *digest, struct error *error) {
    struct stat now;

    return (!has_log(digest->path) && stat(digest->path, &now) == 0 &&
            now.st_ino == digest->status.st_ino &&
            now.st_size == digest->status.st_size &&
            now.st_mtim.tv_sec == digest->status.st_mtim.tv_sec &&
            now.st_mtim.tv_nsec == digest->status.st_mtim.tv_nsec &&
            !has_log(digest->path)) ||
           changed(digest, error);
}
