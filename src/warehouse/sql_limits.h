/* SPDX-License-Identifier: MIT
 * What SQLite may do with a file that anybody may have made
 * (https://sqlite.org/security.html). */
#ifndef WAREHOUSE_SQL_LIMITS_H
#define WAREHOUSE_SQL_LIMITS_H

#include <sqlite3.h>
#include <stdbool.h>

/* For every connection, before it reads: no trigger runs, nothing in a schema calls a
 * function that could do harm, and values and statements are no larger than results
 * files and our own need. False on failure. */
bool sql_limits_defend(sqlite3 *sqlite);

/* For a connection that only reads: no view of the file is used, temporary ones are;
 * and values and statements are no larger than results files and our own need. */
bool sql_limits_only_read(sqlite3 *sqlite);

#endif
