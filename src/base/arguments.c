/* SPDX-License-Identifier: MIT
 * Parses by argp, which prints two lines for an error and, once told to print none, no
 * help either: so both are done here. */
#include "base/arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"

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

static bool is_end(const struct argp_option *option) {
    return option->name == NULL && option->doc == NULL;
}

static const struct argp_option *find_short(const struct argp *parser, int key) {
    for (const struct argp_option *option = parser->options; !is_end(option);
         option++) {
        if (option->name != NULL && option->key == key) {
            return option;
        }
    }
    return NULL;
}

/* The option of that name, or the last of the *count options that begin so. */
static const struct argp_option *find_long(const struct argp *parser, const char *name,
                                           int *count) {
    const struct argp_option *found = NULL;
    size_t length = strcspn(name, "=");

    *count = 0;
    for (const struct argp_option *option = parser->options; !is_end(option);
         option++) {
        if (option->name == NULL || strncmp(option->name, name, length) != 0) {
            continue;
        }
        found = option;
        ++*count;
        if (option->name[length] == '\0') {
            *count = 1;
            return found;
        }
    }
    return found;
}

/* What is wrong with one argument, or NULL. */
static const char *mistake_in(const struct argp *parser, const char *argument) {
    int count = 1;
    const struct argp_option *option = argument[1] == '-'
                                           ? find_long(parser, argument + 2, &count)
                                           : find_short(parser, argument[1]);

    if (option == NULL) {
        return "is unknown";
    }
    if (count > 1) {
        return "is short for more than one";
    }
    if (argument[1] == '-' && strchr(argument, '=') != NULL && option->arg == NULL) {
        return "takes no value";
    }
    return NULL;
}

/* argp knows that something is wrong, but not what. */
static void name_mistake(const struct argp *parser, int argc, char **argv,
                         struct error *error) {
    const char *mistake = NULL;

    for (int i = 1; i < argc && mistake == NULL; i++) {
        if (argv[i][0] == '-' && argv[i][1] != '\0') {
            mistake = mistake_in(parser, argv[i]);
            error_set_usage(error, "option '%s' %s; %s --help lists all", argv[i],
                            mistake == NULL ? "lacks its value" : mistake, argv[0]);
        }
    }
}

bool arguments_parse(const struct argp *parser, int argc, char **argv, void *options,
                     struct error *error) {
    struct parsing parsing = {options, error};

    answer_help(parser, argc, argv);
    error->text[0] = '\0';
    error_t status = argp_parse(parser, argc, argv, ARGP_NO_ERRS, NULL, &parsing);
    if (status == 0) {
        return true;
    }
    if (error->text[0] == '\0' && status == ENOMEM) {
        error_set(error, "out of memory for the options");
    } else if (error->text[0] == '\0') {
        name_mistake(parser, argc, argv, error);
    }
    return false;
}

error_t arguments_take_scan(const struct parsing *parsing, const char *option,
                            const char *text, int64_t *scan) {
    uint64_t number;

    if (!number_parse_unsigned(text, INT64_MAX, &number) || number == 0) {
        error_set_usage(parsing->error,
                        "--%s: expected the number of a scan, from 1, got '%s'", option,
                        text);
        return EINVAL;
    }
    *scan = (int64_t)number;
    return 0;
}

error_t arguments_take_file(const struct parsing *parsing, const char *text,
                            const char **path) {
    if (*path != NULL) {
        error_set_usage(parsing->error, "'%s': expected one file", text);
        return EINVAL;
    }
    *path = text;
    return 0;
}
