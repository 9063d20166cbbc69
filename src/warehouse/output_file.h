/* SPDX-License-Identifier: MIT
 * Decides what a scan's output is: a new results file, or one to which it is added. */
#ifndef WAREHOUSE_OUTPUT_FILE_H
#define WAREHOUSE_OUTPUT_FILE_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

struct output_file {
    const char *path; /* the caller's */
    bool exists;      /* as a results file: the scan is added to it */
    int64_t scans;    /* in it */
    bool can_go_on;   /* the newest of them can, until another is added */
};

/* Looks at what is there and changes nothing. False if it is no place for a scan. */
bool output_file_look(const char *path, struct output_file *output,
                      struct error *error);

/* Before anything is sent: opens it if it exists, so that nobody else writes to it; if
 * not, says whether it can be made. */
bool output_file_reserve(const struct output_file *output, struct database *database,
                         struct error *error);

/* Makes it unless it exists; then it is ready to be written to. */
bool output_file_begin(const struct output_file *output, struct database *database,
                       struct error *error);

#endif
