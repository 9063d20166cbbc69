/* SPDX-License-Identifier: MIT
 * Gives up root's rights, one by one (capabilities(7)). */
#ifndef PRIVILEGE_CAPABILITIES_H
#define PRIVILEGE_CAPABILITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/capability.h>

struct error;

enum { FILE_RIGHTS_MAX = 2 };

/* Those of `kept` that the process has are in force from now on; all others are gone
 * for good. Holds for this thread and those that it will start. */
bool capabilities_keep(const cap_value_t *kept, size_t count, struct error *error);

/* So that nothing executed can have any; needs CAP_SETPCAP, and does nothing without.
 */
void capabilities_close_bounds(void);

/* For root: the rights without which the results file or the savefile (if not "")
 * cannot be written, none in the usual case. Returns their number. No rights are in
 * force from now on, until capabilities_keep. */
size_t capabilities_for_files(const char *results, const char *savefile,
                              cap_value_t rights[FILE_RIGHTS_MAX]);

#endif
