/* SPDX-License-Identifier: MIT
 * The names that the table has for them. */
#include "warehouse/exit_reason.h"

static const char *const names[EXIT_REASONS] = {
    [EXIT_DONE] = "done",
    [EXIT_MAX_RUNTIME] = "max_runtime",
    [EXIT_MAX_REPLIES] = "max_replies",
    [EXIT_MIN_HIT_RATE] = "min_hit_rate",
    [EXIT_INTERRUPTED] = "interrupted",
    [EXIT_TERMINATED] = "terminated",
    [EXIT_HUNG_UP] = "hung_up",
    [EXIT_LINK_LOST] = "link_lost",
    [EXIT_GATEWAY_LOST] = "gateway_lost",
    [EXIT_GATEWAY_MOVED] = "gateway_moved",
    [EXIT_SEND_FAILED] = "send_failed",
    [EXIT_CAPTURE_FAILED] = "capture_failed",
    [EXIT_WRITE_FAILED] = "write_failed",
    [EXIT_FILE_HELD] = "file_held",
};

const char *exit_reason_name(enum exit_reason reason) {
    return names[reason];
}

bool exit_reason_is_planned(enum exit_reason reason) {
    return reason == EXIT_DONE || reason == EXIT_MAX_RUNTIME ||
           reason == EXIT_MAX_REPLIES;
}

bool exit_reason_is_signal(enum exit_reason reason) {
    return reason == EXIT_INTERRUPTED || reason == EXIT_TERMINATED ||
           reason == EXIT_HUNG_UP;
}
