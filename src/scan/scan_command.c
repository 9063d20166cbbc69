/* SPDX-License-Identifier: MIT
 * Makes a scan ready, new or resumed, and runs it. */
#include "scan/scan_command.h"

#include <string.h>

#include "base/error.h"
#include "base/keyed_hash.h"
#include "base/open_files.h"
#include "base/signals.h"
#include "scan/close_scan.h"
#include "scan/new_scan.h"
#include "scan/prepared_scan.h"
#include "scan/resumed_scan.h"
#include "scan/run.h"

enum { FILES_OPEN = 64 }; /* at once, at most: sockets, database, loop, sorting */

static bool prepare(struct prepared_scan *prepared, struct error *error) {
    if (!keyed_hash_init()) {
        return error_set(error, "libsodium finds no source of random numbers");
    }
    return prepared->options.resume != NULL ? resumed_scan_prepare(prepared, error)
                                            : new_scan_prepare(prepared, error);
}

static bool run(struct prepared_scan *prepared, struct error *error) {
    enum exit_reason reason;

    if (prepared->is_complete) {
        return close_scan_file(prepared, EXIT_DONE, error);
    }
    if (!run_scan(prepared, &reason, error)) {
        return false;
    }
    error->text[0] = '\0'; /* the last progress line said it */
    return exit_reason_is_planned(reason);
}

bool scan_command(int argc, char **argv, struct error *error) {
    struct prepared_scan prepared;

    signals_begin();
    memset(&prepared, 0, sizeof(prepared));
    bool is_ok = open_files_need(FILES_OPEN, error) &&
                 options_parse(argc, argv, &prepared.options, error) &&
                 prepare(&prepared, error) &&
                 (prepared.options.is_dry_run || run(&prepared, error));
    prepared_scan_close(&prepared);
    return is_ok;
}
