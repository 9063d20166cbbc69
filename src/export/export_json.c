/* SPDX-License-Identifier: MIT
 * Replies as JSON, an object a line, in the names of ZMap's fields. */
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "export/export_form.h"
#include "export/export_replies.h"
#include "export/text_output.h"
#include "print/cell.h"
#include "print/escape.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"

enum { TIME_SIZE = 80, US_PER_MS = 1000 };

static void write_text(FILE *stream, const char *name, sqlite3_stmt *row, int column) {
    fprintf(stream, ",\"%s\":\"", name);
    escape_json(stream, cell_text(row, column));
    fputc('"', stream);
}

static void write_number(FILE *stream, const char *name, sqlite3_stmt *row,
                         int column) {
    if (sqlite3_column_type(row, column) != SQLITE_NULL) {
        fprintf(stream, ",\"%s\":%lld", name,
                (long long)sqlite3_column_int64(row, column));
    }
}

/* ZMap leaves a field out that a reply does not have. */
static void write_sort(sqlite3_stmt *row, FILE *first, FILE *second) {
    write_number(first, "sport", row, SORT_PORT);
    write_text(second, "classification", row, SORT_CLASSIFICATION);
    fprintf(second, ",\"success\":%s",
            sqlite3_column_int(row, SORT_IS_POSITIVE) != 0 ? "true" : "false");
    if (sqlite3_column_type(row, SORT_ICMP_NAME) != SQLITE_NULL) {
        write_number(second, "icmp_type", row, SORT_ICMP_TYPE);
        write_number(second, "icmp_code", row, SORT_ICMP_CODE);
        write_text(second, "icmp_unreach_str", row, SORT_ICMP_NAME);
    }
    fputs(",\"repeat\":false,\"cooldown\":false", second);
}

static void write_address(struct text_output *output, const char *name,
                          uint32_t address) {
    text_output_text(output, name);
    text_output_address(output, address);
    text_output_bytes(output, "\"", 1);
}

static void write_time(struct text_output *output, int64_t time_us) {
    int us = (int)((time_us % US_PER_S + US_PER_S) % US_PER_S);
    time_t second = (time_t)((time_us - us) / US_PER_S);
    struct tm parts = {0};
    char day[32];
    char text[TIME_SIZE];

    gmtime_r(&second, &parts);
    strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text, sizeof(text), ",\"timestamp_str\":\"%s.%03d+0000\"", day,
             us / US_PER_MS);
    text_output_text(output, text);
    text_output_text(output, ",\"timestamp_ts\":");
    text_output_number(output, second);
    text_output_text(output, ",\"timestamp_us\":");
    text_output_number(output, us);
}

static void write_line(const struct export_job *job, const struct exported_scan *scan,
                       const struct log_row *row, const struct sort_text *text) {
    struct text_output *output = job->output;
    uint32_t target = reply_key_target(row->reply);

    write_address(output, "{\"saddr\":\"", text->is_error ? target : row->responder);
    write_address(output, ",\"daddr\":\"", scan->source);
    text_output_text(output, ",\"ttl\":");
    text_output_number(output, row->ttl);
    text_output_text(output, text->first);
    text_output_text(output, text->second);
    if (text->is_error) {
        write_address(output, ",\"icmp_responder\":\"", row->responder);
    }
    write_time(output, scan->started_us + row->time_us);
    text_output_text(output, "}\n");
}

static bool write_json(const struct export_job *job) {
    return export_replies(job, write_sort, write_line);
}

const struct export_form export_json = {.name = "json", .write = write_json};
