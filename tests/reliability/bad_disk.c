/* SPDX-License-Identifier: MIT
 * LD_PRELOAD: a disk that takes its time, or that became read-only. BAD_DISK_MS is how
 * long each write and each flush takes; once the file BAD_DISK_SIGN exists, they fail
 * as on a file system that the kernel made read-only. Standard error is left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* 0, or the reason for which the call fails. */
static int suffer(void) {
    const char *delay = getenv("BAD_DISK_MS");
    const char *sign = getenv("BAD_DISK_SIGN");

    if (delay != NULL) {
        long ms = atol(delay);

        nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
    }
    return sign != NULL && access(sign, F_OK) == 0 ? EROFS : 0;
}

/* The next definition of a function, without a cast that C does not know. */
#define REAL(type, name)                                                               \
    union {                                                                            \
        void *pointer;                                                                 \
        type *function;                                                                \
    } real = {dlsym(RTLD_NEXT, name)}

typedef ssize_t pwrite_fn(int, const void *, size_t, off64_t);
typedef int flush_fn(int);

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
    REAL(pwrite_fn, "pwrite64");

    errno = suffer();
    return errno != 0 ? -1 : real.function(fd, bytes, size, offset);
}

int fdatasync(int fd) {
    REAL(flush_fn, "fdatasync");

    errno = suffer();
    return errno != 0 ? -1 : real.function(fd);
}

int fsync(int fd) {
    REAL(flush_fn, "fsync");

    errno = suffer();
    return errno != 0 ? -1 : real.function(fd);
}
