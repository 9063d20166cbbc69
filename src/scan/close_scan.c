/* SPDX-License-Identifier: MIT
 * The record comes first, so that a scan counts as ended even if sealing is broken off.
 */
#include "scan/close_scan.h"

#include "base/error.h"
#include "base/watch.h"
#include "scan/prepared_scan.h"
#include "warehouse/run_record.h"
#include "warehouse/seal.h"

bool close_scan_record(struct prepared_scan *prepared, const struct run_end *end,
                       struct error *error) {
    return run_record_finish(&prepared->database, prepared->scan, end, error);
}

/* Who interrupts does not want to wait, and may want to go on with the scan. */
static bool is_to_be_sealed(const struct prepared_scan *prepared,
                            enum exit_reason reason) {
    return !prepared->options.is_no_seal && exit_reason_is_planned(reason);
}

bool close_scan_file(struct prepared_scan *prepared, enum exit_reason reason,
                     struct error *error) {
    bool is_quiet = prepared->options.is_quiet;
    struct error ignored;
    struct watch watch;
    bool is_ok = true;

    if (is_to_be_sealed(prepared, reason)) {
        watch_start(&watch, is_quiet);
        is_ok = seal(&prepared->database, &watch, error);
        watch_end(&watch);
    }
    /* Who holds the file was told already if that is why the scan ended. */
    bool is_told = is_quiet || !is_ok || reason == EXIT_FILE_HELD;
    /* What was not sealed can be read from media that are read-only, too. */
    return database_leave_wal(&prepared->database, is_told, is_ok ? error : &ignored) &&
           is_ok;
}
