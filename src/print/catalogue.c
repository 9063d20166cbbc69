/* SPDX-License-Identifier: MIT
 * Reads the heads of the embedded queries. */
#include "print/catalogue.h"

#include <stdio.h>
#include <string.h>

#include "query.sql.h"

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

const char *catalogue_head(const struct sql_text *report, const char *key, char *text,
                           size_t size) {
    char line_start[32];
    const char *at;

    text[0] = '\0';
    snprintf(line_start, sizeof(line_start), "-- %s: ", key);
    at = strstr(report->text, line_start);
    if (at != NULL) {
        at += strlen(line_start);
        snprintf(text, size, "%.*s", (int)strcspn(at, "\n"), at);
    }
    return text;
}
