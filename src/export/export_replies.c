/* SPDX-License-Identifier: MIT
 * Streams the replies past a form. */
#include "export/export_replies.h"

#include "base/error.h"
#include "export/export_form.h"
#include "export/export_options.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_stream.h"

/* To which the time of a reply can be added: warehouse/reply_stream.c. */
static const int64_t started_us_max = INT64_MAX / 4;

static bool check_kind(const struct export_job *job) {
    static const struct choice choice = {STATEMENT_READ_KIND_NAMES, ":kind",
                                         "--where kind"};
    const char *kind = job->options->kind;

    return kind == NULL ||
           chosen_name_is_there(job->database, &choice, kind, job->error);
}

static bool read_scan(const struct export_job *job, struct exported_scan *scan) {
    sqlite3_stmt *row =
        database_statement(job->database, STATEMENT_READ_EXPORTED_SCAN, job->error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", job->scan);
    if (sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(job->database, "read", job->error);
    }
    *scan = (struct exported_scan){
        .scan = job->scan,
        .started_us = sqlite3_column_int64(row, 0),
        .source = (uint32_t)sqlite3_column_int64(row, 1),
    };
    sqlite3_reset(row);
    return (scan->started_us >= 0 && scan->started_us <= started_us_max) ||
           error_set(job->error, "'%s' is damaged: scan %lld started at %lld us",
                     job->database->path, (long long)scan->scan,
                     (long long)scan->started_us);
}

static bool write_lines(const struct export_job *job, const struct exported_scan *scan,
                        struct reply_stream *stream, const struct sort_texts *texts,
                        export_line_fn *write_line) {
    struct log_row row;
    bool is_end = false;
    bool is_ok = true;

    for (uint64_t rows = 1; is_ok && !is_end; rows++) {
        is_ok = reply_stream_next(stream, &row, &is_end, job->error);
        uint32_t sort = reply_key_sort(row.reply);
        if (is_ok && !is_end && sort < texts->count && texts->texts[sort].is_wanted) {
            write_line(job, scan, &row, &texts->texts[sort]);
        }
        is_ok = is_ok && export_job_step(job, rows);
    }
    return is_ok;
}

bool export_replies(const struct export_job *job, sort_text_fn *write_sort,
                    export_line_fn *write_line) {
    struct exported_scan scan;
    struct sort_texts texts = {0};
    struct reply_stream *stream = NULL;
    bool is_ok = check_kind(job) && read_scan(job, &scan) &&
                 sort_texts_read(&texts, job->database, job->scan, job->options,
                                 write_sort, job->error);

    if (is_ok) {
        stream = reply_stream_open(job->database, job->scan, job->error);
        is_ok = stream != NULL && write_lines(job, &scan, stream, &texts, write_line);
    }
    reply_stream_close(stream);
    sort_texts_finish(&texts);
    return is_ok;
}
