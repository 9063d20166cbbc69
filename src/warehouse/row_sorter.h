/* SPDX-License-Identifier: MIT
 * Sorts rows of one scan's log, however many there are: by target, then so that rows of
 * the same reply follow each other, the earliest first. */
#ifndef WAREHOUSE_ROW_SORTER_H
#define WAREHOUSE_ROW_SORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct log_row;
struct reply_sorts;

struct row_sorter;

/* Keeps `run_rows` rows in memory, 56 bytes each, and more of them in a file without a
 * name in the folder of `path`, 40 bytes each. `path` and `sorts` must outlive it. NULL
 * on failure. */
struct row_sorter *row_sorter_create(const char *path, size_t run_rows,
                                     const struct reply_sorts *sorts,
                                     struct error *error);
void row_sorter_destroy(struct row_sorter *sorter); /* NULL is fine */

/* The row's sort must be known. */
bool row_sorter_add(struct row_sorter *sorter, const struct log_row *row,
                    struct error *error);

/* Once all rows are added, and before the first is taken. */
bool row_sorter_finish(struct row_sorter *sorter, struct error *error);

/* Takes the next row; *is_end tells that there was none. */
bool row_sorter_next(struct row_sorter *sorter, struct log_row *row, bool *is_end,
                     struct error *error);

/* From here on the first row is the next again. */
bool row_sorter_rewind(struct row_sorter *sorter, struct error *error);

/* Whether two rows are of the same reply. */
bool row_sorter_is_same(const struct row_sorter *sorter, const struct log_row *a,
                        const struct log_row *b);

#endif
