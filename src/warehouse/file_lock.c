/* SPDX-License-Identifier: MIT
 * The kernel gives the lock back however the program ends. It is a lock of the open
 * file description on one byte far behind the end of any file. flock would lock the
 * whole file where a network file system emulates it, and so keep out SQLite itself. */
#include "warehouse/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

enum { MODE = 0644 }; /* SQLite's own */

static const off_t far_behind = (off_t)1 << 62;

/* Where there are no locks, SQLite's own still keep the file whole. */
static bool lock_byte(int descriptor) {
    struct flock byte = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = far_behind, .l_len = 1};

    return fcntl(descriptor, F_OFD_SETLK, &byte) == 0 ||
           (errno != EAGAIN && errno != EACCES);
}

bool file_lock_take(struct file_lock *lock, const char *path, bool may_create,
                    struct error *error) {
    const int flags = O_RDWR | O_CLOEXEC | (may_create ? O_CREAT : 0);
    int descriptor = open(path, flags, MODE);

    if (descriptor < 0) {
        return file_cannot_open(path, errno, error);
    }
    if (!lock_byte(descriptor)) {
        close(descriptor);
        return error_set(error,
                         "'%s' is being written by another liveness command; wait "
                         "until it has ended",
                         path);
    }
    *lock = (struct file_lock){.descriptor = descriptor, .is_open = true};
    return true;
}

void file_lock_release(struct file_lock *lock) {
    if (lock->is_open) {
        close(lock->descriptor);
        lock->is_open = false;
    }
}
