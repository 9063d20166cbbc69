/* SPDX-License-Identifier: MIT
 * Replies first, since what to say of a scan depends on them; what has no replies is
 * explained by the scan's plan. */
#include "lookup/finding.h"

#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "lookup/shared_status.h"
#include "lookup/target_status.h"
#include "print/cell.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"
#include "warehouse/reply_key.h"

enum { CONCLUSION_SIZE = 2048 }; /* 62 names of ports and more */

struct collection {
    struct database *database;
    uint32_t address;
    bool has_replies; /* found in the scans looked into */
};

/* Unbound, a scan is every one. */
static void bind_scan(sqlite3_stmt *statement, int64_t scan) {
    if (scan != EVERY_SCAN) {
        bind_integer(statement, ":scan", scan);
    }
}

/* What one statement finds in all scans. */
static bool find_in_all(struct database *database, enum statement statement,
                        uint32_t address, int64_t scan, struct error *error) {
    sqlite3_stmt *find = database_statement(database, statement, error);

    if (find == NULL) {
        return false;
    }
    bind_integer(find, ":address", address);
    bind_scan(find, scan);
    return database_step(database, find, error);
}

static bool find_about(struct database *database, uint32_t address, int64_t scan,
                       struct error *error) {
    sqlite3_stmt *find = database_statement(database, STATEMENT_FIND_ABOUT, error);

    if (find == NULL) {
        return false;
    }
    bind_integer(find, ":first", reply_key(scan, address, 0));
    bind_integer(find, ":last", reply_key(scan, address, REPLY_KEY_SORTS_MAX - 1));
    return database_step(database, find, error);
}

/* Columns as in sql/statements/conclude.sql. */
struct answers {
    char levels[CONCLUSION_SIZE / 2]; /* "": none */
    bool has_sent;
    bool is_direct;
    bool has_drawn;
    int64_t unfolded; /* replies sent, but not in the levels yet */
};

static bool read_answers(struct database *database, uint32_t address, int64_t scan,
                         struct answers *found, struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_CONCLUDE, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":address", address);
    bind_integer(row, ":scan", scan);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    if (sqlite3_column_text(row, 0) == NULL &&
        sqlite3_column_type(row, 0) != SQLITE_NULL) {
        return database_failed(database, "read", error); /* out of memory */
    }
    text_copy(found->levels, sizeof(found->levels), cell_text(row, 0));
    found->has_sent = sqlite3_column_int(row, 1) != 0;
    found->is_direct = sqlite3_column_int(row, 2) != 0;
    found->has_drawn = sqlite3_column_int(row, 3) != 0;
    found->unfolded = sqlite3_column_int64(row, 4);
    sqlite3_reset(row);
    return true;
}

/* Of an address that replied. */
static void write_levels(const struct answers *found, char text[CONCLUSION_SIZE]) {
    if (found->unfolded > 0) {
        snprintf(text, CONCLUSION_SIZE, "%s; not folded yet: %lld of its replies",
                 found->levels[0] == '\0' ? "replied" : found->levels,
                 (long long)found->unfolded);
    } else {
        snprintf(text, CONCLUSION_SIZE, "%s",
                 found->levels[0] == '\0' ? "answered the control probe alone"
                                          : found->levels);
    }
}

/* What to say of a scan; the status is "" for a target that answered. */
static void write_conclusion(const struct answers *found, const char *status,
                             char text[CONCLUSION_SIZE]) {
    char levels[CONCLUSION_SIZE] = "";

    if (!found->has_sent) {
        snprintf(text, CONCLUSION_SIZE, "%s%s", status,
                 found->has_drawn ? "; others replied in its place" : "");
        return;
    }
    write_levels(found, levels);
    snprintf(text, CONCLUSION_SIZE, "%.*s%s%s", CONCLUSION_SIZE - TARGET_STATUS_SIZE,
             levels, status[0] == '\0' ? "" : "; itself ", status);
}

static bool add_finding(struct database *database, int64_t scan, const char *text,
                        struct error *error) {
    sqlite3_stmt *insert =
        database_statement(database, STATEMENT_INSERT_FINDING, error);

    if (insert == NULL) {
        return false;
    }
    bind_integer(insert, ":scan", scan);
    bind_text(insert, ":conclusion", text);
    return database_step(database, insert, error);
}

/* Who answered as a target was asked, so only the others need a status. */
static bool write_status(const struct collection *collection, int64_t scan,
                         const struct scan_contents *contents,
                         char status[TARGET_STATUS_SIZE], struct error *error) {
    if (contents->has_ranges) {
        return target_status(collection->database, scan, collection->address, status,
                             error);
    }
    shared_status_unasked(contents, status);
    return true;
}

static bool conclude_from_replies(struct collection *collection, int64_t scan,
                                  const struct scan_contents *contents,
                                  char text[CONCLUSION_SIZE], struct error *error) {
    struct answers found;
    char status[TARGET_STATUS_SIZE] = "";

    if (!read_answers(collection->database, collection->address, scan, &found, error) ||
        (!found.is_direct &&
         !write_status(collection, scan, contents, status, error))) {
        return false;
    }
    collection->has_replies |= found.has_sent || found.has_drawn;
    write_conclusion(&found, status, text);
    return true;
}

static bool conclude(struct collection *collection, int64_t scan, struct error *error) {
    struct database *database = collection->database;
    struct scan_contents contents;
    char text[CONCLUSION_SIZE];

    return scan_contents_read(database, scan, &contents, error) &&
           (contents.has_replies
                ? conclude_from_replies(collection, scan, &contents, text, error)
                : shared_status(database, scan, collection->address, &contents, text,
                                sizeof(text), error)) &&
           shared_status_add_key(&contents, text, sizeof(text)) &&
           add_finding(database, scan, text, error);
}

static bool look_into(struct collection *collection, int64_t scan,
                      struct error *error) {
    struct database *database = collection->database;

    if (scan < 1 || scan > REPLY_KEY_SCAN_MAX) {
        return error_set(error, "'%s': expected scans from 1 to %d, found %lld",
                         database->path, REPLY_KEY_SCAN_MAX, (long long)scan);
    }
    return find_about(database, collection->address, scan, error) &&
           conclude(collection, scan, error);
}

static bool look_into_each(struct collection *collection, int64_t scan,
                           struct error *error) {
    struct database *database = collection->database;
    sqlite3_stmt *row =
        database_statement(database, STATEMENT_READ_SCAN_NUMBERS, error);
    bool is_ok = true;
    int status = SQLITE_DONE;

    if (row == NULL) {
        return false;
    }
    bind_scan(row, scan);
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = look_into(collection, sqlite3_column_int64(row, 0), error);
    }
    is_ok =
        is_ok && (status == SQLITE_DONE || database_failed(database, "read", error));
    sqlite3_reset(row);
    return is_ok;
}

bool findings_collect(struct database *database, uint32_t address, int64_t scan,
                      bool *has_replies, struct error *error) {
    struct collection collection = {.database = database, .address = address};
    bool is_ok = database_run(database, STATEMENT_BEGIN_READING, error) &&
                 database_run(database, STATEMENT_CREATE_FINDINGS, error) &&
                 find_in_all(database, STATEMENT_FIND_BY, address, scan, error) &&
                 find_in_all(database, STATEMENT_FIND_IN_LOG, address, scan, error) &&
                 look_into_each(&collection, scan, error);

    *has_replies = collection.has_replies;
    return is_ok;
}
