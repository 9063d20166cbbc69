/* SPDX-License-Identifier: MIT
 * Confines the process, with all its threads, to what a scan that runs has to do
 * (seccomp(2)). */
#ifndef PRIVILEGE_SANDBOX_H
#define PRIVILEGE_SANDBOX_H

#include <stdbool.h>

struct error;

/* Not with sanitizers, which do more than the program they watch. */
bool sandbox_is_built(void);

/* For good. From now on sockets that are open can be used and none can be opened; files
 * and memory can be, threads started, but no program, nor code that was written to
 * memory. Other processes of the same user cannot look into this one, nor dump it. */
bool sandbox_enter(struct error *error);

#endif
