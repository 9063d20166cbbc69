/* SPDX-License-Identifier: MIT
 * Collects what scans found out about one address. */
#ifndef LOOKUP_FINDING_H
#define LOOKUP_FINDING_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

enum { EVERY_SCAN = 0 };

/* Looks into one scan or every one. What it finds is then in the temporary tables and
 * the view of sql/statements/create_findings.sql; *has_replies tells whether any
 * replies are. */
bool findings_collect(struct database *database, uint32_t address, int64_t scan,
                      bool *has_replies, struct error *error);

#endif
