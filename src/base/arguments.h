/* SPDX-License-Identifier: MIT
 * Parses a command's arguments by argp, with errors of one line. */
#ifndef BASE_ARGUMENTS_H
#define BASE_ARGUMENTS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

struct error;

/* What the parser's `input` points to begins with this. */
struct parsing {
    void *options;
    struct error *error;
};

/* Calls the parser with a struct parsing as its input; a parser function that returns
 * EINVAL has set parsing->error. Prints --help and --usage itself and exits 0 then.
 * argv[0] is the command's full name. */
bool arguments_parse(const struct argp *parser, int argc, char **argv, void *options,
                     struct error *error);

/* Takes the number of a scan, from 1, that an option has. */
error_t arguments_take_scan(const struct parsing *parsing, const char *option,
                            const char *text, int64_t *scan);

/* Takes an argument of a command that wants one file. */
error_t arguments_take_file(const struct parsing *parsing, const char *text,
                            const char **path);

#endif
