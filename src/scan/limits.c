/* SPDX-License-Identifier: MIT
 * As many replies as were asked for have come, or too few are coming. */
#include "scan/limits.h"

#include "base/duration.h"
#include "base/error.h"
#include "scan/prepared_scan.h"
#include "scan/resume_hint.h"
#include "scan/run_loop.h"
#include "warehouse/writer.h"

static void tell_few_hits(struct run *run) {
    const struct scan_options *options = &run->prepared->options;
    const struct hit_span *found = &run->monitor.hits.found;
    char time[DURATION_TEXT_SIZE];

    error_set(&run->error,
              "%.3g %% of the last %.0f probes were answered, in %s, and "
              "--min-hit-rate asks for %.3g %%",
              100 * found->replies / found->sent, found->sent,
              duration_format(found->seconds, time), 100 * options->min_hit_rate);
    resume_hint_add(&run->error,
                    "see whether network and rate are as they should be, then",
                    options->output);
}

enum exit_reason limits_reached(struct run *run) {
    uint64_t max_replies = run->prepared->options.max_replies;

    if (max_replies > 0 && writer_rows(run->writer) >= max_replies) {
        return EXIT_MAX_REPLIES;
    }
    if (run->monitor.has_few_hits) {
        tell_few_hits(run);
        return EXIT_MIN_HIT_RATE;
    }
    return EXIT_DONE;
}
