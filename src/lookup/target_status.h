/* SPDX-License-Identifier: MIT
 * What a scan has done about an address so far, or why nothing. */
#ifndef LOOKUP_TARGET_STATUS_H
#define LOOKUP_TARGET_STATUS_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

enum { TARGET_STATUS_SIZE = 256 };

/* Writes a few words such as "probed, silent" into text, for an address that sent
 * nothing as a target of its own. Fails if the file does not tell. */
bool target_status(struct database *database, int64_t scan, uint32_t address,
                   char text[TARGET_STATUS_SIZE], struct error *error);

#endif
