/* SPDX-License-Identifier: MIT
 * Reads the sorts in the order of their numbers. */
#include "export/sort_texts.h"

#include <stdlib.h>

#include "base/error.h"
#include "export/export_options.h"
#include "warehouse/database.h"
#include "warehouse/reply_key.h"

static bool no_memory(struct error *error) {
    return error_set(error, "out of memory for sorts of replies");
}

static bool make_room(struct sort_texts *texts, uint32_t number, struct error *error) {
    uint32_t count = number + 1;

    if (count <= texts->count) {
        return true;
    }
    struct sort_text *grown = realloc(texts->texts, count * sizeof(*grown));
    if (grown == NULL) {
        return no_memory(error);
    }
    for (uint32_t i = texts->count; i < count; i++) {
        grown[i] = (struct sort_text){0};
    }
    texts->texts = grown;
    texts->count = count;
    return true;
}

static bool make_pieces(struct sort_text *text, sqlite3_stmt *row, sort_text_fn *write,
                        struct error *error) {
    size_t lengths[2];
    FILE *first = open_memstream(&text->first, &lengths[0]);
    FILE *second = open_memstream(&text->second, &lengths[1]);
    bool is_ok = first != NULL && second != NULL;

    if (is_ok) {
        write(row, first, second);
    }
    is_ok = (first == NULL || fclose(first) == 0) && is_ok;
    is_ok = (second == NULL || fclose(second) == 0) && is_ok;
    return is_ok || no_memory(error);
}

static bool take_row(struct sort_texts *texts, sqlite3_stmt *row, sort_text_fn *write,
                     const struct database *database, struct error *error) {
    int64_t number = sqlite3_column_int64(row, SORT_NUMBER);

    if (number < 0 || number >= REPLY_KEY_SORTS_MAX) {
        return error_set(error, "'%s' is damaged: a sort of replies has number %lld",
                         database->path, (long long)number);
    }
    if (!make_room(texts, (uint32_t)number, error)) {
        return false;
    }
    struct sort_text *text = &texts->texts[number];
    text->is_wanted = sqlite3_column_int(row, SORT_IS_WANTED) != 0;
    text->is_error = sqlite3_column_int(row, SORT_IS_ERROR) != 0;
    return !text->is_wanted || make_pieces(text, row, write, error);
}

bool sort_texts_read(struct sort_texts *texts, struct database *database, int64_t scan,
                     const struct export_options *options, sort_text_fn *write,
                     struct error *error) {
    sqlite3_stmt *row =
        database_statement(database, STATEMENT_READ_EXPORT_SORTS, error);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;

    *texts = (struct sort_texts){0};
    if (is_ok) {
        bind_integer(row, ":scan", scan);
        bind_text(row, ":probes", options->probes); /* NULL stays NULL */
        bind_text(row, ":kind", options->kind);
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = take_row(texts, row, write, database, error);
    }
    sqlite3_reset(row);
    return is_ok && (status == SQLITE_DONE || database_failed(database, "read", error));
}

void sort_texts_finish(struct sort_texts *texts) {
    for (uint32_t i = 0; i < texts->count; i++) {
        free(texts->texts[i].first);
        free(texts->texts[i].second);
    }
    free(texts->texts);
    *texts = (struct sort_texts){0};
}
