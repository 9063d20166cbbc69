/* SPDX-License-Identifier: MIT
 * Which statements read and write each table. */
#include "warehouse/scan_copy.h"

#include <stddef.h>

#include "base/error.h"
#include "warehouse/row_copy.h"

static const struct row_statements facts[] = {
    {STATEMENT_READ_KEPT_SCAN, STATEMENT_INSERT_KEPT_SCAN},
    {STATEMENT_READ_KEPT_RUNS, STATEMENT_INSERT_KEPT_RUN},
    {STATEMENT_READ_KEPT_SETTINGS, STATEMENT_INSERT_SETTING},
    {STATEMENT_READ_KEPT_PROBES, STATEMENT_INSERT_PROBE},
    {STATEMENT_READ_KEPT_HEALTH, STATEMENT_INSERT_HEALTH},
    {STATEMENT_READ_KEPT_UNSOLICITED, STATEMENT_INSERT_UNSOLICITED},
    {STATEMENT_READ_KEPT_WINDOWS, STATEMENT_INSERT_WINDOW_COUNT},
    {STATEMENT_READ_KEPT_RATE_CHANGES, STATEMENT_INSERT_RATE_CHANGE},
    {STATEMENT_READ_KEPT_PROGRESS, STATEMENT_INSERT_KEPT_PROGRESS},
    {STATEMENT_READ_KEPT_PROVENANCE, STATEMENT_INSERT_KEPT_PROVENANCE},
};

static const struct row_statements full_facts[] = {
    {STATEMENT_READ_KEPT_RANGES, STATEMENT_INSERT_TARGET_RANGE},
    {STATEMENT_READ_KEPT_BLOCKLISTS, STATEMENT_INSERT_BLOCKLIST},
};

static const struct row_statements merged_facts[] = {
    {STATEMENT_READ_MERGED_SCAN, STATEMENT_INSERT_MERGED_SCAN},
    {STATEMENT_READ_MERGED_RUNS, STATEMENT_INSERT_MERGED_RUN},
    {STATEMENT_READ_KEPT_SETTINGS, STATEMENT_INSERT_MERGED_SETTING},
    {STATEMENT_READ_KEPT_PROBES, STATEMENT_INSERT_MERGED_PROBE},
    {STATEMENT_READ_KEPT_RANGES, STATEMENT_INSERT_MERGED_RANGE},
    {STATEMENT_READ_KEPT_BLOCKLISTS, STATEMENT_INSERT_BLOCKLIST},
    {STATEMENT_READ_KEPT_HEALTH, STATEMENT_INSERT_HEALTH},
    {STATEMENT_READ_KEPT_UNSOLICITED, STATEMENT_INSERT_UNSOLICITED},
    {STATEMENT_READ_KEPT_WINDOWS, STATEMENT_INSERT_WINDOW_COUNT},
    {STATEMENT_READ_KEPT_RATE_CHANGES, STATEMENT_INSERT_MERGED_RATE_CHANGE},
    {STATEMENT_READ_KEPT_PROGRESS, STATEMENT_INSERT_KEPT_PROGRESS},
    {STATEMENT_READ_MERGED_PROVENANCE, STATEMENT_INSERT_MERGED_PROVENANCE},
};

static const struct row_statements summaries[] = {
    {STATEMENT_READ_KEPT_SORTS, STATEMENT_INSERT_KEPT_SORT},
    {STATEMENT_READ_KEPT_SIGNATURES, STATEMENT_INSERT_KEPT_SIGNATURE},
    {STATEMENT_READ_KEPT_BLOCK_COUNTS, STATEMENT_ADD_BLOCKS},
};

static const struct row_statements empty_sorts[] = {
    {STATEMENT_READ_KEPT_EMPTY_SORTS, STATEMENT_INSERT_KEPT_SORT},
};

static const struct row_statements blocks[] = {
    {STATEMENT_READ_KEPT_BLOCKS, STATEMENT_INSERT_KEPT_BLOCK},
};

static const struct row_statements hosts[] = {
    {STATEMENT_READ_KEPT_HOSTS, STATEMENT_INSERT_KEPT_HOST},
};

static const struct row_statements comparisons[] = {
    {STATEMENT_READ_KEPT_COMPARISONS, STATEMENT_INSERT_KEPT_COMPARISON},
    {STATEMENT_READ_KEPT_CHURN, STATEMENT_INSERT_KEPT_CHURN},
    {STATEMENT_READ_KEPT_CHURN24, STATEMENT_INSERT_KEPT_CHURN24},
};

#define COUNT(statements) (sizeof(statements) / sizeof((statements)[0]))

bool scan_copy_facts(const struct row_copy *copy, struct error *error) {
    return row_copy_all(copy, facts, COUNT(facts), error) &&
           (!copy->is_full || row_copy_all(copy, full_facts, COUNT(full_facts), error));
}

bool scan_merge_facts(const struct row_copy *copy, struct error *error) {
    return row_copy_all(copy, merged_facts, COUNT(merged_facts), error);
}

bool scan_copy_summaries(const struct row_copy *copy, struct error *error) {
    return row_copy_all(copy, summaries, COUNT(summaries), error);
}

bool scan_copy_empty_sorts(const struct row_copy *copy, struct error *error) {
    return row_copy_all(copy, empty_sorts, COUNT(empty_sorts), error);
}

bool scan_copy_blocks(const struct row_copy *copy, struct error *error) {
    return row_copy_all(copy, blocks, COUNT(blocks), error);
}

bool scan_copy_hosts(const struct row_copy *copy, struct error *error) {
    return row_copy_all(copy, hosts, COUNT(hosts), error);
}

bool scan_copy_comparisons(const struct row_copy *copy, struct error *error) {
    return row_copy_all(copy, comparisons, COUNT(comparisons), error);
}
