/* SPDX-License-Identifier: MIT
 * Files in and out are opened here; share_scan.c does the work on each scan. Summaries
 * from which addresses were taken out are counted anew, in a temporary database that
 * has the replies; only then they are shared without them. */
#include "share/share_file.h"

#include <limits.h>
#include <stdio.h>

#include "base/error.h"
#include "base/file.h"
#include "base/keyed_hash.h"
#include "base/watch.h"
#include "share/anonymiser_key.h"
#include "share/crypto_pan.h"
#include "share/share_options.h"
#include "share/share_scan.h"
#include "target/range_set.h"
#include "target/target_list.h"
#include "warehouse/churn.h"
#include "warehouse/database.h"
#include "warehouse/file_digest.h"
#include "warehouse/new_file.h"
#include "warehouse/scan_numbers.h"

#define RECOUNTED ", counted anew in a temporary file"

static bool read_opt_outs(const struct share_options *options, struct range_set *set,
                          struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < options->opt_out_count; i++) {
        struct file_text text;

        is_ok = file_read_text(options->opt_outs[i], "opt-out list", &text, error);
        if (is_ok) {
            is_ok = target_list_parse(options->opt_outs[i], text.bytes, set, error);
            file_text_finish(&text);
        }
    }
    return is_ok &&
           (range_set_seal(set) || error_set(error, "out of memory for opt-outs"));
}

/* The key is in memory no longer than it takes to make the map. */
static bool begin_anonymising(const struct share_options *options,
                              struct share_job *job, struct error *error) {
    struct anonymiser_key key;

    if (options->level != SHARE_ANONYMISED) {
        return true;
    }
    if (options->key == NULL) {
        anonymiser_key_random(&key);
    } else if (!anonymiser_key_read(options->key, &key, error)) {
        return false;
    }
    job->pan = crypto_pan_create(key.bytes);
    anonymiser_key_id(&key, job->key_id);
    anonymiser_key_wipe(&key);
    return job->pan != NULL || error_set(error, "cannot anonymise: OpenSSL has no AES");
}

static bool is_stopped(void *watch) {
    return !watch_step(watch, "comparing the scans", -1);
}

static bool compare_scans(const struct share_job *job, struct error *error) {
    return churn_update(job->to, is_stopped, job->watch, error) &&
           !job->watch->is_stopped;
}

static bool share_one(void *context, int64_t scan, struct error *error) {
    return share_scan(context, scan, error);
}

static bool share_scans(struct share_job *job, struct error *error) {
    return database_run(job->from, STATEMENT_BEGIN_READING, error) &&
           database_run(job->to, STATEMENT_BEGIN, error) &&
           database_end(
               job->to,
               scan_numbers_each(job->from, job->options->scan, share_one, job, error),
               error) &&
           (job->level > SHARE_ANONYMISED || compare_scans(job, error));
}

static bool look_for_log(struct share_job *job, struct error *error) {
    sqlite3_stmt *row = database_statement(job->from, STATEMENT_HAS_LOG, error);

    if (row == NULL || sqlite3_step(row) != SQLITE_ROW) {
        return database_failed(job->from, "read", error);
    }
    job->has_log = sqlite3_column_int(row, 0) != 0;
    sqlite3_reset(row);
    return true;
}

/* Whether what is there does not tell what is shared: summaries of replies of which
 * some are taken out, or are in the log still, where some may be counted twice. */
static bool needs_recount(const struct share_job *job) {
    return job->level > SHARE_ANONYMISED && (job->opt_outs != NULL || job->has_log);
}

static bool share_recounted(const struct share_job *job, struct error *error) {
    struct database *counted = sqlite3_malloc(sizeof(*counted));
    char name[PATH_MAX + sizeof(RECOUNTED)];

    if (counted == NULL) {
        return error_set(error, "out of memory");
    }
    snprintf(name, sizeof(name), "%s" RECOUNTED, job->from->path);
    if (!database_create_temporary(counted, name, error)) {
        sqlite3_free(counted);
        return false;
    }
    struct share_job counting = *job;
    counting.to = counted;
    counting.level = SHARE_FULL;
    struct share_job sharing = *job;
    sharing.from = counted;
    sharing.is_recounted = true;
    bool is_ok = share_scans(&counting, error) && share_scans(&sharing, error);
    database_close(counted);
    sqlite3_free(counted);
    return is_ok;
}

static bool fill(struct share_job *job, struct error *error) {
    return look_for_log(job, error) &&
           (needs_recount(job) ? share_recounted(job, error)
                               : share_scans(job, error)) &&
           file_digest_holds(job->parent, error);
}

static bool make_output(struct share_job *job, struct error *error) {
    struct new_file file;
    struct database *output = sqlite3_malloc(sizeof(*output));

    if (output == NULL) {
        return error_set(error, "out of memory");
    }
    bool is_ok = new_file_begin(&file, job->options->output, output, error);
    if (is_ok) {
        job->to = output;
        is_ok = fill(job, error) && watch_step(job->watch, "closing the file", -1);
        is_ok = new_file_end(&file, output, is_ok, error);
    }
    sqlite3_free(output);
    return is_ok;
}

static bool share_from(struct database *input, struct share_job *job,
                       struct error *error) {
    struct range_set opt_outs = {0};

    job->from = input;
    bool is_ok = read_opt_outs(job->options, &opt_outs, error) &&
                 begin_anonymising(job->options, job, error);
    if (is_ok) {
        job->opt_outs = job->options->opt_out_count > 0 ? &opt_outs : NULL;
        is_ok = make_output(job, error);
    }
    crypto_pan_destroy(job->pan);
    range_set_finish(&opt_outs);
    return is_ok;
}

static bool share(const struct share_options *options, struct watch *watch,
                  struct error *error) {
    struct file_digest parent;
    struct database input;
    struct share_job job = {
        .options = options, .level = options->level, .watch = watch, .parent = &parent};

    if (!keyed_hash_init()) {
        return error_set(error, "cannot start libsodium");
    }
    if (!file_digest_read(&parent, options->input, watch, error) ||
        !database_open(options->input, &input, error)) {
        return false;
    }
    bool is_ok = share_from(&input, &job, error);
    database_close(&input);
    return is_ok;
}

/* Wherever it was when a signal came. */
bool share_file(const struct share_options *options, struct watch *watch,
                struct error *error) {
    return share(options, watch, error) ||
           (watch->is_stopped ? error_set(error, "interrupted: '%.400s' was not made",
                                          options->output)
                              : false);
}
