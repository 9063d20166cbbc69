/* SPDX-License-Identifier: MIT
 * Converts rows between SQL and memory. */
#include "warehouse/log_row.h"

#include "warehouse/facts.h"
#include "warehouse/reply_key.h"

bool log_row_value(const void *rows, size_t number, int column, int64_t *value) {
    const struct log_row *row = (const struct log_row *)rows + number;

    switch ((enum log_column)column) {
    case LOG_REPLY:
        *value = row->reply;
        return true;
    case LOG_RESPONDER:
        *value = row->responder;
        return !row->is_direct;
    case LOG_TTL:
        *value = row->ttl;
        return true;
    case LOG_TIME:
        *value = row->time_us;
        return true;
    case LOG_RTT:
        *value = row->rtt_us;
        return row->rtt_us != RTT_UNKNOWN;
    case LOG_DUPLICATES:
        *value = row->duplicates;
        return true;
    }
    return false;
}

struct log_row log_row_read(sqlite3_stmt *statement) {
    struct log_row row = {
        .reply = sqlite3_column_int64(statement, LOG_REPLY),
        .time_us = sqlite3_column_int64(statement, LOG_TIME),
        .rtt_us = RTT_UNKNOWN,
        .duplicates = sqlite3_column_int64(statement, LOG_DUPLICATES),
        .ttl = (uint8_t)sqlite3_column_int(statement, LOG_TTL),
    };
    uint32_t target = reply_key_target(row.reply);

    row.responder = sqlite3_column_type(statement, LOG_RESPONDER) == SQLITE_NULL
                        ? target
                        : (uint32_t)sqlite3_column_int64(statement, LOG_RESPONDER);
    row.is_direct = row.responder == target;
    if (sqlite3_column_type(statement, LOG_RTT) != SQLITE_NULL) {
        row.rtt_us = sqlite3_column_int64(statement, LOG_RTT);
    }
    return row;
}
