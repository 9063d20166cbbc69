/* SPDX-License-Identifier: MIT
 * A sum of hashes. They need not withstand an attacker, who could as well write what he
 * likes into the file: they tell whether sealing did what it should. */
#include "warehouse/reply_sums.h"

#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
    hash = (hash ^ hash >> 32) * 0xbf58476d1ce4e5b9U;
    return hash ^ hash >> 29;
}

uint64_t reply_sums_contents(const struct log_row *row) {
    uint64_t hash = mix((uint64_t)row->responder << 8 | row->ttl, (uint64_t)row->reply);

    return mix(mix(hash, (uint64_t)row->time_us), (uint64_t)row->rtt_us);
}

static uint64_t arrival(const struct log_row *row, const struct reply_sorts *sorts) {
    int64_t key = reply_key(reply_key_scan(row->reply), reply_key_target(row->reply),
                            reply_sorts_first_alike(sorts, reply_key_sort(row->reply)));

    return mix(row->responder, (uint64_t)key);
}

void reply_sums_add(struct reply_sums *sums, const struct log_row *row,
                    const struct reply_sorts *sorts) {
    sums->rows++;
    sums->arrivals += arrival(row, sorts) * (1 + (uint64_t)row->duplicates);
    sums->contents += reply_sums_contents(row);
}
