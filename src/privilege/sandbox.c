/* SPDX-License-Identifier: MIT
 * The filter is made by make_sandbox_filter.c, when the program is built. */
#include "privilege/sandbox.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "privilege/sandbox_filter.h"

#ifndef __has_feature
#define __has_feature(name) 0
#endif

enum {
    IS_BUILT =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                   \
    __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||             \
    __has_feature(thread_sanitizer)
        0
#else
        1
#endif
};

static const struct sock_filter filter[] = {
#include "sandbox_filter.inc"
};

enum { INSTRUCTIONS = sizeof(filter) / sizeof(filter[0]) };

bool sandbox_is_built(void) {
    return IS_BUILT;
}

/* Another process of the same user could otherwise take the sockets over by ptrace(2)
 * or pidfd_getfd(2), and send what it likes. */
static bool shut_out_others(struct error *error) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ||
           error_set(error, "cannot shut other processes out: %s", strerror(errno));
}

/* For all threads. Without SPEC_ALLOW, kernels before 5.16 make every thread pay for
 * guarding it against code that it does not run; those before 4.17 do not know it.
 * Returns what seccomp(2) does. */
static long load(const struct sock_fprog *program) {
    long status =
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW, program);

    return status == -1 && errno == EINVAL
               ? syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                         SECCOMP_FILTER_FLAG_TSYNC, program)
               : status;
}

/* Asks for no memory, so it cannot be refused any. */
static bool load_filter(struct error *error) {
    struct sock_filter own[INSTRUCTIONS];
    struct sock_fprog program = {.len = INSTRUCTIONS, .filter = own};

    memcpy(own, filter, sizeof(own));
    for (size_t i = 0; i < INSTRUCTIONS; i++) {
        if (own[i].k == SANDBOX_OWN_PID) {
            own[i].k = (uint32_t)getpid();
        }
    }
    long status = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? load(&program) : -1;
    return status == 0 ||
           error_set(error,
                     "cannot confine the scan: the kernel's seccomp says: %s; "
                     "--no-sandbox scans without it",
                     status > 0 ? "a thread has a filter of its own" : strerror(errno));
}

bool sandbox_enter(struct error *error) {
    return !IS_BUILT || (shut_out_others(error) && load_filter(error));
}
