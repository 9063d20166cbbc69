/* SPDX-License-Identifier: MIT
 * What the user of `liveness import` asked for. */
#ifndef IMPORT_IMPORT_OPTIONS_H
#define IMPORT_IMPORT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

struct import_options {
    const char *output;
    const char *results; /* the file of the scan that was captured */
    int64_t scan;        /* its number there; 0: the newest */
    bool has_source;
    uint32_t source; /* our address in the capture, if not the scan's */
    char *const *captures;
    size_t capture_count;
    bool is_no_seal;
    bool is_quiet;
};

/* argv[0] is "liveness import". Prints --help and --usage itself and exits 0 then. */
bool import_options_parse(int argc, char **argv, struct import_options *options,
                          struct error *error);

#endif
