/* SPDX-License-Identifier: MIT
 * The command line of `liveness merge`. */
#ifndef MERGE_MERGE_OPTIONS_H
#define MERGE_MERGE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct merge_options {
    const char *output;
    const char **inputs; /* merge_options_finish frees the list */
    size_t input_count;
    bool is_partial; /* shards of a scan that lacks others stay scans of their own */
    bool is_quiet;
};

/* On success and on failure, merge_options_finish frees it. */
bool merge_options_parse(int argc, char **argv, struct merge_options *options,
                         struct error *error);
void merge_options_finish(struct merge_options *options);

#endif
