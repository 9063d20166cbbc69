/* SPDX-License-Identifier: MIT
 * Folds the log of a results file that a test has filled, and compares its scans if
 * asked to: fold_file FILE [compare]. */
#include <stdio.h>

#include "base/error.h"
#include "warehouse/churn.h"
#include "warehouse/database.h"
#include "warehouse/fold_log.h"

static bool never(void *context) {
    (void)context;
    return false;
}

int main(int argc, char **argv) {
    struct database database;
    struct error error = {.text = "expected a results file"};
    bool is_ok = argc >= 2 && database_reopen(argv[1], &database, &error);

    if (is_ok) {
        is_ok = argc == 2 ? fold_log(&database, &error)
                          : churn_update(&database, never, NULL, &error);
        database_close(&database);
    }
    if (!is_ok) {
        fprintf(stderr, "fold_file: %s\n", error.text);
    }
    return is_ok ? 0 : 1;
}
