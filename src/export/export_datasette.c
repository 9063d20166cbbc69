/* SPDX-License-Identifier: MIT
 * Metadata for Datasette (https://datasette.io), by which the file can be looked at in
 * a browser: its canned queries, with titles and descriptions from their heads, and
 * where the data come from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "export/export_form.h"
#include "export/text_output.h"
#include "print/cell.h"
#include "print/escape.h"
#include "warehouse/catalogue.h"
#include "warehouse/database.h"

/* Datasette binds texts, and an empty one where nothing is given. */
static const char *const parameters[] = {":scan", ":before"};
static const char given[] = "CAST(nullif(%s, '') AS INTEGER)";

enum { PARAMETERS = sizeof(parameters) / sizeof(parameters[0]) };

static void write_string(FILE *stream, const char *text) {
    fputc('"', stream);
    escape_json(stream, text_of_string(text));
    fputc('"', stream);
}

/* Datasette calls a database as its file, without folders and the last suffix. */
static void write_name(FILE *stream, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    size_t length = dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);

    fputc('"', stream);
    escape_json(stream, (struct text_rest){name, name + length});
    fputc('"', stream);
}

/* The parameter that the text begins with, or NULL. */
static const char *parameter_at(const char *text) {
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (strncmp(text, parameters[i], strlen(parameters[i])) == 0) {
            return parameters[i];
        }
    }
    return NULL;
}

static size_t head_length(const char *sql) {
    const char *end = strstr(sql, "\n\n");

    return end == NULL ? 0 : (size_t)(end - sql) + 2;
}

static void write_sql(FILE *stream, const char *sql) {
    fputc('"', stream);
    for (const char *at = sql + head_length(sql); *at != '\0';) {
        const char *parameter = parameter_at(at);

        if (parameter != NULL) {
            fprintf(stream, given, parameter);
            at += strlen(parameter);
        } else {
            escape_json(stream, (struct text_rest){at, at + 1});
            at++;
        }
    }
    fputc('"', stream);
}

static void write_query(FILE *stream, const struct sql_text *report) {
    char head[REPORT_HEAD_SIZE];

    write_string(stream, report->name);
    fputs(": {\n          \"title\": ", stream);
    write_string(stream, catalogue_head(report, "title", head, sizeof(head)));
    fputs(",\n          \"description\": ", stream);
    write_string(stream, catalogue_head(report, "answers", head, sizeof(head)));
    fputs(",\n          \"hide_sql\": true,\n          \"sql\": ", stream);
    write_sql(stream, report->text);
    fputs("\n        }", stream);
}

static void write_queries(FILE *stream) {
    fputs("      \"queries\": {", stream);
    for (size_t i = 0; i < catalogue_count(); i++) {
        fputs(i == 0 ? "\n        " : ",\n        ", stream);
        write_query(stream, catalogue_at(i));
    }
    fputs("\n      }\n", stream);
}

/* Columns as in sql/statements/read_origin.sql; those without a value are left out. */
static bool write_origin(const struct export_job *job, FILE *stream) {
    sqlite3_stmt *row =
        database_statement(job->database, STATEMENT_READ_ORIGIN, job->error);

    if (row == NULL || sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(job->database, "read", job->error);
    }
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        if (sqlite3_column_type(row, i) != SQLITE_NULL) {
            fprintf(stream, "      \"%s\": \"", sqlite3_column_name(row, i));
            escape_json(stream, cell_text(row, i));
            fputs("\",\n", stream);
        }
    }
    sqlite3_reset(row);
    return true;
}

static bool write_text(const struct export_job *job, FILE *stream) {
    fputs("{\n  \"databases\": {\n    ", stream);
    write_name(stream, job->database->path);
    fputs(": {\n", stream);
    bool is_ok = write_origin(job, stream);
    write_queries(stream);
    fputs("    }\n  }\n}\n", stream);
    return is_ok;
}

static bool write_datasette(const struct export_job *job) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    bool is_ok = stream != NULL && write_text(job, stream);

    if (stream == NULL || fclose(stream) != 0) {
        is_ok = error_set(job->error, "out of memory for the metadata");
    }
    if (is_ok) {
        text_output_bytes(job->output, text, length);
    }
    free(text);
    return is_ok;
}

const struct export_form export_datasette = {
    .name = "datasette", .is_of_queries = true, .write = write_datasette};
