/* SPDX-License-Identifier: MIT
 * A synced file and the operations since then, file by file, and the same for the
 * folder's names. An image draws one of five fates for what was not synced: all of it
 * is there (as after a kill), nothing is, half of the operations are, half of the
 * sectors are, or all up to one that is torn. */
#include "power_cut_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

enum { SECTOR = 512, FILES_MAX = 256, NO_FILE = -1 };

enum fate { FATE_ALL, FATE_NONE, FATE_SOME, FATE_SECTORS, FATE_TORN_END, FATES };

struct content {
    unsigned char *bytes;
    size_t size;
    size_t room;
};

struct disk {
    const struct record *record;
    size_t now;           /* operations done */
    size_t folder_synced; /* the names are those after so many */
    int names[NAMES];     /* then: the files that have them */
    struct content files[FILES_MAX];
    size_t synced[FILES_MAX]; /* a file's content is that after so many */
};

static void resize(struct content *content, size_t size) {
    if (size > content->room) {
        content->room = size * 2;
        content->bytes = realloc(content->bytes, content->room);
    }
    if (size > content->size) {
        memset(content->bytes + content->size, 0, size - content->size);
    }
    content->size = size;
}

static void write_part(struct content *content, const struct operation *operation,
                       size_t from, size_t to) {
    size_t end = operation->offset + to;

    if (end > content->size) {
        resize(content, end);
    }
    memcpy(content->bytes + operation->offset + from, operation->bytes + from,
           to - from);
}

static void apply(struct content *content, const struct operation *operation) {
    if (operation->kind == OPERATION_WRITE) {
        write_part(content, operation, 0, operation->length);
    } else if (operation->kind == OPERATION_TRUNCATE) {
        resize(content, operation->offset);
    }
}

static bool is_on(const struct operation *operation, unsigned file) {
    return (operation->kind == OPERATION_WRITE ||
            operation->kind == OPERATION_TRUNCATE) &&
           operation->file == file;
}

static void name(int names[NAMES], const struct operation *operation) {
    if (operation->kind == OPERATION_CREATE) {
        names[operation->name] = (int)operation->file;
    } else if (operation->kind == OPERATION_REMOVE) {
        names[operation->name] = NO_FILE;
    }
}

struct disk *disk_create(const struct record *record) {
    struct disk *disk = calloc(1, sizeof(*disk));

    if (disk != NULL && record->files <= FILES_MAX) {
        disk->record = record;
        memset(disk->names, NO_FILE, sizeof(disk->names));
        return disk;
    }
    free(disk);
    return NULL;
}

void disk_destroy(struct disk *disk) {
    for (int i = 0; disk != NULL && i < FILES_MAX; i++) {
        free(disk->files[i].bytes);
    }
    free(disk);
}

static void sync_file(struct disk *disk, unsigned file, size_t end) {
    for (size_t i = disk->synced[file]; i < end; i++) {
        if (is_on(&disk->record->list[i], file)) {
            apply(&disk->files[file], &disk->record->list[i]);
        }
    }
    disk->synced[file] = end;
}

static void sync_folder(struct disk *disk, size_t end) {
    for (size_t i = disk->folder_synced; i < end; i++) {
        name(disk->names, &disk->record->list[i]);
    }
    disk->folder_synced = end;
}

void disk_advance(struct disk *disk, size_t operations) {
    for (; disk->now < operations; disk->now++) {
        const struct operation *operation = &disk->record->list[disk->now];

        if (operation->kind == OPERATION_SYNC) {
            sync_file(disk, operation->file, disk->now);
        } else if (operation->kind == OPERATION_SYNC_FOLDER) {
            sync_folder(disk, disk->now);
        }
    }
}

static void write_sectors(struct content *content, const struct operation *operation,
                          uint64_t *state) {
    size_t from = 0;

    while (from < operation->length) {
        size_t to = from + SECTOR - (operation->offset + from) % SECTOR;

        to = to < operation->length ? to : operation->length;
        if (draw_below(state, 2) == 0) {
            write_part(content, operation, from, to);
        }
        from = to;
    }
}

/* Of the operations on the file that are not synced. */
static size_t draw_end(const struct disk *disk, unsigned file, uint64_t *state) {
    size_t first = disk->synced[file];

    return first + draw_below(state, disk->now - first + 1);
}

static void leave(struct content *content, const struct operation *operation,
                  enum fate fate, bool is_last, uint64_t *state) {
    bool is_torn = fate == FATE_SECTORS || (fate == FATE_TORN_END && is_last);

    if (is_torn && operation->kind == OPERATION_WRITE) {
        write_sectors(content, operation, state);
    } else if (fate == FATE_ALL || fate == FATE_TORN_END || draw_below(state, 2) == 0) {
        apply(content, operation);
    }
}

static bool save(const struct content *content, const char *path) {
    FILE *stream = fopen(path, "wb");

    if (stream == NULL) {
        return false;
    }
    bool is_ok =
        content->size == 0 || fwrite(content->bytes, content->size, 1, stream) == 1;
    return fclose(stream) == 0 && is_ok;
}

static bool write_file(const struct disk *disk, unsigned file, enum fate fate,
                       const char *path, uint64_t *state) {
    struct content content = {0};
    size_t end = fate == FATE_TORN_END ? draw_end(disk, file, state) : disk->now;

    resize(&content, disk->files[file].size);
    if (content.size > 0) {
        memcpy(content.bytes, disk->files[file].bytes, content.size);
    }
    for (size_t i = disk->synced[file]; fate != FATE_NONE && i < end; i++) {
        if (is_on(&disk->record->list[i], file)) {
            leave(&content, &disk->record->list[i], fate, i + 1 == end, state);
        }
    }
    bool is_ok = save(&content, path);
    free(content.bytes);
    return is_ok;
}

static void draw_names(const struct disk *disk, enum fate fate, int names[NAMES],
                       uint64_t *state) {
    memcpy(names, disk->names, sizeof(disk->names));
    for (size_t i = disk->folder_synced; i < disk->now; i++) {
        if (fate == FATE_ALL || (fate != FATE_NONE && draw_below(state, 2) == 0)) {
            name(names, &disk->record->list[i]);
        }
    }
}

bool disk_write_image(const struct disk *disk, const char *path, uint64_t *state) {
    enum fate fate = (enum fate)draw_below(state, FATES);
    bool is_ok = true;
    int names[NAMES];
    char file_path[300];

    draw_names(disk, fate, names, state);
    for (int i = 0; is_ok && i < NAMES; i++) {
        snprintf(file_path, sizeof(file_path), "%s%s", path, name_suffixes[i]);
        unlink(file_path);
        is_ok = names[i] == NO_FILE ||
                write_file(disk, (unsigned)names[i], fate, file_path, state);
    }
    snprintf(file_path, sizeof(file_path), "%s-shm", path);
    unlink(file_path);
    return is_ok;
}
