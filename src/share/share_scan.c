/* SPDX-License-Identifier: MIT
 * Facts first, then replies or what they were counted to, then where it all came from.
 */
#include "share/share_scan.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "probe/reply.h"
#include "share/kept_sorts.h"
#include "share/reply_filter.h"
#include "version.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"
#include "warehouse/fact_rows.h"
#include "warehouse/facts.h"
#include "warehouse/file_digest.h"
#include "warehouse/reply_stream.h"
#include "warehouse/reply_transfer.h"
#include "warehouse/row_copy.h"
#include "warehouse/scan_copy.h"
#include "warehouse/scan_numbers.h"

/* Nobody can share what is not there. */
static bool is_there(const struct share_job *job, int64_t scan,
                     const struct scan_contents *contents, struct error *error) {
    enum share_level level = job->options->level;
    bool is_enough = level <= SHARE_ANONYMISED ? contents->has_replies
                     : level == SHARE_BLOCKS24 ? contents->has_blocks
                                               : true;

    if (!is_enough || (level == SHARE_FULL && !contents->has_ranges)) {
        return error_set(error,
                         "'%s' has less of scan %lld than that: it was shared at the "
                         "level '%s' already",
                         job->from->path, (long long)scan, contents->level);
    }
    if (job->opt_outs != NULL && !job->is_recounted &&
        (!contents->has_replies || contents->key_id[0] != '\0')) {
        return error_set(error,
                         "'%s' does not tell whose replies those of scan %lld are: "
                         "take opt-outs out of the file that it was made from",
                         job->from->path, (long long)scan);
    }
    return true;
}

static bool transfer_replies(const struct share_job *job, int64_t scan,
                             struct reply_stream *stream, struct reply_filter *filter,
                             struct error *error) {
    bool is_in_order = filter->pan == NULL;
    struct reply_transfer *transfer =
        reply_transfer_begin(job->to, scan, is_in_order, job->watch, error);
    bool is_ok =
        transfer != NULL &&
        reply_transfer_take(transfer, stream, reply_filter_take, filter, error) &&
        reply_transfer_finish(transfer, error);

    reply_transfer_destroy(transfer);
    return is_ok;
}

/* What was captured stays captured, though the file no longer says what it was. */
static bool count_taken_out(const struct share_job *job, int64_t scan,
                            const struct reply_filter *filter, struct error *error) {
    struct health_facts taken = {.second = 0};

    if (filter->taken_out == 0) {
        return true;
    }
    taken.unsolicited[UNSOLICITED_OPTED_OUT] = (uint64_t)filter->taken_out;
    return fact_rows_add_unsolicited(job->to, scan, &taken, error);
}

/* Of which replies are left. Unless some are taken out, or are counted nowhere yet, the
 * file tells. */
static bool share_sorts(const struct share_job *job, struct row_copy copy,
                        struct reply_stream *stream, struct error *error) {
    struct kept_sorts kept = {.count = 0};
    bool is_ok = (job->opt_outs == NULL && !job->has_log) ||
                 kept_sorts_read(&kept, stream, job->opt_outs, job->watch, error);

    copy.is_kept = kept.is_kept;
    copy.is_kept_count = kept.count;
    is_ok = is_ok && scan_copy_empty_sorts(&copy, error);
    kept_sorts_finish(&kept);
    return is_ok;
}

static bool share_stream(const struct share_job *job, const struct row_copy *copy,
                         struct reply_stream *stream, struct error *error) {
    struct reply_filter filter = {.opt_outs = job->opt_outs,
                                  .pan =
                                      job->level == SHARE_ANONYMISED ? job->pan : NULL};

    return (filter.pan == NULL || share_sorts(job, *copy, stream, error)) &&
           transfer_replies(job, copy->scan, stream, &filter, error) &&
           count_taken_out(job, copy->scan, &filter, error);
}

static bool share_replies(const struct share_job *job, const struct row_copy *copy,
                          struct error *error) {
    struct reply_stream *stream = reply_stream_open(job->from, copy->scan, error);
    bool is_ok = stream != NULL && share_stream(job, copy, stream, error);

    reply_stream_close(stream);
    return is_ok;
}

/* A scan_number_fn; the context is a struct row_copy. Scans keep their numbers. */
static bool share_comparison(void *context, int64_t before, struct error *error) {
    struct row_copy copy = *(const struct row_copy *)context;

    copy.before = before;
    copy.new_before = before;
    return before >= copy.scan || scan_copy_comparisons(&copy, error);
}

static bool share_counts(const struct share_job *job, struct row_copy *copy,
                         struct error *error) {
    return scan_copy_summaries(copy, error) &&
           (job->level == SHARE_SUMMARY || scan_copy_blocks(copy, error)) &&
           (job->options->scan != 0 ||
            scan_numbers_each(job->from, 0, share_comparison, copy, error));
}

/* Addresses that are anonymised again have gone through both keys. */
static void join_key_ids(const struct share_job *job,
                         const struct scan_contents *contents,
                         char text[SCAN_KEY_ID_SIZE]) {
    const char *added = job->level == SHARE_ANONYMISED ? job->key_id : "";

    snprintf(text, SCAN_KEY_ID_SIZE, "%.200s%s%s", contents->key_id,
             contents->key_id[0] != '\0' && added[0] != '\0' ? " " : "", added);
}

static bool record(const struct share_job *job, int64_t scan,
                   const struct scan_contents *contents, struct error *error) {
    const struct share_options *options = job->options;
    char key_id[SCAN_KEY_ID_SIZE];
    sqlite3_stmt *insert =
        database_statement(job->to, STATEMENT_INSERT_PROVENANCE, error);

    if (insert == NULL) {
        return false;
    }
    join_key_ids(job, contents, key_id);
    bind_integer(insert, ":scan", scan);
    bind_text(insert, ":action", "share");
    bind_text(insert, ":parent_sha256", job->parent->sha256);
    bind_integer(insert, ":parent_scan", scan);
    bind_integer(insert, ":level", job->level);
    bind_integer(insert, ":has_opt_outs", job->opt_outs != NULL);
    bind_text(insert, ":key_id", key_id[0] == '\0' ? NULL : key_id);
    bind_integer(insert, ":made_us", clock_real_ns() / NS_PER_US);
    bind_text(insert, ":version", LIVENESS_VERSION);
    bind_text(insert, ":licence", options->licence);
    bind_text(insert, ":contact", options->contact);
    bind_text(insert, ":terms", options->terms);
    return database_step(job->to, insert, error);
}

/* In a step before the last, a scan may have been shared without replies already. */
static bool share_contents(const struct share_job *job, struct row_copy *copy,
                           bool has_replies, struct error *error) {
    return job->level <= SHARE_ANONYMISED && has_replies
               ? share_replies(job, copy, error)
               : share_counts(job, copy, error);
}

/* A step whose result is not shared itself leaves no trace. */
static bool is_last_step(const struct share_job *job) {
    return job->level == job->options->level;
}

bool share_scan(const struct share_job *job, int64_t scan, struct error *error) {
    struct scan_contents contents;
    struct row_copy copy = {
        .from = job->from,
        .to = job->to,
        .scan = scan,
        .new_scan = scan,
        .is_full = job->level == SHARE_FULL,
        .has_keys = job->options->has_keys,
        .has_payloads = job->options->has_payloads,
        .is_renumbered = job->level > SHARE_ANONYMISED,
        .watch = job->watch,
    };

    return scan_contents_read(job->from, scan, &contents, error) &&
           is_there(job, scan, &contents, error) && scan_copy_facts(&copy, error) &&
           share_contents(job, &copy, contents.has_replies, error) &&
           (!is_last_step(job) || record(job, scan, &contents, error));
}
