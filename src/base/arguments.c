/* SPDX-License-Identifier: MIT
 * Parses by argp, which prints two lines for an error and, once told to print none, no
 * help either: so both are done here. */
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

/* Whether the table has the option that this argument begins with. */
static bool is_known(const struct argp *parser, const char *argument) {
    bool is_long = argument[1] == '-';
    size_t length = is_long ? strcspn(argument + 2, "=") : 0;

    for (const struct argp_option *option = parser->options;
         option->name != NULL || option->doc != NULL; option++) {
        if (is_long && option->name != NULL &&
            strncmp(option->name, argument + 2, length) == 0) {
            return true;
        }
        if (!is_long && option->name != NULL && option->key == argument[1]) {
            return true;
        }
    }
    return false;
}

/* argp knows that something is wrong, but not what. */
static void name_mistake(const struct argp *parser, int argc, char **argv,
                         struct error *error) {
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1] != '\0' && !is_known(parser, argv[i])) {
            error_set_usage(error, "unknown option '%s'; %s --help lists them", argv[i],
                            argv[0]);
            return;
        }
    }
    error_set_usage(error,
                    "option '%s' lacks its value, or is ambiguous or takes none; "
                    "%s --help tells",
                    argv[argc - 1], argv[0]);
}

bool arguments_parse(const struct argp *parser, int argc, char **argv, void *options,
                     struct error *error) {
    struct parsing parsing = {options, error};

    answer_help(parser, argc, argv);
    error->text[0] = '\0';
    if (argp_parse(parser, argc, argv, ARGP_NO_ERRS, NULL, &parsing) == 0) {
        return true;
    }
    if (error->text[0] == '\0') {
        name_mistake(parser, argc, argv, error);
    }
    return false;
}
