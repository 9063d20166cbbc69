/* SPDX-License-Identifier: MIT
 * Shows the two largest units. */
#include "base/duration.h"

#include <stdio.h>

char *duration_format(double seconds, char *text) {
    unsigned long long whole = seconds < 0 ? 0 : (unsigned long long)(seconds + 0.5);

    if (whole < 60) {
        snprintf(text, DURATION_TEXT_SIZE, "%llus", whole);
    } else if (whole < 3600) {
        snprintf(text, DURATION_TEXT_SIZE, "%llum%02llus", whole / 60, whole % 60);
    } else if (whole < 86400) {
        snprintf(text, DURATION_TEXT_SIZE, "%lluh%02llum", whole / 3600,
                 whole / 60 % 60);
    } else {
        snprintf(text, DURATION_TEXT_SIZE, "%llud%02lluh", whole / 86400,
                 whole / 3600 % 24);
    }
    return text;
}
