/* SPDX-License-Identifier: MIT
 * Reads the heads of the embedded queries. */
#include "warehouse/catalogue.h"

#include <stdio.h>
#include <string.h>

#include "query.sql.h"

static const char comment[] = "-- ";
static const char continuation[] = "--   ";

size_t catalogue_count(void) {
    return QUERY_COUNT;
}

const struct sql_text *catalogue_at(size_t index) {
    return &query_sql[index];
}

const struct sql_text *catalogue_find(const char *name) {
    for (size_t i = 0; i < QUERY_COUNT; i++) {
        if (strcmp(query_sql[i].name, name) == 0) {
            return &query_sql[i];
        }
    }
    return NULL;
}

/* Appends the rest of a line; returns the line after it. */
static const char *append_line(const char *at, char *text, size_t size) {
    size_t length = strcspn(at, "\n");
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s%.*s", used == 0 ? "" : " ", (int)length, at);
    return at[length] == '\0' ? at + length : at + length + 1;
}

const char *catalogue_head(const struct sql_text *report, const char *key, char *text,
                           size_t size) {
    char line_start[32];

    text[0] = '\0';
    snprintf(line_start, sizeof(line_start), "%s%s: ", comment, key);
    const char *at = strstr(report->text, line_start);
    if (at == NULL) {
        return text;
    }
    at = append_line(at + strlen(line_start), text, size);
    while (strncmp(at, continuation, strlen(continuation)) == 0) {
        at = append_line(at + strlen(continuation), text, size);
    }
    return text;
}
