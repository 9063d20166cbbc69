/* SPDX-License-Identifier: MIT
 * The names that the table has for them, and words. */
#include "warehouse/exit_reason.h"

#include <string.h>

static const struct {
    const char *name;
    const char *words;
} texts[EXIT_REASONS] = {
    [EXIT_DONE] = {"done", "done"},
    [EXIT_MAX_RUNTIME] = {"max_runtime", "time limit reached"},
    [EXIT_MAX_REPLIES] = {"max_replies", "as many replies as asked for"},
    [EXIT_MIN_HIT_RATE] = {"min_hit_rate", "too few answers"},
    [EXIT_INTERRUPTED] = {"interrupted", "interrupted"},
    [EXIT_TERMINATED] = {"terminated", "told to end"},
    [EXIT_HUNG_UP] = {"hung_up", "terminal closed"},
    [EXIT_LINK_LOST] = {"link_lost", "link lost"},
    [EXIT_GATEWAY_LOST] = {"gateway_lost", "gateway lost"},
    [EXIT_GATEWAY_MOVED] = {"gateway_moved", "gateway moved"},
    [EXIT_SEND_FAILED] = {"send_failed", "sending failed"},
    [EXIT_CAPTURE_FAILED] = {"capture_failed", "capture failed"},
    [EXIT_WRITE_FAILED] = {"write_failed", "writing failed"},
    [EXIT_FILE_HELD] = {"file_held", "file held by another program"},
    [EXIT_NOT_CLOSED] = {"not_closed", "not closed"},
    [EXIT_IMPORT_STOPPED] = {"import_stopped", "import interrupted"},
    [EXIT_IMPORT_CUT] = {"import_cut", "capture cut off"},
};

const char *exit_reason_name(enum exit_reason reason) {
    return texts[reason].name;
}

const char *exit_reason_words(enum exit_reason reason) {
    return texts[reason].words;
}

bool exit_reason_find(const char *name, enum exit_reason *reason) {
    for (int i = 0; i < EXIT_REASONS; i++) {
        if (strcmp(texts[i].name, name) == 0) {
            *reason = (enum exit_reason)i;
            return true;
        }
    }
    return false;
}

bool exit_reason_is_planned(enum exit_reason reason) {
    return reason == EXIT_DONE || reason == EXIT_MAX_RUNTIME ||
           reason == EXIT_MAX_REPLIES;
}

bool exit_reason_is_signal(enum exit_reason reason) {
    return reason == EXIT_INTERRUPTED || reason == EXIT_TERMINATED ||
           reason == EXIT_HUNG_UP;
}
