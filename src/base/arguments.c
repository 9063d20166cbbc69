/* SPDX-License-Identifier: MIT
 * argp prints two lines for an error, and no help once told to print none: so help is
 * asked for here. */
#include "base/arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* argp_help does not promise to leave its name argument alone. */
static void print_help(const struct argp *parser, char *name, unsigned flags) {
    argp_help(parser, stdout, flags, name);
    exit(EXIT_SUCCESS);
}

static void answer_help(const struct argp *parser, int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0 ||
            strcmp(argv[i], "-?") == 0) {
            print_help(parser, argv[0],
                       ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC);
        }
        if (strcmp(argv[i], "--usage") == 0) {
            print_help(parser, argv[0], ARGP_HELP_USAGE);
        }
    }
}

bool arguments_parse(const struct argp *parser, int argc, char **argv, void *options,
                     struct error *error) {
    struct parsing parsing = {options, error};
    int stopped_at = 0;

    answer_help(parser, argc, argv);
    error->text[0] = '\0';
    if (argp_parse(parser, argc, argv, ARGP_NO_ERRS, &stopped_at, &parsing) == 0) {
        return true;
    }
    if (error->text[0] == '\0') {
        const char *name = argv[stopped_at > 1 ? stopped_at - 1 : argc - 1];

        error_set_usage(error,
                        "'%s': unknown option, or its value is missing; "
                        "%s --help lists them",
                        name, argv[0]);
    }
    return false;
}
