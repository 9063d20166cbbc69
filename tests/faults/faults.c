/* SPDX-License-Identifier: MIT
 * On Debian the VFS calls pread64 and pwrite64 for pages, and by the names read and
 * write nothing but the shm file's lock bytes; it has no seam for fdatasync, so this
 * program defines that symbol, which goes before the C library's. */
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "places.h"

static struct {
    atomic_bool is_armed;
    enum fault fault;
    unsigned long at;
    bool is_lasting;
    atomic_ulong seen[FAULTS];
} plan;

static sqlite3_mem_methods sqlite_memory; /* SQLite's own */

/* Calls that liveness itself made. */
static struct { atomic_ulong opened, wrote, read, allocated; } own_calls;

const char *fault_name(enum fault fault) {
    static const char *const names[FAULTS] = {
        [FAULT_READ] = "read fails",
        [FAULT_READ_PART] = "read yields half",
        [FAULT_READ_END] = "read meets the end",
        [FAULT_WRITE] = "write fails",
        [FAULT_WRITE_FULL] = "disk full",
        [FAULT_WRITE_PART] = "disk full after half",
        [FAULT_TRUNCATE] = "truncate fails",
        [FAULT_SYNC] = "sync fails",
        [FAULT_OPEN] = "open fails",
        [FAULT_MAP] = "map fails",
        [FAULT_SQLITE_HEAP] = "SQLite out of memory",
        [FAULT_OWN_HEAP] = "liveness out of memory",
    };

    return names[fault];
}

void faults_arm(enum fault fault, unsigned long at, bool is_lasting) {
    plan.fault = fault;
    plan.at = at;
    plan.is_lasting = is_lasting;
    for (int i = 0; i < FAULTS; i++) {
        atomic_store(&plan.seen[i], 0);
    }
    atomic_store(&plan.is_armed, true);
}

void faults_disarm(void) {
    atomic_store(&plan.is_armed, false);
}

unsigned long faults_seen(enum fault fault) {
    return atomic_load(&plan.seen[fault]);
}

/* Counts an operation; whether it is to fail in this way. */
static bool is_due(enum fault fault) {
    if (!atomic_load(&plan.is_armed)) {
        return false;
    }
    unsigned long number = atomic_fetch_add(&plan.seen[fault], 1) + 1;
    return plan.fault == fault && plan.at != 0 &&
           (number == plan.at || (plan.is_lasting && number > plan.at));
}

static bool fails_with(enum fault fault, int reason) {
    if (!is_due(fault)) {
        return false;
    }
    errno = reason;
    return true;
}

/* System calls. */

static bool read_fails(size_t *size) {
    if (is_due(FAULT_READ_PART) && *size > 1) {
        *size /= 2;
    }
    if (is_due(FAULT_READ_END)) {
        *size = 0;
    }
    return fails_with(FAULT_READ, EIO);
}

/* A part is written by the operation that is due, and none by later ones. */
static bool write_fails(size_t *size) {
    if (is_due(FAULT_WRITE_PART)) {
        bool is_first = faults_seen(FAULT_WRITE_PART) == plan.at;

        *size /= 2;
        errno = ENOSPC;
        return !is_first || *size == 0;
    }
    bool is_full = fails_with(FAULT_WRITE_FULL, ENOSPC);
    return fails_with(FAULT_WRITE, EIO) || is_full;
}

static ssize_t faulty_read(int file, void *bytes, size_t size) {
    return read_fails(&size) ? -1 : syscall(SYS_read, file, bytes, size);
}

static ssize_t faulty_pread(int file, void *bytes, size_t size, off_t from) {
    return read_fails(&size) ? -1 : syscall(SYS_pread64, file, bytes, size, from);
}

static ssize_t faulty_write(int file, const void *bytes, size_t size) {
    return write_fails(&size) ? -1 : syscall(SYS_write, file, bytes, size);
}

static ssize_t faulty_pwrite(int file, const void *bytes, size_t size, off_t at) {
    return write_fails(&size) ? -1 : syscall(SYS_pwrite64, file, bytes, size, at);
}

static int faulty_ftruncate(int file, off_t size) {
    return fails_with(FAULT_TRUNCATE, EIO) ? -1 : ftruncate(file, size);
}

static int faulty_open(const char *path, int flags, int mode) {
    return fails_with(FAULT_OPEN, EACCES)
               ? -1
               : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static void *faulty_mmap(void *at, size_t size, int protection, int flags, int file,
                         off_t from) {
    return fails_with(FAULT_MAP, ENOMEM)
               ? MAP_FAILED
               : mmap(at, size, protection, flags, file, from);
}

/* Nothing is synced, since the power stays on. */
int fdatasync(int file) {
    (void)file;
    return fails_with(FAULT_SYNC, EIO) ? -1 : 0;
}

int fsync(int file) {
    (void)file;
    return fails_with(FAULT_SYNC, EIO) ? -1 : 0;
}

typedef void (*call_fn)(void);

/* The first of the names that the VFS knows. */
static void override(const char *const names[2], call_fn call) {
    sqlite3_vfs *vfs = sqlite3_vfs_find("unix");

    for (int i = 0; i < 2; i++) {
        if (vfs->xSetSystemCall(vfs, names[i], call) == SQLITE_OK) {
            return;
        }
    }
    fprintf(stderr, "SQLite has no seam for %s\n", names[0]);
    exit(EXIT_FAILURE);
}

/* SQLite's memory. */

static void *faulty_allocate(int size) {
    bool fails = is_due(FAULT_SQLITE_HEAP);

    places_note(faults_seen(FAULT_SQLITE_HEAP));
    return fails ? NULL : sqlite_memory.xMalloc(size);
}

static void *faulty_reallocate(void *memory, int size) {
    bool fails = is_due(FAULT_SQLITE_HEAP);

    places_note(faults_seen(FAULT_SQLITE_HEAP));
    return fails ? NULL : sqlite_memory.xRealloc(memory, size);
}

/* Small allocations are otherwise served from memory that a connection has already. */
static void replace_memory(void) {
    sqlite3_mem_methods faulty;

    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory) != SQLITE_OK) {
        exit(EXIT_FAILURE);
    }
    faulty = sqlite_memory;
    faulty.xMalloc = faulty_allocate;
    faulty.xRealloc = faulty_reallocate;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &faulty) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK) {
        exit(EXIT_FAILURE);
    }
}

void faults_install(void) {
    replace_memory();
    sqlite3_initialize();
    override((const char *const[]){"read", "read"}, (call_fn)faulty_read);
    override((const char *const[]){"pread64", "pread"}, (call_fn)faulty_pread);
    override((const char *const[]){"write", "write"}, (call_fn)faulty_write);
    override((const char *const[]){"pwrite64", "pwrite"}, (call_fn)faulty_pwrite);
    override((const char *const[]){"ftruncate", "ftruncate"},
             (call_fn)faulty_ftruncate);
    override((const char *const[]){"open", "open"}, (call_fn)faulty_open);
    override((const char *const[]){"mmap", "mmap"}, (call_fn)faulty_mmap);
}

/* What the linker puts in the place of the calls that liveness itself makes; the names
 * are the linker's. */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
char *__real_strdup(const char *text);
FILE *__real_open_memstream(char **text, size_t *length);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
FILE *__wrap_open_memstream(char **text, size_t *length);
ssize_t __wrap_write(int file, const void *bytes, size_t size);
ssize_t __wrap_read(int file, void *bytes, size_t size);
ssize_t __wrap_pread64(int file, void *bytes, size_t size, off_t from);
int __wrap_open64(const char *path, int flags, ...);

/* Not those of the test itself, which makes them when nothing is to fail. */
static void count_own(atomic_ulong *calls) {
    atomic_fetch_add(calls, atomic_load(&plan.is_armed) ? 1 : 0);
}

void *__wrap_malloc(size_t size) {
    count_own(&own_calls.allocated);
    return fails_with(FAULT_OWN_HEAP, ENOMEM) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails_with(FAULT_OWN_HEAP, ENOMEM) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    return fails_with(FAULT_OWN_HEAP, ENOMEM) ? NULL : __real_realloc(memory, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return fails_with(FAULT_OWN_HEAP, ENOMEM) ? NULL
                                              : __real_aligned_alloc(alignment, size);
}

char *__wrap_strdup(const char *text) {
    return fails_with(FAULT_OWN_HEAP, ENOMEM) ? NULL : __real_strdup(text);
}

FILE *__wrap_open_memstream(char **text, size_t *length) {
    return fails_with(FAULT_OWN_HEAP, ENOMEM) ? NULL
                                              : __real_open_memstream(text, length);
}

ssize_t __wrap_write(int file, const void *bytes, size_t size) {
    count_own(&own_calls.wrote);
    return faulty_write(file, bytes, size);
}

ssize_t __wrap_read(int file, void *bytes, size_t size) {
    return faulty_read(file, bytes, size);
}

ssize_t __wrap_pread64(int file, void *bytes, size_t size, off_t from) {
    count_own(&own_calls.read);
    return faulty_pread(file, bytes, size, from);
}

int __wrap_open64(const char *path, int flags, ...) {
    va_list arguments;

    va_start(arguments, flags);
    int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, int) : 0;
    va_end(arguments);
    count_own(&own_calls.opened);
    return faulty_open(path, flags, mode);
}

bool faults_have_seams(void) {
    return own_calls.opened > 0 && own_calls.wrote > 0 && own_calls.read > 0 &&
           own_calls.allocated > 0;
}
