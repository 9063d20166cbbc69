/* SPDX-License-Identifier: MIT
 * Scan by scan, and shard by shard. */
#include "merge/merge_file.h"

#include "base/error.h"
#include "base/watch.h"
#include "merge/merge_plan.h"
#include "merge/merge_scan.h"
#include "merge/merge_source.h"
#include "warehouse/churn.h"
#include "warehouse/database.h"
#include "warehouse/new_file.h"

static bool is_stopped(void *watch) {
    return !watch_step(watch, "comparing the scans", -1);
}

static bool compare_scans(struct database *output, struct watch *watch,
                          struct error *error) {
    return churn_update(output, is_stopped, watch, error) &&
           (!watch->is_stopped || error_set(error, "interrupted: nothing was made"));
}

/* The items of a scan follow each other. */
static size_t count_items(const struct merge_plan *plan, size_t first) {
    size_t end = first;

    while (end < plan->item_count &&
           plan->items[end].new_scan == plan->items[first].new_scan) {
        end++;
    }
    return end - first;
}

static bool write_scans(const struct merge_plan *plan, struct database *output,
                        struct watch *watch, struct error *error) {
    struct merge_source source = {.is_open = false};
    struct merge_job job = {
        .plan = plan, .source = &source, .to = output, .watch = watch};
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < plan->item_count; i += job.item_count) {
        job.items = &plan->items[i];
        job.item_count = count_items(plan, i);
        is_ok = database_run(output, STATEMENT_BEGIN, error) &&
                database_end(output, merge_scan(&job, error), error);
    }
    merge_source_close(&source);
    return is_ok;
}

static bool is_unchanged(const struct merge_plan *plan, struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < plan->input_count; i++) {
        is_ok = file_digest_holds(&plan->digests[i], error);
    }
    return is_ok;
}

bool merge_file(const struct merge_plan *plan, const char *path, struct watch *watch,
                struct error *error) {
    struct new_file file;
    struct database *output = sqlite3_malloc(sizeof(*output));

    if (output == NULL) {
        return error_set(error, "out of memory");
    }
    bool is_ok = new_file_begin(&file, path, output, error);
    if (is_ok) {
        is_ok = write_scans(plan, output, watch, error) &&
                compare_scans(output, watch, error) && is_unchanged(plan, error);
        is_ok = new_file_end(&file, output, is_ok, error);
    }
    sqlite3_free(output);
    return is_ok;
}
