/* SPDX-License-Identifier: MIT
 * Whether a savefile may have the name that it is to have. */
#ifndef SCAN_SAVEFILE_NAME_H
#define SCAN_SAVEFILE_NAME_H

#include <stdbool.h>

struct error;
struct scan_options;

/* The file is made last of all, so its name is looked at before anybody is asked
 * anything. `earlier` is the savefile of a scan that is gone on with; "": none. */
bool savefile_name_check(const struct scan_options *options, const char *earlier,
                         struct error *error);

#endif
