/* SPDX-License-Identifier: MIT
 * SQLite lets its system calls be replaced, all but fdatasync and fsync. These are
 * defined here, before those of the C library, so SQLite finds them first. */
#include "power_cut_record.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DESCRIPTORS = 1024, PATH_SIZE = 256 };
enum { IS_UNKNOWN = -1, IS_FOLDER = -2 };

typedef int open_fn(const char *path, int flags, int mode);
typedef ssize_t write_fn(int descriptor, const void *bytes, size_t length);
typedef ssize_t pwrite_fn(int descriptor, const void *bytes, size_t length, off_t at);
typedef int truncate_fn(int descriptor, off_t size);
typedef int unlink_fn(const char *path);

const char *const name_suffixes[NAMES] = {"", "-wal", "-journal"};

static struct {
    pthread_mutex_t mutex;
    bool is_on;
    char path[PATH_SIZE];
    char folder[PATH_SIZE];
    int file_of[DESCRIPTORS]; /* number of a file, or one of the above */
    int file_named[NAMES];    /* number of the file that has the name now */
    struct record record;
    size_t room;
    open_fn *open;
    write_fn *write;
    pwrite_fn *pwrite;
    truncate_fn *truncate;
    unlink_fn *unlink;
} recorder = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void add(struct operation operation, const void *bytes) {
    struct record *record = &recorder.record;

    if (record->count == recorder.room) {
        recorder.room = recorder.room == 0 ? 1024 : recorder.room * 2;
        record->list = realloc(record->list, recorder.room * sizeof(*record->list));
    }
    if (bytes != NULL) {
        operation.bytes = malloc(operation.length);
        memcpy(operation.bytes, bytes, operation.length);
    }
    record->list[record->count++] = operation;
}

static int name_of(const char *path) {
    size_t length = strlen(recorder.path);

    if (!recorder.is_on || strncmp(path, recorder.path, length) != 0) {
        return IS_UNKNOWN;
    }
    for (int name = 0; name < NAMES; name++) {
        if (strcmp(path + length, name_suffixes[name]) == 0) {
            return name;
        }
    }
    return IS_UNKNOWN; /* shared memory: nobody reads it after a power cut */
}

static void create(int name) {
    recorder.file_named[name] = (int)recorder.record.files;
    add((struct operation){.kind = OPERATION_CREATE,
                           .name = (unsigned)name,
                           .file = recorder.record.files++},
        NULL);
}

static int on_open(const char *path, int flags, int mode) {
    struct stat status;
    bool existed = stat(path, &status) == 0;
    int descriptor = recorder.open(path, flags, mode);

    if (descriptor < 0 || descriptor >= DESCRIPTORS) {
        return descriptor;
    }
    pthread_mutex_lock(&recorder.mutex);
    int name = name_of(path);
    if (name >= 0 && !existed) {
        create(name);
    }
    recorder.file_of[descriptor] =
        name >= 0 ? recorder.file_named[name]
        : recorder.is_on && strcmp(path, recorder.folder) == 0 ? IS_FOLDER
                                                               : IS_UNKNOWN;
    pthread_mutex_unlock(&recorder.mutex);
    return descriptor;
}

/* Of a file that is recorded; bytes may be NULL. */
static void note(enum operation_kind kind, int descriptor, off_t offset, size_t length,
                 const void *bytes) {
    pthread_mutex_lock(&recorder.mutex);
    int file = recorder.is_on && descriptor >= 0 && descriptor < DESCRIPTORS
                   ? recorder.file_of[descriptor]
                   : IS_UNKNOWN;
    if (file >= 0) {
        add((struct operation){.kind = kind,
                               .file = (unsigned)file,
                               .offset = (size_t)offset,
                               .length = length},
            bytes);
    } else if (file == IS_FOLDER && kind == OPERATION_SYNC) {
        add((struct operation){.kind = OPERATION_SYNC_FOLDER}, NULL);
    }
    pthread_mutex_unlock(&recorder.mutex);
}

static ssize_t on_write(int descriptor, const void *bytes, size_t length) {
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    ssize_t written = recorder.write(descriptor, bytes, length);

    if (written > 0) {
        note(OPERATION_WRITE, descriptor, offset, (size_t)written, bytes);
    }
    return written;
}

static ssize_t on_pwrite(int descriptor, const void *bytes, size_t length, off_t at) {
    ssize_t written = recorder.pwrite(descriptor, bytes, length, at);

    if (written > 0) {
        note(OPERATION_WRITE, descriptor, at, (size_t)written, bytes);
    }
    return written;
}

static int on_truncate(int descriptor, off_t size) {
    int status = recorder.truncate(descriptor, size);

    if (status == 0) {
        note(OPERATION_TRUNCATE, descriptor, size, 0, NULL);
    }
    return status;
}

static int on_unlink(const char *path) {
    int status = recorder.unlink(path);

    pthread_mutex_lock(&recorder.mutex);
    int name = name_of(path);
    if (status == 0 && name >= 0) {
        recorder.file_named[name] = IS_UNKNOWN;
        add((struct operation){.kind = OPERATION_REMOVE, .name = (unsigned)name}, NULL);
    }
    pthread_mutex_unlock(&recorder.mutex);
    return status;
}

int fdatasync(int descriptor) {
    note(OPERATION_SYNC, descriptor, 0, 0, NULL);
    return 0;
}

int fsync(int descriptor) {
    return fdatasync(descriptor);
}

static sqlite3_syscall_ptr replace(sqlite3_vfs *vfs, const char *name,
                                   sqlite3_syscall_ptr by) {
    sqlite3_syscall_ptr original = vfs->xGetSystemCall(vfs, name);

    if (original != NULL && original != by) {
        vfs->xSetSystemCall(vfs, name, by);
    }
    return original;
}

static void replace_all(void) {
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

    if (recorder.open != NULL) {
        return; /* once is enough */
    }
    recorder.open = (open_fn *)replace(vfs, "open", (sqlite3_syscall_ptr)on_open);
    recorder.write = (write_fn *)replace(vfs, "write", (sqlite3_syscall_ptr)on_write);
    recorder.pwrite =
        (pwrite_fn *)replace(vfs, "pwrite", (sqlite3_syscall_ptr)on_pwrite);
    if (recorder.pwrite == NULL) {
        recorder.pwrite =
            (pwrite_fn *)replace(vfs, "pwrite64", (sqlite3_syscall_ptr)on_pwrite);
    }
    recorder.truncate =
        (truncate_fn *)replace(vfs, "ftruncate", (sqlite3_syscall_ptr)on_truncate);
    recorder.unlink =
        (unlink_fn *)replace(vfs, "unlink", (sqlite3_syscall_ptr)on_unlink);
}

bool record_start(const char *path) {
    char *slash;

    if (strlen(path) >= PATH_SIZE || strrchr(path, '/') == NULL) {
        return false;
    }
    replace_all();
    strcpy(recorder.path, path);
    strcpy(recorder.folder, path);
    slash = strrchr(recorder.folder, '/');
    *slash = '\0';
    recorder.record = (struct record){0};
    recorder.room = 0;
    memset(recorder.file_of, IS_UNKNOWN, sizeof(recorder.file_of));
    recorder.is_on = true;
    create(NAME_DATABASE);
    return true;
}

size_t record_count(void) {
    pthread_mutex_lock(&recorder.mutex);
    size_t count = recorder.record.count;
    pthread_mutex_unlock(&recorder.mutex);
    return count;
}

void record_stop(struct record *record) {
    pthread_mutex_lock(&recorder.mutex);
    recorder.is_on = false;
    *record = recorder.record;
    pthread_mutex_unlock(&recorder.mutex);
}

void record_finish(struct record *record) {
    for (size_t i = 0; i < record->count; i++) {
        free(record->list[i].bytes);
    }
    free(record->list);
    *record = (struct record){0};
}
