/* SPDX-License-Identifier: MIT
 * Finds the command that the user named and runs it.
 *
 * The tree, from the floor up; a file includes only what lies on lower floors:
 *   base       addresses, byte cursors, clocks, hashes, errors
 *   target     sets of addresses, their permutation, the schedule
 *   packet     headers, checksums, building and parsing
 *   wire       interfaces, routes, sending, capturing, pacing
 *   privilege  whose rights are used, which are given up, and the sandbox
 *   probe      probe types, cookies, tying replies to probes
 *   warehouse  the results file: schema, statements, the writer
 *   receive    captured packets as facts: parsed, attributed, timed
 *   print      rows as text, CSV, JSON, Markdown; the canned reports
 *   scan, import, report, seal, check, lookup, export, share, merge, diff
 *              a command each
 * All SQL is outside: schema/, sql/ and queries/, embedded at build time. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/standard_streams.h"
#include "base/text.h"
#include "check/check_command.h"
#include "diff/diff_command.h"
#include "export/export_command.h"
#include "import/import_command.h"
#include "lookup/lookup_command.h"
#include "merge/merge_command.h"
#include "privilege/privilege.h"
#include "report/report_command.h"
#include "scan/scan_command.h"
#include "seal/seal_command.h"
#include "share/share_command.h"
#include "version.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct command {
    const char *name;
    const char *full_name; /* what the command sees as argv[0] */
    const char *summary;
    bool (*run)(int argc, char **argv, struct error *error);
    bool needs_sockets;
};

/* Keep sorted. */
static const struct command commands[] = {
    {"check", "liveness check", "find out whether a results file is sound",
     check_command},
    {"diff", "liveness diff", "print what changed from one results file to another",
     diff_command},
    {"export", "liveness export", "write replies or addresses for other programs",
     export_command},
    {"import", "liveness import", "read the replies to a scan from a capture file",
     import_command},
    {"lookup", "liveness lookup", "tell all that a results file knows of an address",
     lookup_command},
    {"merge", "liveness merge", "make one results file of several", merge_command},
    {"report", "liveness report", "print a canned report on a results file",
     report_command},
    {"scan", "liveness scan", "scan targets and record every reply", scan_command,
     true},
    {"seal", "liveness seal", "sort and shrink a results file that is complete",
     seal_command},
    {"share", "liveness share",
     "make a results file for others: as much as you want to give", share_command},
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *stream) {
    fprintf(
        stream,
        "usage: liveness COMMAND ...\n\n"
        "Which addresses are alive, and what does that mean? liveness asks each "
        "target\n"
        "several probes within seconds, records every reply, and answers by SQL.\n\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        fprintf(stream, "  %-8s %s\n", commands[i].name, commands[i].summary);
    }
    fprintf(stream,
            "\nliveness COMMAND --help tells more; liveness --version prints the "
            "version.\n");
}

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* Errors quote what files hold, which must not steer the terminal. */
static void print_error(const char *text) {
    fputs("liveness: ", stderr);
    text_write(stderr, text_of_string(text));
    fputc('\n', stderr);
}

static int run_command(const struct command *command, int argc, char **argv) {
    struct caller caller;
    struct error error = {0};

    argv[0] = (char *)command->full_name;
    if (privilege_begin(command->needs_sockets, &caller, &error) &&
        command->run(argc, argv, &error)) {
        return EXIT_OK;
    }
    caller_explain(&caller, &error);
    if (error.text[0] != '\0') {
        print_error(error.text);
    }
    return error.is_usage ? EXIT_USAGE : EXIT_FAILED;
}

int main(int argc, char **argv) {
    if (!standard_streams_keep()) {
        return EXIT_FAILED; /* and nowhere to tell it */
    }
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 ||
        strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("liveness %s\n", LIVENESS_VERSION);
        return EXIT_OK;
    }
    const struct command *command = find_command(argv[1]);
    if (command == NULL) {
        fprintf(stderr, "liveness: unknown command '%s'; liveness --help lists them\n",
                argv[1]);
        return EXIT_USAGE;
    }
    return run_command(command, argc - 1, argv + 1);
}
