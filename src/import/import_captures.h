/* SPDX-License-Identifier: MIT
 * Opens the captures, and reads them into a scan. */
#ifndef IMPORT_IMPORT_CAPTURES_H
#define IMPORT_IMPORT_CAPTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct captured_addresses;
struct database;
struct error;
struct import_options;
struct savefile;
struct sent_scan;
struct watch;

/* All zero at the start. */
struct import_captures {
    struct savefile **files;
    size_t count;
};

/* Opens them all before anything is written, so that one that is none is found in time.
 * import_captures_close frees what was opened. */
bool import_captures_open(const struct import_options *options,
                          const struct captured_addresses *ours,
                          struct import_captures *captures, struct error *error);
void import_captures_close(struct import_captures *captures);

/* The SHA-256 of each, by blanks; the caller frees it. NULL when out of memory. Nothing
 * can be read any more. */
char *import_captures_digests(struct import_captures *captures);

/* How reading went. */
struct import_counts {
    uint64_t packets; /* of any kind */
    uint64_t to_us;
    uint64_t replies;     /* of these, duplicates included */
    uint64_t with_cookie; /* likewise: of a key that is right */
    bool is_stopped;      /* the watch told so */
    bool is_held;         /* another program reads the output on and on */
    bool is_cut;          /* a file could not be read to its end, and *error says why */
};

/* Writes what all the files have into the scan's tables. False if that failed. */
bool import_captures_read(struct import_captures *captures,
                          const struct sent_scan *sent, struct database *database,
                          int64_t scan, struct watch *watch,
                          struct import_counts *counts, struct error *error);

#endif
