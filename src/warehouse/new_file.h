/* SPDX-License-Identifier: MIT
 * A results file that is made in one go: it appears under its name once it is whole and
 * on the disk, and not at all otherwise. */
#ifndef WAREHOUSE_NEW_FILE_H
#define WAREHOUSE_NEW_FILE_H

#include <limits.h>
#include <stdbool.h>

struct database;
struct error;

struct new_file {
    const char *path;    /* the caller's */
    char part[PATH_MAX]; /* its name until then */
};

/* False if there is a file of that name; new_file_begin asks again. */
bool new_file_is_free(const char *path, struct error *error);

/* Creates the file under the other name, ready to be filled in large transactions. What
 * a run that was killed has left under that name is replaced. False if there is a file
 * of either name that is in use or somebody's. */
bool new_file_begin(struct new_file *file, const char *path, struct database *database,
                    struct error *error);

/* Closes it. Unless all is well, nothing is left of it. Returns whether all is. */
bool new_file_end(struct new_file *file, struct database *database, bool is_ok,
                  struct error *error);

#endif
