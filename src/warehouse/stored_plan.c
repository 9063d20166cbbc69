/* SPDX-License-Identifier: MIT
 * Settings are texts that anybody may have changed, so each is read as strictly as the
 * option it came from. */
#include "warehouse/stored_plan.h"

#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "warehouse/database.h"
#include "warehouse/stored_scan.h"

/* What the plan needs; files of earlier versions have no margin, and
 * 'silent-neighbours' is there if there were neighbours, and 'merged-shards' if
 * liveness merge made one scan of them. */
enum needed {
    MAX_TARGETS,
    SHARD,
    SHARDS,
    ATTEMPTS,
    RETRANSMIT_DELAY,
    WINDOW,
    RATE,
    NEEDED,
    RETRANSMIT_MARGIN = NEEDED,
    SILENT_NEIGHBOURS,
    MERGED_SHARDS,
    NAMES,
};

static const char *const names[NAMES] = {
    [MAX_TARGETS] = "max-targets",
    [SHARD] = "shard",
    [SHARDS] = "shards",
    [ATTEMPTS] = "attempts",
    [RETRANSMIT_DELAY] = "retransmit-delay",
    [RETRANSMIT_MARGIN] = "retransmit-margin",
    [WINDOW] = "window",
    [RATE] = "rate",
    [SILENT_NEIGHBOURS] = "silent-neighbours",
    [MERGED_SHARDS] = "merged-shards",
};

struct reading {
    const struct database *database;
    int64_t scan;
    struct stored_plan *stored;
    bool is_there[NAMES];
};

static bool read_small(const char *value, unsigned *number) {
    uint64_t wide;
    bool is_ok = number_parse_unsigned(value, UINT32_MAX, &wide);

    *number = is_ok ? (unsigned)wide : 0;
    return is_ok;
}

static bool read_value(enum needed name, const char *value,
                       struct stored_plan *stored) {
    struct schedule_plan *plan = &stored->plan;

    switch (name) {
    case MAX_TARGETS:
        return number_parse_unsigned(value, UINT64_MAX, &plan->targets);
    case SHARD:
        return read_small(value, &plan->shard);
    case SHARDS:
        return read_small(value, &plan->shards);
    case ATTEMPTS:
        return read_small(value, &plan->attempts);
    case RETRANSMIT_DELAY:
        return number_parse_decimal(value, &plan->retransmit_delay_s);
    case RETRANSMIT_MARGIN:
        return number_parse_decimal(value, &plan->retransmit_margin_s);
    case WINDOW:
        return number_parse_decimal(value, &plan->window_s);
    case RATE:
        return number_parse_scaled(value, &plan->rate_pps);
    case MERGED_SHARDS:
        return number_parse_unsigned(value, UINT64_MAX, &stored->merged_shards);
    default:
        return number_parse_unsigned(value, UINT64_MAX, &stored->silent_neighbours);
    }
}

static bool take_setting(void *context, const char *name, const char *value,
                         struct error *error) {
    struct reading *reading = context;

    for (enum needed i = 0; name != NULL && i < NAMES; i++) {
        if (strcmp(name, names[i]) != 0) {
            continue;
        }
        reading->is_there[i] = true;
        return (value != NULL && read_value(i, value, reading->stored)) ||
               error_set(error, "'%s': scan %lld has '%.40s' as its setting '%s'",
                         reading->database->path, (long long)reading->scan,
                         value == NULL ? "" : value, name);
    }
    return true;
}

static bool read_settings(struct database *database, int64_t scan,
                          struct stored_plan *stored, struct error *error) {
    struct reading reading = {database, scan, stored, {false}};

    if (!stored_scan_settings(database, scan, take_setting, &reading, error)) {
        return false;
    }
    for (int i = 0; i < NEEDED; i++) {
        if (!reading.is_there[i]) {
            return error_set(error, "'%s': scan %lld lacks the setting '%s'",
                             database->path, (long long)scan, names[i]);
        }
    }
    return true;
}

/* Columns as in sql/statements/read_progress.sql. */
static bool take_progress(sqlite3_stmt *row, struct stored_plan *stored) {
    int64_t probes = sqlite3_column_int64(row, 1);
    int64_t slot = sqlite3_column_int64(row, 2);
    int64_t slots = sqlite3_column_int64(row, 3);

    stored->seed = (uint64_t)sqlite3_column_int64(row, 0);
    stored->plan.probes = probes > SCHEDULE_PROBES_MAX ? 0 : (unsigned)probes;
    stored->slot = (uint64_t)slot;
    stored->slots = (uint64_t)slots;
    stored->is_ended = sqlite3_column_int(row, 5) != 0;
    return slot >= 0 && slots >= 0;
}

static bool read_progress(struct database *database, int64_t scan,
                          struct stored_plan *stored, bool *is_complete,
                          struct error *error) {
    sqlite3_stmt *row = database_statement(database, STATEMENT_READ_PROGRESS, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", scan);
    int status = sqlite3_step(row);
    bool is_ok = status == SQLITE_ROW && take_progress(row, stored);
    *is_complete = is_ok && sqlite3_column_int(row, 4) != 0;
    sqlite3_reset(row);
    if (status != SQLITE_ROW && status != SQLITE_DONE) {
        return database_failed(database, "read", error);
    }
    return is_ok || error_set(error, "'%s': the progress of scan %lld cannot be read",
                              database->path, (long long)scan);
}

bool stored_plan_read(struct database *database, int64_t scan,
                      struct stored_plan *stored, struct error *error) {
    bool is_complete;

    *stored = (struct stored_plan){0};
    if (!read_settings(database, scan, stored, error) ||
        !read_progress(database, scan, stored, &is_complete, error)) {
        return false;
    }
    if (!schedule_plan_is_sound(&stored->plan)) {
        return error_set(error, "'%s': the settings of scan %lld make no schedule",
                         database->path, (long long)scan);
    }
    uint64_t slots = schedule_plan_slots(&stored->plan);
    if (stored->slots != 0 && stored->slots != slots) {
        return error_set(error,
                         "'%s': the settings of scan %lld make a schedule of %llu "
                         "slots, its progress is counted by one of %llu",
                         database->path, (long long)scan, (unsigned long long)slots,
                         (unsigned long long)stored->slots);
    }
    stored->slots = slots;
    if (is_complete) {
        stored->slot = slots;
    }
    return true;
}
