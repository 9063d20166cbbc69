/* SPDX-License-Identifier: MIT
 * Whether all is there that it takes to tell a scan's replies: what is left out of a
 * file when it is shared cannot be made up. */
#ifndef WAREHOUSE_LEFT_OUT_H
#define WAREHOUSE_LEFT_OUT_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

/* True if targets, key and payloads are there; else a usage error says what is missing
 * and what to do. Only a scan that was shared or merged is looked at. */
bool left_out_nothing(struct database *database, int64_t scan, struct error *error);

#endif
