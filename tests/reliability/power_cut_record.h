/* SPDX-License-Identifier: MIT
 * Records what SQLite asks of the file system while a results file is written. */
#ifndef POWER_CUT_RECORD_H
#define POWER_CUT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The files of a database, by their names. */
enum { NAME_DATABASE, NAME_WAL, NAME_JOURNAL, NAMES };

extern const char *const name_suffixes[NAMES];

enum operation_kind {
    OPERATION_CREATE, /* of a name, for a file that is empty */
    OPERATION_REMOVE, /* of a name */
    OPERATION_SYNC_FOLDER,
    OPERATION_WRITE,
    OPERATION_TRUNCATE,
    OPERATION_SYNC,
};

struct operation {
    enum operation_kind kind;
    unsigned name; /* of a creation or removal */
    unsigned file; /* its number: a name that is made again is another file */
    size_t offset; /* of a write; the new size of a truncated file */
    size_t length;
    unsigned char *bytes;
};

struct record {
    struct operation *list;
    size_t count;
    unsigned files;
};

/* From now on all calls of SQLite on the database of that path are recorded; its name
 * counts as made, and nothing is really synced. */
bool record_start(const char *path);

/* Operations so far; any thread may ask. */
size_t record_count(void);

/* Ends it and hands over what was recorded. */
void record_stop(struct record *record);
void record_finish(struct record *record);

#endif
