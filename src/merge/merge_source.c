/* SPDX-License-Identifier: MIT
 * Closing it ends the transaction. */
#include "merge/merge_source.h"

#include "merge/merge_plan.h"

bool merge_source_open(struct merge_source *source, const struct merge_plan *plan,
                       size_t input, struct error *error) {
    if (source->is_open && source->input == input) {
        return true;
    }
    merge_source_close(source);
    source->is_open = database_open(plan->paths[input], &source->database, error);
    source->input = input;
    return source->is_open &&
           database_run(&source->database, STATEMENT_BEGIN_READING, error);
}

void merge_source_close(struct merge_source *source) {
    if (source->is_open) {
        database_close(&source->database);
        source->is_open = false;
    }
}
