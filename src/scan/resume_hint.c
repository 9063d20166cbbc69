/* SPDX-License-Identifier: MIT
 * A command that is cut names another file, or none: a path for which there is no room
 * is left to the user, who gave it. */
#include "scan/resume_hint.h"

#include <string.h>

#include "base/error.h"

enum { CAUSE_MAX = 300 }; /* of its bytes; the rest is for the remedy */

void resume_hint_add(struct error *error, const char *first, const char *path) {
    static const char command[] = "go on with liveness scan --resume";
    const struct error cause = *error;
    size_t used = strnlen(cause.text, CAUSE_MAX) + strlen("; ") + strlen(first) +
                  strlen(" ") + strlen(command) + strlen(" ");
    bool has_room = used + strlen(path) < sizeof(error->text);

    error_set(error, "%.*s; %s%s%s %s", CAUSE_MAX, cause.text, first,
              first[0] == '\0' ? "" : " ", command,
              has_room ? path : "and the name of the file");
}
