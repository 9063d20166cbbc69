/* SPDX-License-Identifier: MIT
 * One small function a table. Once it is recorded, a scan is there even after a power
 * cut, and can be gone on with; of what comes later such a cut may take the last
 * commits, in order. */
#include "warehouse/scan_record.h"

#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "probe/probe_set.h"
#include "target/range_set.h"
#include "version.h"
#include "warehouse/database.h"
#include "warehouse/reply_key.h"
#include "warehouse/run_record.h"

static bool insert_scan(struct database *database, const struct scan_record *record,
                        int64_t *scan, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_SCAN, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":started_us", record->started_us);
    bind_text(statement, ":version", LIVENESS_VERSION);
    bind_integer(statement, ":seed", (int64_t)record->seed);
    bind_blob(statement, ":key", record->probes->key.bytes, HASH_KEY_SIZE);
    bind_integer(statement, ":targets", (int64_t)record->targets);
    bind_integer(statement, ":attempts", record->probes->attempts);
    bind_integer(statement, ":source", record->probes->source);
    if (sqlite3_step(statement) != SQLITE_ROW) {
        return database_failed(database, "write", error);
    }
    *scan = sqlite3_column_int64(statement, 0);
    if (*scan > REPLY_KEY_SCAN_MAX) {
        return error_set(error, "'%s' has no room for another scan", database->path);
    }
    return database_step(database, statement, error);
}

static bool put_setting(struct database *database, enum statement which, int64_t scan,
                        const struct setting *setting, struct error *error) {
    sqlite3_stmt *statement = database_statement(database, which, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_text(statement, ":name", setting->name);
    bind_text(statement, ":value", setting->value);
    return database_step(database, statement, error);
}

static bool insert_settings(struct database *database, const struct scan_record *record,
                            int64_t scan, struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < record->setting_count; i++) {
        is_ok = put_setting(database, STATEMENT_INSERT_SETTING, scan,
                            &record->settings[i], error);
    }
    return is_ok;
}

static bool insert_probe(struct database *database, int64_t scan, unsigned number,
                         const struct probe *probe, struct error *error) {
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_PROBE, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", scan);
    bind_integer(statement, ":probe", number);
    bind_text(statement, ":name", probe->name);
    bind_integer(statement, ":family", probe->type->family);
    bind_integer(statement, ":is_study", !probe->is_control);
    if (probe->port != 0) {
        bind_integer(statement, ":port", probe->port);
    }
    if (probe->payload != NULL) {
        bind_blob(statement, ":payload", probe->payload, probe->payload_length);
    }
    return database_step(database, statement, error);
}

static bool insert_probes(struct database *database, const struct probe_set *probes,
                          int64_t scan, struct error *error) {
    for (unsigned i = 0; i < probes->count; i++) {
        if (!insert_probe(database, scan, i, &probes->probes[i], error)) {
            return false;
        }
    }
    return true;
}

static bool range_value(const void *rows, size_t row, int column, int64_t *value) {
    const struct address_range *range = (const struct address_range *)rows + row;

    *value = column == 0 ? range->first : range->last;
    return true;
}

static bool insert_ranges(struct database *database, const struct range_set *allowed,
                          int64_t scan, struct error *error) {
    struct row_source *source = &database->rows[ROWS_TARGET_RANGE];
    sqlite3_stmt *statement =
        database_statement(database, STATEMENT_INSERT_TARGET_RANGES, error);

    if (statement == NULL) {
        return false;
    }
    *source = (struct row_source){allowed->ranges, allowed->range_count, range_value};
    bind_integer(statement, ":scan", scan);
    bool is_ok = database_step(database, statement, error);
    *source = (struct row_source){0};
    return is_ok;
}

static bool insert_blocklists(struct database *database,
                              const struct scan_record *record, int64_t scan,
                              struct error *error) {
    for (size_t i = 0; i < record->blocklist_count; i++) {
        const struct blocklist_text *list = &record->blocklists[i];
        char digest[DIGEST_TEXT_SIZE];
        sqlite3_stmt *statement =
            database_statement(database, STATEMENT_INSERT_BLOCKLIST, error);

        if (statement == NULL) {
            return false;
        }
        bind_integer(statement, ":scan", scan);
        bind_text(statement, ":name", list->name);
        bind_text(statement, ":sha256",
                  digest_sha256(list->text, strlen(list->text), digest));
        bind_text(statement, ":text", list->text);
        if (!database_step(database, statement, error)) {
            return false;
        }
    }
    return true;
}

bool scan_record_write(struct database *database, const struct scan_record *record,
                       int64_t *scan, struct error *error) {
    return insert_scan(database, record, scan, error) &&
           insert_settings(database, record, *scan, error) &&
           insert_probes(database, record->probes, *scan, error) &&
           insert_ranges(database, record->allowed, *scan, error) &&
           insert_blocklists(database, record, *scan, error) &&
           run_record_start(
               database, *scan,
               &(struct run_start){record->started_us, 0, record->probes->source},
               error);
}

bool scan_record_start(struct database *database, const struct scan_record *record,
                       int64_t *scan, struct error *error) {
    int64_t number = 0;
    bool is_ok =
        database_run(database, STATEMENT_SYNC_COMMITS, error) &&
        database_run(database, STATEMENT_BEGIN, error) &&
        database_end(database, scan_record_write(database, record, &number, error),
                     error) &&
        database_run(database, STATEMENT_SYNC_CHECKPOINTS, error);

    *scan = is_ok ? number : 0;
    return is_ok;
}

bool scan_record_set(struct database *database, int64_t scan,
                     const struct setting *setting, struct error *error) {
    return put_setting(database, STATEMENT_REPLACE_SETTING, scan, setting, error);
}
