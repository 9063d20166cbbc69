/* SPDX-License-Identifier: MIT
 * Replays seeds through a fuzz target, each as it is and changed at random, the same
 * way in each run. So the target is an ordinary test where there is no libFuzzer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "fuzz.h"
#include "seeds.h"

enum { CHANGES = 500, GROWTH_MAX = 64 };

struct replay {
    uint64_t state; /* of the pseudo-random numbers */
    unsigned long seeds;
};

/* Xorshift (Marsaglia, 2003). */
static uint64_t draw_below(struct replay *replay, uint64_t limit) {
    replay->state ^= replay->state << 13;
    replay->state ^= replay->state >> 7;
    replay->state ^= replay->state << 17;
    return replay->state % limit;
}

/* In memory of exactly that size, so that a sanitizer sees each byte read too far. */
static void offer(const uint8_t *bytes, size_t length) {
    uint8_t *copy = malloc(length + (length == 0));

    fuzz_require(copy != NULL, "there is memory");
    memcpy(copy, bytes, length);
    LLVMFuzzerTestOneInput(copy, length);
    free(copy);
}

static void change(struct replay *replay, uint8_t *bytes, size_t *length) {
    size_t at = draw_below(replay, *length + 1);

    switch (draw_below(replay, 5)) {
    case 0: /* cut */
        *length = at;
        break;
    case 1: /* grow */
        bytes[(*length)++] = (uint8_t)draw_below(replay, 256);
        break;
    case 2: /* move a part to the front */
        memmove(bytes, bytes + at, *length - at);
        *length -= at;
        break;
    case 3: /* flip a bit */
        bytes[at] ^= (uint8_t)(1 << draw_below(replay, 8));
        break;
    default: /* set a byte */
        bytes[at] = (uint8_t)draw_below(replay, 256);
    }
}

/* At most eight changes, each of which adds a byte or none. */
static void offer_changed(struct replay *replay, const uint8_t *bytes, size_t length) {
    uint8_t *copy = calloc(length + GROWTH_MAX, 1);
    uint64_t changes = 1 + draw_below(replay, 8);

    fuzz_require(copy != NULL, "there is memory");
    memcpy(copy, bytes, length);
    for (uint64_t i = 0; i < changes; i++) {
        change(replay, copy, &length);
    }
    offer(copy, length);
    free(copy);
}

static void replay_seed(void *context, const uint8_t *bytes, size_t length) {
    struct replay *replay = context;

    offer(bytes, length);
    for (int i = 0; i < CHANGES; i++) {
        offer_changed(replay, bytes, length);
    }
    replay->seeds++;
}

int main(int argc, char **argv) {
    struct replay replay = {.state = 1};
    struct error error;

    for (int i = 1; i < argc; i++) {
        if (!seeds_read(argv[i], replay_seed, &replay, &error)) {
            fprintf(stderr, "%s\n", error.text);
            return EXIT_FAILURE;
        }
    }
    printf("%lu seeds, each %d times changed\n", replay.seeds, CHANGES);
    return replay.seeds > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
