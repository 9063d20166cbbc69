/* SPDX-License-Identifier: MIT
 * The canned reports as rows of the table query, for who has the file alone. */
#ifndef WAREHOUSE_QUERY_ROWS_H
#define WAREHOUSE_QUERY_ROWS_H

#include <stdbool.h>

struct database;
struct error;

/* Makes the table's rows those of this program, in the caller's transaction. */
bool query_rows_write(struct database *database, struct error *error);

#endif
