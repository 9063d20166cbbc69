/* SPDX-License-Identifier: MIT
 * Why a scan ended; rows of table exit_reason. */
#ifndef WAREHOUSE_EXIT_REASON_H
#define WAREHOUSE_EXIT_REASON_H

#include <stdbool.h>

enum exit_reason {
    EXIT_DONE,
    EXIT_MAX_RUNTIME,
    EXIT_MAX_REPLIES,
    EXIT_MIN_HIT_RATE,
    EXIT_INTERRUPTED,
    EXIT_TERMINATED,
    EXIT_HUNG_UP,
    EXIT_LINK_LOST,
    EXIT_GATEWAY_LOST,
    EXIT_GATEWAY_MOVED,
    EXIT_SEND_FAILED,
    EXIT_CAPTURE_FAILED,
    EXIT_WRITE_FAILED,
    EXIT_FILE_HELD,
    EXIT_NOT_CLOSED,
    EXIT_IMPORT_STOPPED,
    EXIT_IMPORT_CUT,
    EXIT_REASONS,
};

/* Its name in the table. */
const char *exit_reason_name(enum exit_reason reason);

/* For people, as in "WORDS after 2h07m". */
const char *exit_reason_words(enum exit_reason reason);

/* The reason of that name; false if there is none. */
bool exit_reason_find(const char *name, enum exit_reason *reason);

/* Whether it is what the user asked for. */
bool exit_reason_is_planned(enum exit_reason reason);

/* Whether a signal was the reason. */
bool exit_reason_is_signal(enum exit_reason reason);

#endif
