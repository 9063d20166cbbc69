/* SPDX-License-Identifier: MIT
 * A file that has another name until it is whole. */
#ifndef EXPORT_PART_FILE_H
#define EXPORT_PART_FILE_H

#include <limits.h>
#include <stdbool.h>

struct error;

struct part_file {
    const char *path; /* the caller's, for errors */
    int descriptor;
    char name[PATH_MAX]; /* the one for the end: the path, behind links */
    char part[PATH_MAX]; /* the one until then */
};

/* On failure nothing is left. */
bool part_file_open(struct part_file *file, const char *path, struct error *error);

/* Closes it and gives it its name, in place of a file that has it; on failure it is
 * removed. */
bool part_file_publish(struct part_file *file, struct error *error);

/* Closes and removes it. */
void part_file_discard(struct part_file *file);

#endif
