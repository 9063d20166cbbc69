/* SPDX-License-Identifier: MIT
 * Tells how to go on with a scan that ended early. */
#ifndef SCAN_RESUME_HINT_H
#define SCAN_RESUME_HINT_H

struct error;

/* Adds the command to the cause. `first` is what has to be done before, with the word
 * or comma that joins it to "go on", or "". */
void resume_hint_add(struct error *error, const char *first, const char *path);

#endif
