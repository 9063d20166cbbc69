/* SPDX-License-Identifier: MIT
 * Durations as people read them. */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

enum { DURATION_TEXT_SIZE = 32 };

/* "42s", "3m05s", "2h07m", "1d03h"; returns text, of DURATION_TEXT_SIZE bytes. */
char *duration_format(double seconds, char *text);

#endif
