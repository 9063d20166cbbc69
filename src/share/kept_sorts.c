/* SPDX-License-Identifier: MIT
 * Reads replies a first time. That is far quicker than to write them twice. */
#include "share/kept_sorts.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/watch.h"
#include "share/reply_filter.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_stream.h"

enum { STEP_ROWS = 1 << 14 }; /* between two looks at the watch */

static bool mark(struct kept_sorts *kept, uint32_t sort, struct error *error) {
    if (sort >= kept->count) {
        size_t count = ((size_t)sort + 1) * 2;
        uint8_t *grown = realloc(kept->is_kept, count);

        if (grown == NULL) {
            return error_set(error, "out of memory for sorts of replies");
        }
        memset(grown + kept->count, 0, count - kept->count);
        kept->is_kept = grown;
        kept->count = count;
    }
    kept->is_kept[sort] = 1;
    return true;
}

static bool mark_all(struct kept_sorts *kept, struct reply_stream *stream,
                     const struct range_set *opt_outs, struct watch *watch,
                     struct error *error) {
    struct reply_filter filter = {.opt_outs = opt_outs};
    struct log_row row;
    bool is_end = false;
    bool is_ok = true;

    for (uint64_t rows = 0; is_ok && !is_end; rows++) {
        if (rows % STEP_ROWS == 0 && !watch_step(watch, "finding sorts", -1)) {
            return error_set(error, "interrupted while sorts of replies were found");
        }
        is_ok = reply_stream_next(stream, &row, &is_end, error) &&
                (is_end ||
                 reply_filter_is_out(&filter, reply_key_target(row.reply), &row) ||
                 mark(kept, reply_key_sort(row.reply), error));
    }
    return is_ok;
}

bool kept_sorts_read(struct kept_sorts *kept, struct reply_stream *stream,
                     const struct range_set *opt_outs, struct watch *watch,
                     struct error *error) {
    *kept = (struct kept_sorts){.is_kept = calloc(1, 1), .count = 1};
    if (kept->is_kept == NULL) {
        return error_set(error, "out of memory for sorts of replies");
    }
    return mark_all(kept, stream, opt_outs, watch, error) &&
           reply_stream_rewind(stream, error);
}

void kept_sorts_finish(struct kept_sorts *kept) {
    free(kept->is_kept);
}
