/* SPDX-License-Identifier: MIT
 * Flags and limits of SQLite connections. */
#include "warehouse/sql_limits.h"

#include <stddef.h>

struct flag {
    int name;
    int value;
};

static const struct flag defences[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},       {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},  {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
};

/* What our statements, views and tables need is half of these at most; the largest
 * value is the text of a blocklist. SQLite's parser takes long over longer schemas. */
static const struct flag limits[] = {
    {SQLITE_LIMIT_COLUMN, 200},          {SQLITE_LIMIT_COMPOUND_SELECT, 100},
    {SQLITE_LIMIT_EXPR_DEPTH, 200},      {SQLITE_LIMIT_FUNCTION_ARG, 32},
    {SQLITE_LIMIT_LENGTH, 1 << 28},      {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
    {SQLITE_LIMIT_SQL_LENGTH, 1 << 16},  {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 100}, {SQLITE_LIMIT_VDBE_OP, 250000},
};

enum {
    DEFENCES = sizeof(defences) / sizeof(defences[0]),
    LIMITS = sizeof(limits) / sizeof(limits[0]),
};

bool sql_limits_defend(sqlite3 *sqlite) {
    int status = SQLITE_OK;

    for (size_t i = 0; i < LIMITS; i++) {
        sqlite3_limit(sqlite, limits[i].name, limits[i].value);
    }
    for (size_t i = 0; status == SQLITE_OK && i < DEFENCES; i++) {
        status = sqlite3_db_config(sqlite, defences[i].name, defences[i].value, NULL);
    }
    return status == SQLITE_OK;
}

bool sql_limits_only_read(sqlite3 *sqlite) {
    sqlite3_limit(sqlite, SQLITE_LIMIT_ATTACHED, 0);
    return sqlite3_db_config(sqlite, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) == SQLITE_OK;
}
