/* SPDX-License-Identifier: MIT
 * Keeps two programs from writing to one results file. */
#ifndef WAREHOUSE_FILE_LOCK_H
#define WAREHOUSE_FILE_LOCK_H

#include <stdbool.h>

struct error;

/* All zero while not held. */
struct file_lock {
    int descriptor;
    bool is_open;
};

/* Fails at once if another holds it; readers are not kept out. Must be taken before
 * SQLite opens the file, and released after it has closed it: closing any descriptor of
 * a file drops the locks that SQLite holds on it. With `may_create` the file is made if
 * it is not there. */
bool file_lock_take(struct file_lock *lock, const char *path, bool may_create,
                    struct error *error);
void file_lock_release(struct file_lock *lock); /* one not held is fine */

#endif
