/* SPDX-License-Identifier: MIT
 * The form of the SQL that is embedded at build time from the .sql files. */
#ifndef WAREHOUSE_SQL_TEXT_H
#define WAREHOUSE_SQL_TEXT_H

struct sql_text {
    const char *name; /* the file's, without .sql */
    const char *text;
};

#endif
