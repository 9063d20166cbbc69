/* SPDX-License-Identifier: MIT
 * Files are opened one after the other, so that there can be any number of them. */
#include "merge/merge_plan.h"

#include <stdlib.h>

#include "base/error.h"
#include "merge/merge_groups.h"
#include "merge/merge_items.h"
#include "merge/merge_options.h"
#include "warehouse/database.h"

static bool read_input(struct merge_plan *plan, size_t input, struct watch *watch,
                       struct error *error) {
    struct database database;

    if (!file_digest_read(&plan->digests[input], plan->paths[input], watch, error) ||
        !database_open(plan->paths[input], &database, error)) {
        return false;
    }
    bool is_ok = merge_items_add(plan, &database, input, error);
    database_close(&database);
    return is_ok;
}

static bool read_inputs(struct merge_plan *plan, struct watch *watch,
                        struct error *error) {
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < plan->input_count; i++) {
        is_ok = read_input(plan, i, watch, error);
    }
    return is_ok;
}

bool merge_plan_make(struct merge_plan *plan, const struct merge_options *options,
                     struct watch *watch, struct error *error) {
    *plan = (struct merge_plan){.paths = options->inputs,
                                .input_count = options->input_count};
    plan->digests = calloc(plan->input_count, sizeof(*plan->digests));
    if (plan->digests == NULL) {
        return error_set(error, "out of memory for files");
    }
    return read_inputs(plan, watch, error) &&
           merge_groups_find(plan, options->is_partial, error);
}

void merge_plan_finish(struct merge_plan *plan) {
    free(plan->digests);
    free(plan->items);
    *plan = (struct merge_plan){0};
}
