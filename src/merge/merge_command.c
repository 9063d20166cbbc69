/* SPDX-License-Identifier: MIT
 * Finds out what belongs together, then writes it. */
#include "merge/merge_command.h"

#include "base/error.h"
#include "base/signals.h"
#include "base/watch.h"
#include "merge/merge_file.h"
#include "merge/merge_options.h"
#include "merge/merge_plan.h"
#include "warehouse/new_file.h"

static bool merge(const struct merge_options *options, struct error *error) {
    struct merge_plan plan = {0};
    struct watch watch;

    watch_start(&watch, options->is_quiet);
    bool is_ok = new_file_is_free(options->output, error) &&
                 merge_plan_make(&plan, options, &watch, error) &&
                 merge_file(&plan, options->output, &watch, error);
    watch_end(&watch);
    merge_plan_finish(&plan);
    return is_ok;
}

bool merge_command(int argc, char **argv, struct error *error) {
    struct merge_options options;

    signals_begin();
    bool is_ok =
        merge_options_parse(argc, argv, &options, error) && merge(&options, error);
    merge_options_finish(&options);
    return is_ok;
}
