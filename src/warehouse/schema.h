/* SPDX-License-Identifier: MIT
 * The schema of results files: made, brought up to date, and compared with that of a
 * file. */
#ifndef WAREHOUSE_SCHEMA_H
#define WAREHOUSE_SCHEMA_H

#include <stdbool.h>

struct database;
struct error;

enum { SCHEMA_OLDEST = 5 }; /* that was ever released */

int schema_newest(void);

/* Makes the schema of the newest version out of that of another, 0 for an empty file,
 * and with it the views and the table of canned queries, in one transaction. */
bool schema_migrate(struct database *database, int version, struct error *error);

/* The views again as temporary ones, which stand before those of the file. */
bool schema_make_temporary_views(struct database *database, struct error *error);

/* False, and an error that names the first difference, unless the file has what the
 * program would have made at that version and nothing else. Views are compared in the
 * newest version alone: those of others are never used. Nothing of the file is run. */
bool schema_check(struct database *database, int version, struct error *error);

#endif
