/* SPDX-License-Identifier: MIT
 * Part and end are in one folder, so that one rename(2) does it. */
#include "export/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { NEW_MODE = 0666, PERMISSIONS = 0777, PARTS = 100 };

static bool cannot(const struct part_file *file, const char *doing, int reason,
                   struct error *error) {
    return error_set(error, "cannot %s '%s': %s", doing, file->path, strerror(reason));
}

/* A file that is there is replaced where links lead, and keeps its permissions. */
static bool find_name(struct part_file *file, mode_t *mode, bool *exists,
                      struct error *error) {
    struct stat status;

    *mode = NEW_MODE;
    *exists = lstat(file->path, &status) == 0;
    if (!*exists) {
        int length = snprintf(file->name, sizeof(file->name), "%s", file->path);

        return (size_t)length < sizeof(file->name) ||
               cannot(file, "create", ENAMETOOLONG, error);
    }
    if (realpath(file->path, file->name) == NULL || stat(file->name, &status) < 0 ||
        access(file->name, W_OK) < 0) {
        return cannot(file, "replace", errno, error);
    }
    *mode = status.st_mode & PERMISSIONS;
    return true;
}

static bool name_part(struct part_file *file, unsigned number) {
    char suffix[32] = ".part";

    if (number > 0) {
        snprintf(suffix, sizeof(suffix), ".%u.part", number);
    }
    int length = snprintf(file->part, sizeof(file->part), "%s%s", file->name, suffix);
    return (size_t)length < sizeof(file->part);
}

/* By a name that is free: others may write a file of the same name, or have left what
 * they had when they were killed. */
static bool open_part(struct part_file *file, mode_t mode, struct error *error) {
    file->descriptor = -1;
    errno = EEXIST;
    for (unsigned i = 0; file->descriptor < 0 && errno == EEXIST && i < PARTS; i++) {
        if (!name_part(file, i)) {
            return cannot(file, "create", ENAMETOOLONG, error);
        }
        file->descriptor =
            open(file->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    }
    return file->descriptor >= 0 || cannot(file, "create", errno, error);
}

bool part_file_open(struct part_file *file, const char *path, struct error *error) {
    mode_t mode;
    bool exists;

    file->path = path;
    if (!find_name(file, &mode, &exists, error) || !open_part(file, mode, error)) {
        return false;
    }
    if (exists) {
        fchmod(file->descriptor, mode); /* what umask took; not all file systems can */
    }
    return true;
}

/* It is on disk before it gets its name: else a power cut could leave the name alone.
 */
bool part_file_publish(struct part_file *file, struct error *error) {
    int failure = fsync(file->descriptor) < 0 ? errno : 0;

    if (close(file->descriptor) < 0 && failure == 0) {
        failure = errno;
    }
    if (failure == 0 && rename(file->part, file->name) == 0) {
        return true;
    }
    failure = failure == 0 ? errno : failure;
    unlink(file->part);
    return cannot(file, "write", failure, error);
}

void part_file_discard(struct part_file *file) {
    close(file->descriptor);
    unlink(file->part);
}
