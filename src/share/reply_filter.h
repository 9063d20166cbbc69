/* SPDX-License-Identifier: MIT
 * What becomes of each reply when a scan is shared: taken out, or its addresses
 * changed.
 */
#ifndef SHARE_REPLY_FILTER_H
#define SHARE_REPLY_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/reply_transfer.h"

struct crypto_pan;
struct range_set;

struct reply_filter {
    const struct range_set *opt_outs; /* NULL: nobody opted out */
    struct crypto_pan *pan;           /* NULL: addresses stay */
    int64_t taken_out;                /* packets, duplicates included */
};

/* Whether a reply to a probe of the target is taken out. */
bool reply_filter_is_out(const struct reply_filter *filter, uint32_t target,
                         const struct log_row *row);

/* A transfer_fn; the context is a struct reply_filter. */
enum transfer_verdict reply_filter_take(void *context, uint32_t *target,
                                        struct log_row *row, struct error *error);

#endif
