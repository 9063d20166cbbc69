/* SPDX-License-Identifier: MIT
 * An eponymous virtual table (https://sqlite.org/vtab.html) that can only be read from
 * its first row to its last. */
#include "warehouse/row_source.h"

#include "warehouse/sql_text.h"

struct connected {
    sqlite3_vtab base; /* must be first */
    const struct row_source *source;
};

struct cursor {
    sqlite3_vtab_cursor base; /* must be first */
    const struct row_source *source;
    size_t row;
};

struct registration {
    const struct row_source *source;
    const char *declaration;
};

static int connect(sqlite3 *sqlite, void *registered, int argc, const char *const *argv,
                   sqlite3_vtab **table, char **message) {
    const struct registration *registration = registered;
    struct connected *connected = sqlite3_malloc(sizeof(*connected));

    (void)argc;
    (void)argv;
    (void)message;
    if (connected == NULL) {
        return SQLITE_NOMEM;
    }
    *connected = (struct connected){.source = registration->source};
    *table = &connected->base;
    return sqlite3_declare_vtab(sqlite, registration->declaration);
}

static int disconnect(sqlite3_vtab *table) {
    sqlite3_free(table);
    return SQLITE_OK;
}

/* Says how many rows there are, so that SQLite reads them all once, as outer loop. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
    const struct connected *connected = (const struct connected *)table;

    info->estimatedRows = (sqlite3_int64)connected->source->count;
    info->estimatedCost = (double)connected->source->count;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **opened) {
    struct cursor *cursor = sqlite3_malloc(sizeof(*cursor));

    if (cursor == NULL) {
        return SQLITE_NOMEM;
    }
    *cursor = (struct cursor){.source = ((const struct connected *)table)->source};
    *opened = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor) {
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int rewind_cursor(sqlite3_vtab_cursor *base, int index, const char *name,
                         int argc, sqlite3_value **argv) {
    (void)index;
    (void)name;
    (void)argc;
    (void)argv;
    ((struct cursor *)base)->row = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base) {
    ((struct cursor *)base)->row++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base) {
    const struct cursor *cursor = (const struct cursor *)base;

    return cursor->row >= cursor->source->count;
}

static int column_value(sqlite3_vtab_cursor *base, sqlite3_context *context,
                        int column) {
    const struct cursor *cursor = (const struct cursor *)base;
    int64_t value;

    if (cursor->source->value(cursor->source->rows, cursor->row, column, &value)) {
        sqlite3_result_int64(context, value);
    }
    return SQLITE_OK; /* NULL unless set */
}

static int row_number(sqlite3_vtab_cursor *base, sqlite3_int64 *number) {
    *number = (sqlite3_int64)((const struct cursor *)base)->row;
    return SQLITE_OK;
}

/* Without xCreate it exists by its module's name alone. */
static const sqlite3_module module = {
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xDestroy = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = rewind_cursor,
    .xNext = next,
    .xEof = is_at_end,
    .xColumn = column_value,
    .xRowid = row_number,
};

int row_source_register(sqlite3 *sqlite, const struct sql_text *declaration,
                        const struct row_source *source) {
    struct registration *registration = sqlite3_malloc(sizeof(*registration));

    if (registration == NULL) {
        return SQLITE_NOMEM;
    }
    *registration = (struct registration){source, declaration->text};
    /* SQLite frees the registration, also on failure. */
    return sqlite3_create_module_v2(sqlite, declaration->name, &module, registration,
                                    sqlite3_free);
}
