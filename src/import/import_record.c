/* SPDX-License-Identifier: MIT
 * All that comes from the scan's file is read first, since it may be the output too. */
#include "import/import_record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "import/import_options.h"
#include "import/sent_scan.h"
#include "warehouse/database.h"
#include "warehouse/scan_record.h"
#include "warehouse/sent_facts.h"

#define OURS "imported-"

/* Pairs of texts that grow; settings have the shape of all. */
struct pairs {
    struct setting *list;
    size_t count;
};

static void finish_pairs(struct pairs *pairs) {
    for (size_t i = 0; i < pairs->count; i++) {
        free((char *)pairs->list[i].name);
        free((char *)pairs->list[i].value);
    }
    free(pairs->list);
}

static bool add_pair(void *context, const char *name, const char *value,
                     struct error *error) {
    struct pairs *pairs = context;
    struct setting *list = realloc(pairs->list, (pairs->count + 1) * sizeof(*list));

    if (list != NULL) {
        pairs->list = list;
        list[pairs->count] = (struct setting){strdup(name == NULL ? "" : name),
                                              strdup(value == NULL ? "" : value)};
        pairs->count++;
    }
    return (list != NULL && list[pairs->count - 1].name != NULL &&
            list[pairs->count - 1].value != NULL) ||
           error_set(error, "out of memory for settings");
}

/* The captures' names, by blanks. The caller frees it; NULL when out of memory. */
static char *join_captures(const struct import_options *options) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);

    if (stream == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < options->capture_count; i++) {
        fprintf(stream, "%s%s", i == 0 ? "" : " ", options->captures[i]);
    }
    fclose(stream);
    return text;
}

/* What an imported scan was imported from is not what the next one is. */
static bool add_setting(void *context, const char *name, const char *value,
                        struct error *error) {
    bool is_ours = name != NULL && strncmp(name, OURS, strlen(OURS)) == 0;

    return is_ours || add_pair(context, name, value, error);
}

/* A capture that lacks some of the replies does not show it. */
static bool add_replies(const struct sent_scan *sent, struct pairs *settings,
                        struct error *error) {
    char number[32];
    int64_t replies = 0;

    if (!stored_scan_replies(sent->database, sent->stored.scan, &replies, error)) {
        return false;
    }
    snprintf(number, sizeof(number), "%lld", (long long)replies);
    return add_pair(settings, OURS "for-replies", number, error);
}

static bool read_settings(const struct sent_scan *sent,
                          const struct import_options *options, struct pairs *settings,
                          struct error *error) {
    char number[32];
    char *captures = join_captures(options);

    snprintf(number, sizeof(number), "%lld", (long long)sent->stored.scan);
    bool is_ok = stored_scan_settings(sent->database, sent->stored.scan, add_setting,
                                      settings, error) &&
                 add_pair(settings, OURS "from", captures, error) &&
                 add_pair(settings, OURS "for", options->results, error) &&
                 add_pair(settings, OURS "for-scan", number, error) &&
                 add_replies(sent, settings, error);
    free(captures);
    return is_ok;
}

static bool write_scan(struct database *database, const struct sent_scan *sent,
                       const struct pairs *settings, const struct pairs *blocklists,
                       int64_t *scan, struct error *error) {
    struct blocklist_text *texts = calloc(blocklists->count + 1, sizeof(*texts));

    if (texts == NULL) {
        return error_set(error, "out of memory for blocklists");
    }
    for (size_t i = 0; i < blocklists->count; i++) {
        texts[i] = (struct blocklist_text){blocklists->list[i].name,
                                           blocklists->list[i].value};
    }
    const struct scan_record record = {
        .started_us = sent->stored.started_us,
        .seed = sent->stored.seed,
        .targets = sent->stored.targets,
        .probes = &sent->probes,
        .allowed = &sent->targets,
        .settings = settings->list,
        .setting_count = settings->count,
        .blocklists = texts,
        .blocklist_count = blocklists->count,
    };
    bool is_ok = scan_record_write(database, &record, scan, error);
    free(texts);
    return is_ok;
}

static bool write_all(struct database *database, const struct sent_scan *sent,
                      const struct import_options *options,
                      const struct pairs *settings, const struct pairs *blocklists,
                      int64_t *scan, struct error *error) {
    const uint32_t *source = options->has_source ? &options->source : NULL;

    return write_scan(database, sent, settings, blocklists, scan, error) &&
           sent_facts_copy((struct scan_place){sent->database, sent->stored.scan},
                           (struct scan_place){database, *scan}, source, error);
}

bool import_record_begin(struct database *database, const struct sent_scan *sent,
                         const struct import_options *options, int64_t *scan,
                         struct error *error) {
    struct pairs settings = {0};
    struct pairs blocklists = {0};

    bool is_ok = read_settings(sent, options, &settings, error) &&
                 stored_scan_blocklists(sent->database, sent->stored.scan, add_pair,
                                        &blocklists, error) &&
                 database_run(database, STATEMENT_BEGIN, error) &&
                 database_end(database,
                              write_all(database, sent, options, &settings, &blocklists,
                                        scan, error),
                              error);
    finish_pairs(&settings);
    finish_pairs(&blocklists);
    return is_ok;
}

bool import_record_end(struct database *database, int64_t scan, const char *digests,
                       const struct run_end *end, struct error *error) {
    return scan_record_set(database, scan, &(struct setting){OURS "sha256", digests},
                           error) &&
           run_record_finish(database, scan, end, error);
}

bool import_record_forget(struct database *database, struct error *error) {
    return database_run(database, STATEMENT_BEGIN, error) &&
           database_end(database, database_run(database, STATEMENT_FORGET_SCAN, error),
                        error);
}
