/* SPDX-License-Identifier: MIT
 * Loaded before a program (LD_PRELOAD), refuses it memory: FAIL_MALLOC_AT=N refuses the
 * N-th request from when main begins, with FAIL_MALLOC_LASTING=1 also all after it.
 * FAIL_MALLOC_COUNT=FILE writes there how many requests there were. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The C library's own, by the names that it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static struct {
    unsigned long at;
    bool is_lasting;
    const char *count_file;
    atomic_bool is_begun;
    atomic_ulong seen;
} plan;

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("FAIL_MALLOC_AT");

    plan.at = at == NULL ? 0 : strtoul(at, NULL, 10);
    plan.is_lasting = getenv("FAIL_MALLOC_LASTING") != NULL;
    plan.count_file = getenv("FAIL_MALLOC_COUNT");
    atomic_store(&plan.is_begun, true);
}

__attribute__((destructor)) static void end(void) {
    char text[24];

    atomic_store(&plan.is_begun, false);
    if (plan.count_file != NULL) {
        int file =
            open(plan.count_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        int length = snprintf(text, sizeof(text), "%lu\n", atomic_load(&plan.seen));

        if (file >= 0 && write(file, text, (size_t)length) != length) {
            _exit(EXIT_FAILURE);
        }
    }
}

static bool is_refused(void) {
    if (!atomic_load(&plan.is_begun)) {
        return false;
    }
    unsigned long number = atomic_fetch_add(&plan.seen, 1) + 1;
    bool is_due =
        plan.at != 0 && (number == plan.at || (plan.is_lasting && number > plan.at));

    if (is_due) {
        errno = ENOMEM;
    }
    return is_due;
}

void *malloc(size_t size) {
    return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    return is_refused() ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return is_refused() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (is_refused()) {
        return ENOMEM;
    }
    *memory = __libc_memalign(alignment, size);
    return *memory == NULL ? ENOMEM : 0;
}
