/* SPDX-License-Identifier: MIT
 * While it is filled, nothing is synchronised: who would look at half of it? */
#include "warehouse/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/file_lock.h"
#include "warehouse/free_pages.h"

static bool cannot(const char *doing, const char *path, struct error *error) {
    return error_set(error, "cannot %s '%s': %s", doing, path, strerror(errno));
}

/* What SQLite keeps beside a file when it is made. */
static void remove_beside(const char *part) {
    static const char *const suffixes[] = {"-journal", "-shm", "-wal"};
    char name[PATH_MAX + sizeof("-journal")];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", part, suffixes[i]);
        unlink(name);
    }
}

/* Whoever fills such a file holds its lock. */
static bool remove_remains(const char *part, struct error *error) {
    struct file_lock lock = {0};
    struct stat status;

    if (lstat(part, &status) < 0) {
        return errno == ENOENT || cannot("create", part, error);
    }
    if (!S_ISREG(status.st_mode)) {
        return error_set(error, "'%s' is in the way, and is not a regular file", part);
    }
    if (!file_lock_take(&lock, part, false, error)) {
        return false;
    }
    bool is_ok = unlink(part) == 0 || cannot("remove", part, error);
    remove_beside(part);
    file_lock_release(&lock);
    return is_ok;
}

bool new_file_is_free(const char *path, struct error *error) {
    struct stat status;

    return lstat(path, &status) < 0 ||
           error_set_usage(error, "'%s' exists; give a new name", path);
}

bool new_file_begin(struct new_file *file, const char *path, struct database *database,
                    struct error *error) {
    file->path = path;
    if (!new_file_is_free(path, error)) {
        return false;
    }
    int length = snprintf(file->part, sizeof(file->part), "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof(file->part)) {
        return error_set_usage(error, "'%.100s...' is too long a name", path);
    }
    if (!remove_remains(file->part, error) ||
        !database_create(file->part, database, error)) {
        return false;
    }
    if (!database_run(database, STATEMENT_CONFIGURE_FILLING, error)) {
        database_discard(database);
        return false;
    }
    return true;
}

static bool give_back_all(struct database *database, struct error *error) {
    struct free_pages found;

    return free_pages_read(database, &found, error) &&
           (found.free == 0 || free_pages_give_back(database, found.pages, error));
}

static bool synchronise(const char *path, int flags, struct error *error) {
    int descriptor = open(path, flags | O_CLOEXEC);

    if (descriptor < 0) {
        return cannot("open", path, error);
    }
    bool is_ok = fsync(descriptor) == 0 || cannot("write", path, error);
    close(descriptor);
    return is_ok;
}

static bool synchronise_folder(const char *path, struct error *error) {
    char *copy = strdup(path); /* dirname writes into its argument */
    bool is_ok = copy != NULL
                     ? synchronise(dirname(copy), O_RDONLY | O_DIRECTORY, error)
                     : error_set(error, "out of memory for '%s'", path);

    free(copy);
    return is_ok;
}

/* Without replacing what somebody has put there meanwhile, where the file system can
 * tell. */
static bool rename_to(const struct new_file *file, struct error *error) {
    if (renameat2(AT_FDCWD, file->part, AT_FDCWD, file->path, RENAME_NOREPLACE) == 0 ||
        (errno == EINVAL && rename(file->part, file->path) == 0)) {
        return true;
    }
    return cannot("create", file->path, error);
}

/* Nobody can tell whether a name that is not on the disk will be there tomorrow. */
static bool publish(const struct new_file *file, struct error *error) {
    if (!synchronise(file->part, O_RDONLY, error) || !rename_to(file, error)) {
        unlink(file->part);
        return false;
    }
    if (!synchronise_folder(file->path, error)) {
        unlink(file->path);
        return false;
    }
    return true;
}

bool new_file_end(struct new_file *file, struct database *database, bool is_ok,
                  struct error *error) {
    is_ok = is_ok && database_run(database, STATEMENT_ANALYZE, error) &&
            give_back_all(database, error);
    if (!is_ok) {
        database_discard(database);
        return false;
    }
    database_close(database);
    return publish(file, error);
}
