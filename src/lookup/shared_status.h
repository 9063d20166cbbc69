/* SPDX-License-Identifier: MIT
 * What a scan that was shared in part still tells of an address, and what it does not.
 */
#ifndef LOOKUP_SHARED_STATUS_H
#define LOOKUP_SHARED_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup/target_status.h"

struct database;
struct error;
struct scan_contents;

/* Of a scan without replies: the address's block, if blocks are there. */
bool shared_status(struct database *database, int64_t scan, uint32_t address,
                   const struct scan_contents *contents, char *text, size_t size,
                   struct error *error);

/* Of a scan that has replies and not what was asked, and none of the address itself. */
void shared_status_unasked(const struct scan_contents *contents,
                           char text[TARGET_STATUS_SIZE]);

/* Adds that addresses are not true, if they are not. Returns true. */
bool shared_status_add_key(const struct scan_contents *contents, char *text,
                           size_t size);

#endif
