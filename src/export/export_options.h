/* SPDX-License-Identifier: MIT
 * The command line of `liveness export`. */
#ifndef EXPORT_EXPORT_OPTIONS_H
#define EXPORT_EXPORT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct export_form;

struct export_options {
    const char *path;
    const struct export_form *form;
    const char *output; /* NULL: standard output */
    bool is_gzip;
    bool is_quiet;
    int64_t scan;       /* 0: the newest */
    const char *probes; /* names by commas; NULL: all */
    const char *level;  /* conditions; NULL where there is none */
    const char *kind;
    const char *tarpit;
};

bool export_options_parse(int argc, char **argv, struct export_options *options,
                          struct error *error);

#endif
