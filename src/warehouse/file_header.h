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

/* False, and an error, for what no results file is. *bytes gets the size of the file
 * and of its write-ahead log. */
bool file_header_check(const char *path, enum file_purpose purpose, int64_t *bytes,
                       struct error *error);

#endif
