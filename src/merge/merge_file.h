/* SPDX-License-Identifier: MIT
 * Writes the file that several become. */
#ifndef MERGE_MERGE_FILE_H
#define MERGE_MERGE_FILE_H

#include <stdbool.h>

struct error;
struct merge_plan;
struct watch;

bool merge_file(const struct merge_plan *plan, const char *output, struct watch *watch,
                struct error *error);

#endif
