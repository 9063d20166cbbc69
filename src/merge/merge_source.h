/* SPDX-License-Identifier: MIT
 * The one input that is open: scans that follow each other are often of one file, and
 * opening one of an older version copies it. */
#ifndef MERGE_MERGE_SOURCE_H
#define MERGE_MERGE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "warehouse/database.h"

struct error;
struct merge_plan;

/* All zero while none is open. */
struct merge_source {
    struct database database;
    size_t input;
    bool is_open;
};

/* Opens that input, unless it is, in a read transaction; closes the one before. */
bool merge_source_open(struct merge_source *source, const struct merge_plan *plan,
                       size_t input, struct error *error);
void merge_source_close(struct merge_source *source);

#endif
