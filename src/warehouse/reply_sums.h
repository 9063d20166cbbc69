/* SPDX-License-Identifier: MIT
 * Two sums over replies, by which those in the log and those sealed are compared. Sums
 * are modulo 2^64, so the order in which replies come does not matter. */
#ifndef WAREHOUSE_REPLY_SUMS_H
#define WAREHOUSE_REPLY_SUMS_H

#include <stdint.h>

struct log_row;
struct reply_sorts;

struct reply_sums {
    uint64_t rows;
    /* Over all arrivals, duplicates included: which reply it was. Whether a reply that
     * came twice has one row or two makes no difference. */
    uint64_t arrivals;
    /* Over all rows: everything in them but the duplicates. */
    uint64_t contents;
};

/* Adds a row whose sort is known. */
void reply_sums_add(struct reply_sums *sums, const struct log_row *row,
                    const struct reply_sorts *sorts);

/* A row's share of `contents`. */
uint64_t reply_sums_contents(const struct log_row *row);

#endif
