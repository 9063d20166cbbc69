/* SPDX-License-Identifier: MIT
 * Of each sort of replies, what is the same in all of its lines: made once, so that a
 * line costs little more than its numbers. */
#ifndef EXPORT_SORT_TEXTS_H
#define EXPORT_SORT_TEXTS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct database;
struct error;
struct export_options;

/* Columns of sql/statements/read_export_sorts.sql. */
enum sort_column {
    SORT_NUMBER,
    SORT_PROBE,
    SORT_FAMILY,
    SORT_PORT,
    SORT_IS_STUDY,
    SORT_ATTEMPT,
    SORT_KIND,
    SORT_ICMP_TYPE,
    SORT_ICMP_CODE,
    SORT_EVIDENCE,
    SORT_IS_WANTED,
    SORT_IS_POSITIVE,
    SORT_IS_ERROR,
    SORT_CLASSIFICATION,
    SORT_ICMP_NAME,
};

struct sort_text {
    bool is_wanted;
    bool is_error; /* ICMP errors */
    char *first;   /* two pieces that a form makes */
    char *second;
};

struct sort_texts {
    struct sort_text *texts; /* by number; what is not there is not wanted */
    uint32_t count;
};

/* Writes the two pieces of the sort that `row` is at. */
typedef void sort_text_fn(sqlite3_stmt *row, FILE *first, FILE *second);

/* On success and on failure, sort_texts_finish frees it. */
bool sort_texts_read(struct sort_texts *texts, struct database *database, int64_t scan,
                     const struct export_options *options, sort_text_fn *write,
                     struct error *error);
void sort_texts_finish(struct sort_texts *texts);

#endif
