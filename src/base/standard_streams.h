/* SPDX-License-Identifier: MIT
 * Standard input, output and error, which may be closed, or read by nobody. */
#ifndef BASE_STANDARD_STREAMS_H
#define BASE_STANDARD_STREAMS_H

#include <stdbool.h>

/* Opens /dev/null in place of those that are closed: else the next file or socket to be
 * opened gets the number, and with it what is meant for the user. */
bool standard_streams_keep(void);

/* Whether a line can be written to standard error at once. Its reader may be stopped, a
 * pager for one, or a terminal after Ctrl-S, and work may not wait for that. */
bool standard_error_is_ready(void);

#endif
