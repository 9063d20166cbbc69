/* SPDX-License-Identifier: MIT
 * Whenever a scan is looked at, what it has asked so far is a fair sample of its
 * targets: even over their /8s and /16s, for each shard, in the middle as at the
 * beginning. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "chi_square.h"
#include "scan/targets.h"
#include "suite.h"
#include "target/permutation.h"

enum {
    BLOCKS_8 = 1 << 8,
    BLOCKS_16 = 1 << 16,
    PREFIXES_MIN = 12, /* log2 of the first and last prefix that is looked at */
    PREFIXES_MAX = 21,
};

/* All of IPv4 but for the special-purpose addresses, as a scan has it. */
struct space {
    struct scan_targets targets;
    double share_8[BLOCKS_8]; /* of the targets, by block */
    double share_16[BLOCKS_16];
};

static void open_space(struct space *space) {
    static char everything[] = "0.0.0.0/0";
    char *const all[] = {everything};
    const struct scan_options options = {.targets = all, .target_count = 1};
    const struct range_set *allowed = &space->targets.allowed;
    struct error error;

    memset(space, 0, sizeof(*space));
    CU_ASSERT_TRUE_FATAL(targets_load(&options, &space->targets, &error));
    for (size_t i = 0; i < allowed->range_count; i++) {
        for (uint64_t at = allowed->ranges[i].first; at <= allowed->ranges[i].last;) {
            uint64_t end = (at | 0xffff) + 1; /* of its /16 */
            uint64_t stop = (uint64_t)allowed->ranges[i].last + 1;
            double share =
                (double)((end < stop ? end : stop) - at) / (double)allowed->count;

            space->share_8[at >> 24] += share;
            space->share_16[at >> 16] += share;
            at = end < stop ? end : stop;
        }
    }
}

/* What a stretch of the order hit. */
struct hits {
    uint32_t in_8[BLOCKS_8];
    uint32_t in_16[BLOCKS_16];
    double expected[BLOCKS_16];
};

static bool is_fair(struct hits *hits, const struct space *space, uint64_t targets) {
    for (unsigned i = 0; i < BLOCKS_8; i++) {
        hits->expected[i] = space->share_8[i] * (double)targets;
    }
    bool is_ok = is_by_chance(hits->in_8, hits->expected, BLOCKS_8);
    for (unsigned i = 0; i < BLOCKS_16; i++) {
        hits->expected[i] = space->share_16[i] * (double)targets;
    }
    bool has_enough = targets >= 6 * BLOCKS_16;
    return is_ok &&
           (!has_enough || is_by_chance(hits->in_16, hits->expected, BLOCKS_16));
}

/* Walks from an index in steps, and looks at each power of two. */
static unsigned count_unfair(const struct space *space, uint64_t seed, uint64_t from,
                             uint64_t step) {
    const struct range_set *allowed = &space->targets.allowed;
    struct hits *hits = calloc(1, sizeof(*hits));
    struct permutation permutation;
    unsigned unfair = 0;

    CU_ASSERT_TRUE_FATAL(permutation_init(&permutation, allowed->count, seed));
    for (uint64_t i = 1; i <= 1ULL << PREFIXES_MAX; i++) {
        uint64_t index = from + (i - 1) * step;
        uint32_t target =
            range_set_nth(allowed, permutation_apply(&permutation, index));
        bool is_prefix = (i & (i - 1)) == 0 && i >= 1ULL << PREFIXES_MIN;

        hits->in_8[target >> 24]++;
        hits->in_16[target >> 16]++;
        unfair += is_prefix && !is_fair(hits, space, i);
    }
    permutation_finish(&permutation);
    free(hits);
    return unfair;
}

static void any_prefix_of_a_scan_is_a_fair_sample(void) {
    static const uint64_t seeds[] = {0, 1, 42, INT64_MAX};
    struct space *space = malloc(sizeof(*space));

    open_space(space);
    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
        CU_ASSERT_EQUAL(count_unfair(space, seeds[i], 0, 1), 0);
    }
    targets_finish(&space->targets);
    free(space);
}

static void any_prefix_of_a_shard_is_a_fair_sample(void) {
    struct space *space = malloc(sizeof(*space));

    open_space(space);
    for (uint64_t shard = 0; shard < 3; shard++) {
        CU_ASSERT_EQUAL(count_unfair(space, 7, shard * 331, 1000), 0);
    }
    targets_finish(&space->targets);
    free(space);
}

static void any_stretch_of_a_scan_is_a_fair_sample(void) {
    struct space *space = malloc(sizeof(*space));

    open_space(space);
    CU_ASSERT_EQUAL(count_unfair(space, 7, space->targets.allowed.count / 2, 1), 0);
    CU_ASSERT_EQUAL(
        count_unfair(space, 7, space->targets.allowed.count - (1 << PREFIXES_MAX), 1),
        0);
    targets_finish(&space->targets);
    free(space);
}

static CU_TestInfo cases[] = {
    CASE(any_prefix_of_a_scan_is_a_fair_sample),
    CASE(any_prefix_of_a_shard_is_a_fair_sample),
    CASE(any_stretch_of_a_scan_is_a_fair_sample),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"spread", cases};
