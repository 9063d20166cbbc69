/* SPDX-License-Identifier: MIT
 * Makes a file for others out of one of one's own. */
#ifndef SHARE_SHARE_FILE_H
#define SHARE_SHARE_FILE_H

#include <stdbool.h>

struct error;
struct share_options;
struct watch;

/* All of `liveness share`, once the options are known. */
bool share_file(const struct share_options *options, struct watch *watch,
                struct error *error);

#endif
