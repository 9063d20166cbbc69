/* SPDX-License-Identifier: MIT
 * How many files and sockets the process may have open at once. */
#ifndef BASE_OPEN_FILES_H
#define BASE_OPEN_FILES_H

#include <stdbool.h>

struct error;

/* Makes sure that so many may be open: libraries end the program in the middle where a
 * descriptor fails them. */
bool open_files_need(unsigned long count, struct error *error);

#endif
