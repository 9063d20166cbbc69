/* SPDX-License-Identifier: MIT
 * Copies rows of a scan from one file to another: a statement reads them there, and
 * another writes them here. No file is attached to another, since the one that is read
 * may be anybody's. */
#ifndef WAREHOUSE_ROW_COPY_H
#define WAREHOUSE_ROW_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "warehouse/database.h"

struct error;
struct watch;

/* Parameters of the statement that reads; it has those it needs. */
struct row_copy {
    struct database *from;
    struct database *to;
    int64_t scan;       /* :scan, in `from` */
    int64_t new_scan;   /* :new_scan, in `to` */
    int64_t before;     /* :before, an earlier scan in `from` */
    int64_t new_before; /* :new_before, in `to` */
    int64_t shift_us;   /* :shift_us, added to times since the scan's start */
    bool is_full;       /* :is_full, else nothing that has addresses or names of ours */
    bool has_keys;      /* :has_keys */
    bool has_payloads;  /* :has_payloads */
    bool is_renumbered; /* :is_renumbered, signatures by how frequent they are */
    const uint8_t *is_kept; /* :is_kept, a byte for each sort by its number; or NULL */
    size_t is_kept_count;
    struct watch *watch; /* asked now and then, if there is one */
};

struct row_statements {
    enum statement read; /* its columns are the parameters of `write`, in order */
    enum statement write;
};

/* In the caller's transactions. */
bool row_copy_all(const struct row_copy *copy, const struct row_statements *statements,
                  size_t count, struct error *error);

#endif
