/* SPDX-License-Identifier: MIT
 * Looks at a results file before SQLite does: what kind of file it is, whether its size
 * is what its header says, and what lies beside it
 * (https://sqlite.org/fileformat.html).
 */
#ifndef WAREHOUSE_FILE_HEADER_H
#define WAREHOUSE_FILE_HEADER_H

#include <stdbool.h>
#include <stdint.h>

struct error;

enum file_purpose {
    FILE_TO_READ,  /* maybe somebody else's: no link is followed, nothing is undone */
    FILE_TO_WRITE, /* one's own: may be a link, or broken off in the middle of a write
                    */
};

struct file_header {
    int64_t bytes; /* on the disk, of the file and its write-ahead log */
    int64_t pages;
    bool is_left_alone; /* it can have a write-ahead log, but nobody has one open: that
                         * or its index is not there */
};

/* False, and an error, for what no results file is, and for a journal that would make
 * SQLite delete another file. */
bool file_header_read(struct file_header *header, const char *path,
                      enum file_purpose purpose, struct error *error);

#endif
