/* SPDX-License-Identifier: MIT
 * Puts a scan of each of two files into one temporary file, where they are compared. */
#ifndef DIFF_TWO_SCANS_H
#define DIFF_TWO_SCANS_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

enum { EARLIER_SCAN = 1, LATER_SCAN = 2 }; /* their numbers there */

struct scan_of_file {
    const char *path;
    int64_t scan;       /* 0: the newest */
    const char *option; /* that names it, without "--" */
};

/* Fills an empty results file. False, too, if the scans cannot be compared: one has no
 * addresses, or the same ones do not mean the same. */
bool two_scans_put(const struct scan_of_file *earlier, const struct scan_of_file *later,
                   struct database *to, struct error *error);

#endif
