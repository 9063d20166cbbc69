/* SPDX-License-Identifier: MIT
 * A row of reply_log in memory, on its way into the log or out of it. */
#ifndef WAREHOUSE_LOG_ROW_H
#define WAREHOUSE_LOG_ROW_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_row {
    int64_t reply; /* key: warehouse/reply_key.h */
    int64_t time_us;
    int64_t rtt_us; /* or RTT_UNKNOWN */
    int64_t duplicates;
    uint32_t responder;
    bool is_direct; /* the responder is the target */
    uint8_t ttl;
};

/* The columns that statements read and write rows by. */
enum log_column {
    LOG_REPLY,
    LOG_RESPONDER, /* NULL if it is the target */
    LOG_TTL,
    LOG_TIME,
    LOG_RTT,
    LOG_DUPLICATES,
};
enum { LOG_ROW = LOG_DUPLICATES + 1 }; /* the rowid, where a statement reads it */

/* For a row_source over an array of rows. */
bool log_row_value(const void *rows, size_t number, int column, int64_t *value);

/* The row that a statement with these columns is at. */
struct log_row log_row_read(sqlite3_stmt *statement);

#endif
