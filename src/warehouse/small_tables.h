/* SPDX-License-Identifier: MIT
 * Whether the tables that reports read are sound: what they add up must be numbers. */
#ifndef WAREHOUSE_SMALL_TABLES_H
#define WAREHOUSE_SMALL_TABLES_H

#include <stdbool.h>

struct database;
struct error;

/* False, and an error with the first damage, or value of a wrong type, in them. Rows of
 * the large tables are checked as they are read. */
bool small_tables_check(struct database *database, struct error *error);

#endif
