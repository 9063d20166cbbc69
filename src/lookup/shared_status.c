/* SPDX-License-Identifier: MIT
 * Words for each share level, by what it leaves. */
#include "lookup/shared_status.h"

#include <stdio.h>
#include <string.h>

#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"

static bool tell_block(struct database *database, int64_t scan, uint32_t address,
                       const char *level, char *text, size_t size,
                       struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_FIND_BLOCK, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    bind_integer(row, ":block", address >> 8);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(database, "read", error);
    }
    const char *probes = (const char *)sqlite3_column_text(row, 0);
    snprintf(text, size,
             "its /24 block %s%.1500s; addresses are left out at the level '%s'",
             probes == NULL ? "sent no reply" : "replied to ",
             probes == NULL ? "" : probes, level);
    sqlite3_reset(row);
    return true;
}

bool shared_status(struct database *database, int64_t scan, uint32_t address,
                   const struct scan_contents *contents, char *text, size_t size,
                   struct error *error) {
    if (contents->has_blocks) {
        return tell_block(database, scan, address, contents->level, text, size, error);
    }
    snprintf(text, size, "no addresses in the file: it was shared at the level '%s'",
             contents->level);
    return true;
}

void shared_status_unasked(const struct scan_contents *contents,
                           char text[TARGET_STATUS_SIZE]) {
    snprintf(text, TARGET_STATUS_SIZE,
             "no reply; which addresses were asked is left out at the level '%s'",
             contents->level);
}

bool shared_status_add_key(const struct scan_contents *contents, char *text,
                           size_t size) {
    size_t length = strlen(text);

    if (contents->key_id[0] != '\0' &&
        (contents->has_replies || contents->has_blocks)) {
        snprintf(text + length, size - length,
                 "; anonymised: each address stands for another");
    }
    return true;
}
