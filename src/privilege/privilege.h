/* SPDX-License-Identifier: MIT
 * Least privilege: what a command may do from its beginning, and from when its sockets
 * are open. */
#ifndef PRIVILEGE_PRIVILEGE_H
#define PRIVILEGE_PRIVILEGE_H

#include <stdbool.h>

#include "privilege/caller.h"

struct error;

/* To be called before any file is opened and any thread started. Becomes the user who
 * called sudo, named in *caller, and keeps of the capabilities at most those that
 * opening sockets takes, if `needs_sockets`. Root whom nobody called stays as it is. */
bool privilege_begin(bool needs_sockets, struct caller *caller, struct error *error);

/* To be called when all sockets are open. Gives up all capabilities but what root needs
 * to write to these files, "" if there is no savefile; where so asked, confines the
 * process to what a scan that runs has to do. */
bool privilege_end(const char *results, const char *savefile, bool is_confined,
                   struct error *error);

#endif
