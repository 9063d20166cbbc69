/* SPDX-License-Identifier: MIT
 * The first shard makes the scan, and the others are added to it. */
#include "merge/merge_scan.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "merge/merge_plan.h"
#include "merge/merge_source.h"
#include "version.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"
#include "warehouse/fact_rows.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_stream.h"
#include "warehouse/reply_transfer.h"
#include "warehouse/row_copy.h"
#include "warehouse/scan_copy.h"
#include "warehouse/stored_plan.h"

/* What is known of the scan once an item was read. */
struct merging {
    const struct merge_job *job;
    struct reply_transfer *transfer; /* NULL until there are replies */
    uint64_t sent_slots;             /* of the shards' schedules ... */
    uint64_t shard_slots;            /* ... of so many in all */
    uint64_t slots;                  /* of the whole scan's schedule */
};

static bool is_united(const struct merge_job *job) {
    return job->item_count > 1;
}

/* A transfer_fn; the context is how much later the shard was started than the first. */
static enum transfer_verdict shift_time(void *context, uint32_t *target,
                                        struct log_row *row, struct error *error) {
    (void)target;
    if (__builtin_add_overflow(row->time_us, *(const int64_t *)context,
                               &row->time_us)) {
        error_set(error, "a reply came at no time that a clock shows");
        return TRANSFER_FAIL;
    }
    return TRANSFER_KEEP;
}

static bool take_replies(struct merging *merging, const struct row_copy *copy,
                         struct error *error) {
    int64_t shift_us = copy->shift_us;

    if (merging->transfer == NULL) {
        merging->transfer =
            reply_transfer_begin(copy->to, copy->new_scan, !is_united(merging->job),
                                 merging->job->watch, error);
    }
    if (merging->transfer == NULL) {
        return false;
    }
    struct reply_stream *stream = reply_stream_open(copy->from, copy->scan, error);
    bool is_ok = stream != NULL && reply_transfer_take(merging->transfer, stream,
                                                       shift_time, &shift_us, error);
    reply_stream_close(stream);
    return is_ok;
}

static bool take_counts(const struct row_copy *copy,
                        const struct scan_contents *contents, struct error *error) {
    return scan_copy_summaries(copy, error) &&
           (!contents->has_blocks || scan_copy_blocks(copy, error));
}

/* Comparisons that cannot be made again, since a scan has no addresses. */
static bool take_comparisons(const struct merge_job *job, struct row_copy *copy,
                             struct error *error) {
    const struct merge_item *item = job->items;
    const struct merge_item *earlier = job->plan->items;
    bool is_ok = true;

    for (; is_ok && earlier < item; earlier++) {
        if (earlier->at.input == item->at.input && earlier->at.scan < item->at.scan) {
            copy->before = earlier->at.scan;
            copy->new_before = earlier->new_scan;
            is_ok = scan_copy_comparisons(copy, error);
        }
    }
    return is_ok;
}

static bool record(const struct row_copy *copy, const struct merge_item *item,
                   const struct merge_plan *plan, const struct scan_contents *contents,
                   struct error *error) {
    sqlite3_stmt *insert =
        database_statement(copy->to, STATEMENT_INSERT_MERGE_PROVENANCE, error);

    if (insert == NULL) {
        return false;
    }
    bind_integer(insert, ":scan", copy->new_scan);
    bind_text(insert, ":parent_sha256", plan->digests[item->at.input].sha256);
    bind_integer(insert, ":parent_scan", item->at.scan);
    bind_text(insert, ":level", contents->level);
    bind_text(insert, ":key_id", contents->key_id);
    bind_integer(insert, ":made_us", clock_real_ns() / NS_PER_US);
    bind_text(insert, ":version", LIVENESS_VERSION);
    return database_step(copy->to, insert, error);
}

/* How far a shard got, which it may not have recorded yet. The whole scan's schedule
 * follows from the first one's, whose settings are kept. */
static bool add_progress(struct merging *merging, const struct row_copy *copy,
                         struct error *error) {
    struct stored_plan stored;

    if (!is_united(merging->job)) {
        return true;
    }
    if (!stored_plan_read(copy->from, copy->scan, &stored, error)) {
        return false;
    }
    merging->sent_slots += stored.slot < stored.slots ? stored.slot : stored.slots;
    merging->shard_slots += stored.slots;
    if (merging->slots == 0) {
        stored.plan.shard = 0;
        stored.plan.shards = 1;
        merging->slots = schedule_plan_slots(&stored.plan);
    }
    return true;
}

static bool take_item(struct merging *merging, const struct merge_item *item,
                      struct row_copy *copy, struct error *error) {
    const struct merge_job *job = merging->job;
    struct scan_contents contents;

    return scan_contents_read(copy->from, item->at.scan, &contents, error) &&
           add_progress(merging, copy, error) && scan_merge_facts(copy, error) &&
           (contents.has_replies ? take_replies(merging, copy, error)
                                 : take_counts(copy, &contents, error)) &&
           (contents.has_hosts || take_comparisons(job, copy, error)) &&
           record(copy, item, job->plan, &contents, error);
}

static bool take_file(struct merging *merging, const struct merge_item *item,
                      struct error *error) {
    const struct merge_job *job = merging->job;
    struct row_copy copy = {
        .from = &job->source->database,
        .to = job->to,
        .scan = item->at.scan,
        .new_scan = item->new_scan,
        .shift_us = item->at.started_us - item->first.started_us,
        .is_full = true,
        .has_keys = true,
        .has_payloads = true,
        .watch = job->watch,
    };

    return merge_source_open(job->source, job->plan, item->at.input, error) &&
           take_item(merging, item, &copy, error);
}

static bool set(struct database *database, int64_t scan, const char *name,
                const char *value, struct error *error) {
    sqlite3_stmt *replace =
        database_statement(database, STATEMENT_REPLACE_SETTING, error);

    if (replace == NULL) {
        return false;
    }
    bind_integer(replace, ":scan", scan);
    bind_text(replace, ":name", name);
    bind_text(replace, ":value", value);
    return database_step(database, replace, error);
}

/* The same share of the whole scan's slots, which are not as many; less than all,
 * unless all were sent. */
static uint64_t slots_sent(const struct merging *merging) {
    double share = (double)merging->sent_slots / (double)merging->shard_slots;
    uint64_t sent = (uint64_t)(share * (double)merging->slots);

    return merging->sent_slots == merging->shard_slots ? merging->slots
           : sent < merging->slots                     ? sent
                                                       : merging->slots - 1;
}

/* Makes one scan of the shards that were added up. */
static bool unite(const struct merging *merging, struct error *error) {
    struct database *to = merging->job->to;
    int64_t scan = merging->job->items[0].new_scan;
    char shards[32];

    snprintf(shards, sizeof(shards), "%zu", merging->job->item_count);
    return fact_rows_set_progress(to, scan, slots_sent(merging), merging->slots,
                                  error) &&
           set(to, scan, "merged-shards", shards, error) &&
           set(to, scan, "shard", "0", error) && set(to, scan, "shards", "1", error);
}

bool merge_scan(const struct merge_job *job, struct error *error) {
    struct merging merging = {.job = job};
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < job->item_count; i++) {
        is_ok = take_file(&merging, &job->items[i], error);
    }
    is_ok =
        is_ok &&
        (merging.transfer == NULL || reply_transfer_finish(merging.transfer, error)) &&
        (!is_united(job) || unite(&merging, error));
    reply_transfer_destroy(merging.transfer);
    return is_ok;
}
