/* SPDX-License-Identifier: MIT
 * A reply goes if it is of or about an address that opted out: what a router says of it
 * is about it, too. */
#include "share/reply_filter.h"

#include "base/clock.h"
#include "base/error.h"
#include "share/crypto_pan.h"
#include "target/range_set.h"
#include "warehouse/log_row.h"

bool reply_filter_is_out(const struct reply_filter *filter, uint32_t target,
                         const struct log_row *row) {
    return filter->opt_outs != NULL &&
           (range_set_contains(filter->opt_outs, target) ||
            (!row->is_direct && range_set_contains(filter->opt_outs, row->responder)));
}

/* The microsecond of a reply would tell somebody who noted when a probe came. */
static void coarsen_time(struct log_row *row) {
    int64_t rest = row->time_us % US_PER_S;

    row->time_us -= rest < 0 ? rest + US_PER_S : rest;
}

static bool anonymise(const struct reply_filter *filter, uint32_t *target,
                      struct log_row *row) {
    uint32_t asked = *target;

    coarsen_time(row);
    if (!crypto_pan_map(filter->pan, asked, target)) {
        return false;
    }
    if (row->is_direct) {
        row->responder = *target;
        return true;
    }
    return crypto_pan_map(filter->pan, row->responder, &row->responder);
}

enum transfer_verdict reply_filter_take(void *context, uint32_t *target,
                                        struct log_row *row, struct error *error) {
    struct reply_filter *filter = context;

    if (reply_filter_is_out(filter, *target, row)) {
        filter->taken_out += 1 + row->duplicates;
        return TRANSFER_DROP;
    }
    if (filter->pan != NULL && !anonymise(filter, target, row)) {
        error_set(error, "cannot anonymise: OpenSSL's AES failed");
        return TRANSFER_FAIL;
    }
    return TRANSFER_KEEP;
}
