/* SPDX-License-Identifier: MIT
 * Range sets against bitmaps of a small universe, and at the ends of the address space.
 */
#include <string.h>

#include "suite.h"
#include "target/range_set.h"

enum { UNIVERSE = 512, ROUNDS = 150, RANGES_MAX = 24 };

/* The same set twice: as the module holds it, and as plainly as can be. */
struct pair {
    struct range_set set;
    bool map[UNIVERSE];
};

/* Where the universe begins: both ends of the address space, and across a /16's. */
static const uint32_t bases[] = {0, UINT32_MAX - UNIVERSE + 1,
                                 0xc0000000 - UNIVERSE / 2};

enum { BASES = sizeof(bases) / sizeof(bases[0]) };

static void draw_pair(struct pair *pair, uint32_t base, uint64_t *state) {
    uint64_t ranges = draw_below(state, RANGES_MAX);

    memset(pair, 0, sizeof(*pair));
    for (uint64_t i = 0; i < ranges; i++) {
        uint32_t first = (uint32_t)draw_below(state, UNIVERSE);
        uint32_t room = UNIVERSE - first < 40 ? UNIVERSE - first : 40;
        uint32_t length = 1 + (uint32_t)draw_below(state, room);
        struct address_range range = {base + first, base + first + length - 1};

        CU_ASSERT_TRUE(range_set_add(&pair->set, range));
        memset(pair->map + first, true, length);
    }
    CU_ASSERT_TRUE(range_set_seal(&pair->set));
}

/* How many answers of the set differ from the map's. */
static unsigned count_wrong(const struct range_set *set, const bool *map,
                            uint32_t base) {
    uint64_t count = 0;
    unsigned wrong = 0;

    for (uint32_t i = 0; i < UNIVERSE; i++) {
        uint64_t index = UINT64_MAX;

        wrong += range_set_contains(set, base + i) != map[i];
        wrong += range_set_index_of(set, base + i, &index) != map[i];
        if (map[i]) {
            wrong += index != count || range_set_nth(set, count) != base + i;
            count++;
        }
    }
    return wrong + (set->count != count);
}

static void random_sets_agree_with_a_bitmap(void) {
    uint64_t state = 1;

    for (int i = 0; i < ROUNDS * BASES; i++) {
        struct pair pair;

        draw_pair(&pair, bases[i % BASES], &state);
        CU_ASSERT_EQUAL(count_wrong(&pair.set, pair.map, bases[i % BASES]), 0);
        range_set_finish(&pair.set);
    }
}

static void ranges_are_sorted_disjoint_and_never_adjacent(void) {
    uint64_t state = 2;

    for (int i = 0; i < ROUNDS * BASES; i++) {
        struct pair pair;

        draw_pair(&pair, bases[i % BASES], &state);
        for (size_t j = 1; j < pair.set.range_count; j++) {
            CU_ASSERT_TRUE(pair.set.ranges[j].first >
                           (uint64_t)pair.set.ranges[j - 1].last + 1);
        }
        range_set_finish(&pair.set);
    }
}

static void differences_agree_with_a_bitmap(void) {
    uint64_t state = 3;

    for (int i = 0; i < ROUNDS * BASES; i++) {
        struct range_set difference = {0};
        struct pair from;
        struct pair minus;
        bool map[UNIVERSE];

        draw_pair(&from, bases[i % BASES], &state);
        draw_pair(&minus, bases[i % BASES], &state);
        for (int j = 0; j < UNIVERSE; j++) {
            map[j] = from.map[j] && !minus.map[j];
        }
        CU_ASSERT_TRUE(range_set_subtract(&from.set, &minus.set, &difference));
        CU_ASSERT_EQUAL(count_wrong(&difference, map, bases[i % BASES]), 0);
        range_set_finish(&difference);
        range_set_finish(&from.set);
        range_set_finish(&minus.set);
    }
}

static void make(struct range_set *set, const struct address_range *ranges,
                 size_t count) {
    *set = (struct range_set){0};
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_TRUE(range_set_add(set, ranges[i]));
    }
    CU_ASSERT_TRUE(range_set_seal(set));
}

static void an_empty_set_has_nothing(void) {
    struct range_set set;
    uint64_t index;

    make(&set, NULL, 0);
    CU_ASSERT_EQUAL(set.count, 0);
    CU_ASSERT_FALSE(range_set_contains(&set, 0));
    CU_ASSERT_FALSE(range_set_contains(&set, UINT32_MAX));
    CU_ASSERT_FALSE(range_set_index_of(&set, 0xc0000201, &index));
    range_set_finish(&set);
}

static void the_whole_address_space_is_a_set(void) {
    static const uint32_t some[] = {0,          1,          0x7fffffff,
                                    0x80000000, 0xc0000201, UINT32_MAX};
    struct range_set set;

    make(&set, &(struct address_range){0, UINT32_MAX}, 1);
    CU_ASSERT_EQUAL(set.count, 1ULL << 32);
    for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        uint64_t index = 0;

        CU_ASSERT_TRUE(range_set_index_of(&set, some[i], &index));
        CU_ASSERT_EQUAL(index, some[i]);
        CU_ASSERT_EQUAL(range_set_nth(&set, some[i]), some[i]);
    }
    range_set_finish(&set);
}

static void the_first_and_the_last_address_can_stand_alone(void) {
    const struct address_range ends[] = {{UINT32_MAX, UINT32_MAX}, {0, 0}};
    struct range_set set;
    uint64_t index = 0;

    make(&set, ends, 2);
    CU_ASSERT_EQUAL(set.count, 2);
    CU_ASSERT_EQUAL(range_set_nth(&set, 0), 0);
    CU_ASSERT_EQUAL(range_set_nth(&set, 1), UINT32_MAX);
    CU_ASSERT_TRUE(range_set_index_of(&set, UINT32_MAX, &index));
    CU_ASSERT_EQUAL(index, 1);
    CU_ASSERT_FALSE(range_set_contains(&set, 1));
    CU_ASSERT_FALSE(range_set_contains(&set, UINT32_MAX - 1));
    range_set_finish(&set);
}

static void subtracting_everything_leaves_nothing(void) {
    const struct address_range all = {0, UINT32_MAX};
    struct range_set from;
    struct range_set minus;
    struct range_set difference = {0};

    make(&from, &all, 1);
    make(&minus, &all, 1);
    CU_ASSERT_TRUE(range_set_subtract(&from, &minus, &difference));
    CU_ASSERT_EQUAL(difference.count, 0);
    range_set_finish(&from);
    range_set_finish(&minus);
    range_set_finish(&difference);
}

static void subtracting_the_ends_leaves_the_middle(void) {
    const struct address_range all = {0, UINT32_MAX};
    const struct address_range ends[] = {{0, 0}, {UINT32_MAX, UINT32_MAX}};
    struct range_set from;
    struct range_set minus;
    struct range_set difference = {0};

    make(&from, &all, 1);
    make(&minus, ends, 2);
    CU_ASSERT_TRUE(range_set_subtract(&from, &minus, &difference));
    CU_ASSERT_EQUAL(difference.count, (1ULL << 32) - 2);
    CU_ASSERT_EQUAL(range_set_nth(&difference, 0), 1);
    CU_ASSERT_EQUAL(range_set_nth(&difference, difference.count - 1), UINT32_MAX - 1);
    range_set_finish(&from);
    range_set_finish(&minus);
    range_set_finish(&difference);
}

enum { PREFIXES = 1 << 20 };

/* The first 256 addresses of each block of 4096, in no order. */
static void fill_prefixes(struct range_set *set) {
    for (uint32_t i = 0; i < PREFIXES; i++) {
        uint32_t place = i * 2654435761U % PREFIXES; /* odd: each place once */
        struct address_range range = {place << 12, (place << 12) + 0xff};

        range_set_add(set, range);
    }
}

static void a_million_prefixes_are_a_set(void) {
    struct range_set set = {0};
    uint64_t state = 4;
    unsigned wrong = 0;

    fill_prefixes(&set);
    CU_ASSERT_TRUE_FATAL(range_set_seal(&set));
    CU_ASSERT_EQUAL(set.range_count, PREFIXES);
    CU_ASSERT_EQUAL(set.count, (uint64_t)PREFIXES << 8);
    for (int i = 0; i < 100000; i++) {
        uint64_t index = draw_below(&state, set.count);
        uint64_t back = 0;
        uint32_t address = range_set_nth(&set, index);

        wrong += address != ((uint32_t)(index >> 8) << 12 | (index & 0xff));
        wrong += !range_set_index_of(&set, address, &back) || back != index;
        wrong += range_set_contains(&set, address | 0x100);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    range_set_finish(&set);
}

static CU_TestInfo cases[] = {
    CASE(random_sets_agree_with_a_bitmap),
    CASE(ranges_are_sorted_disjoint_and_never_adjacent),
    CASE(differences_agree_with_a_bitmap),
    CASE(an_empty_set_has_nothing),
    CASE(the_whole_address_space_is_a_set),
    CASE(the_first_and_the_last_address_can_stand_alone),
    CASE(subtracting_everything_leaves_nothing),
    CASE(subtracting_the_ends_leaves_the_middle),
    CASE(a_million_prefixes_are_a_set),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"range_set", cases};
