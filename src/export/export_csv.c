/* SPDX-License-Identifier: MIT
 * Replies as CSV of integers, with \N for NULL, which PostgreSQL, ClickHouse and DuckDB
 * read as such. */
#include "export/export_form.h"
#include "export/export_replies.h"
#include "export/text_output.h"
#include "warehouse/facts.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"

static const char head[] =
    "scan,target,responder,probe,family,port,is_study,attempt,kind,icmp_type,icmp_code,"
    "ttl,time_us,rtt_us,evidence,duplicates\n";

static const char null[] = "\\N";

static void write_integer(FILE *stream, sqlite3_stmt *row, int column) {
    if (sqlite3_column_type(row, column) == SQLITE_NULL) {
        fputs(null, stream);
    } else {
        fprintf(stream, "%lld", (long long)sqlite3_column_int64(row, column));
    }
    fputc(',', stream);
}

static void write_sort(sqlite3_stmt *row, FILE *first, FILE *second) {
    fputc(',', first);
    for (int column = SORT_PROBE; column <= SORT_ICMP_CODE; column++) {
        write_integer(first, row, column);
    }
    fputc(',', second);
    write_integer(second, row, SORT_EVIDENCE);
}

static void write_line(const struct export_job *job, const struct exported_scan *scan,
                       const struct log_row *row, const struct sort_text *text) {
    struct text_output *output = job->output;

    text_output_number(output, scan->scan);
    text_output_bytes(output, ",", 1);
    text_output_number(output, reply_key_target(row->reply));
    text_output_bytes(output, ",", 1);
    text_output_number(output, row->responder);
    text_output_text(output, text->first);
    text_output_number(output, row->ttl);
    text_output_bytes(output, ",", 1);
    text_output_number(output, scan->started_us + row->time_us);
    text_output_bytes(output, ",", 1);
    if (row->rtt_us == RTT_UNKNOWN) {
        text_output_text(output, null);
    } else {
        text_output_number(output, row->rtt_us);
    }
    text_output_text(output, text->second);
    text_output_number(output, row->duplicates);
    text_output_bytes(output, "\n", 1);
}

static bool write_csv(const struct export_job *job) {
    text_output_text(job->output, head);
    return export_replies(job, write_sort, write_line);
}

const struct export_form export_csv = {.name = "csv", .write = write_csv};
