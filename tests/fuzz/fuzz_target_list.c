/* SPDX-License-Identifier: MIT
 * Reads any text as a list of targets; an accepted one must be a sound set. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "fuzz.h"
#include "target/range_set.h"
#include "target/target_list.h"

static void require_sound(const struct range_set *set) {
    uint64_t index = 0;

    fuzz_require(set->count >= 1 && set->count <= 1ULL << 32,
                 "an accepted list names an address");
    for (size_t i = 0; i < set->range_count; i++) {
        fuzz_require(set->ranges[i].first <= set->ranges[i].last,
                     "a range ends where it begins or later");
    }
    uint32_t last = range_set_nth(set, set->count - 1);
    fuzz_require(range_set_index_of(set, last, &index) && index == set->count - 1,
                 "the last address has the last index");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct range_set set = {0};
    struct error error = {.text = ""};
    char *text = malloc(size + 1);

    fuzz_require(text != NULL, "there is memory");
    memcpy(text, data, size);
    text[size] = '\0';
    if (target_list_parse("input", text, &set, &error)) {
        fuzz_require(range_set_seal(&set), "there is memory");
        require_sound(&set);
    } else {
        fuzz_require(error.text[0] != '\0' && error.is_usage,
                     "an error says what is wrong");
    }
    range_set_finish(&set);
    free(text);
    return 0;
}
