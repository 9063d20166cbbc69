/* SPDX-License-Identifier: MIT
 * The canned reports that are built in. */
#ifndef WAREHOUSE_CATALOGUE_H
#define WAREHOUSE_CATALOGUE_H

#include <stddef.h>

#include "warehouse/sql_text.h"

enum {
    REPORT_TITLE_SIZE = 160,
    REPORT_HEAD_SIZE = 2048, /* room for any value of a head */
};

size_t catalogue_count(void);
const struct sql_text *catalogue_at(size_t index);

/* NULL if there is no report of that name. */
const struct sql_text *catalogue_find(const char *name);

/* Copies the value of a line "-- key: value" of the report's head, or "", into text,
 * with the lines "--   ..." that go on with it. */
const char *catalogue_head(const struct sql_text *report, const char *key, char *text,
                           size_t size);

#endif
