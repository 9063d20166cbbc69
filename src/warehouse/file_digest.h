/* SPDX-License-Identifier: MIT
 * The SHA-256 of a results file, and whether it stayed as it was. */
#ifndef WAREHOUSE_FILE_DIGEST_H
#define WAREHOUSE_FILE_DIGEST_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/digest.h"

struct error;
struct watch;

struct file_digest {
    const char *path; /* the caller's */
    char sha256[DIGEST_TEXT_SIZE];
    struct stat status; /* when it was read */
};

/* To be called before SQLite has opened the file, since closing it gives up SQLite's
 * locks on it. False if it is being written: then it has a write-ahead log. */
bool file_digest_read(struct file_digest *digest, const char *path, struct watch *watch,
                      struct error *error);

/* False, and an error, if the file was changed since. */
bool file_digest_holds(const struct file_digest *digest, struct error *error);

#endif
