/* SPDX-License-Identifier: MIT
 * Replays seeds through a fuzz target, each as it is and changed at random, the same
 * way in each run. So the target is an ordinary test where there is no libFuzzer. An
 * argument "crafted=N" stands for N frames that are made up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "craft.h"
#include "dice.h"
#include "fuzz.h"
#include "seeds.h"
#include "worlds.h"

enum { CHANGES = 500, GROWTH_MAX = 64 };

struct replay {
    struct dice dice;
    unsigned long seeds;
};

/* In memory of exactly that size, so that a sanitizer sees each byte read too far. */
static void offer(const uint8_t *bytes, size_t length) {
    uint8_t *copy = malloc(length + (length == 0));

    fuzz_require(copy != NULL, "there is memory");
    memcpy(copy, bytes, length);
    LLVMFuzzerTestOneInput(copy, length);
    free(copy);
}

static void change(struct replay *replay, uint8_t *bytes, size_t *length) {
    size_t at = dice_below(&replay->dice, *length + 1);

    switch (dice_below(&replay->dice, 5)) {
    case 0: /* cut */
        *length = at;
        break;
    case 1: /* grow */
        bytes[(*length)++] = (uint8_t)dice_below(&replay->dice, 256);
        break;
    case 2: /* move a part to the front */
        memmove(bytes, bytes + at, *length - at);
        *length -= at;
        break;
    case 3: /* flip a bit */
        bytes[at] ^= (uint8_t)(1 << dice_below(&replay->dice, 8));
        break;
    default: /* set a byte */
        bytes[at] = (uint8_t)dice_below(&replay->dice, 256);
    }
}

/* At most eight changes, each of which adds a byte or none. */
static void offer_changed(struct replay *replay, const uint8_t *bytes, size_t length) {
    uint8_t *copy = calloc(length + GROWTH_MAX, 1);
    uint64_t changes = 1 + dice_below(&replay->dice, 8);

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

static void craft(struct replay *replay, unsigned long count) {
    uint8_t bytes[1 + CRAFT_FRAME_MAX];

    for (unsigned long i = 0; i < count; i++) {
        bytes[0] = (uint8_t)dice_below(&replay->dice, FUZZ_WORLDS * FUZZ_LINK_TYPES);
        size_t length = craft_frame(&replay->dice, worlds_get(bytes[0]),
                                    fuzz_link_type(bytes[0]), bytes + 1);

        offer(bytes, 1 + length);
        offer_changed(replay, bytes, 1 + length);
    }
    printf("%lu crafted frames, each once changed\n", count);
}

int main(int argc, char **argv) {
    struct replay replay = {.dice = {1}};
    struct error error;

    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "crafted=", strlen("crafted=")) == 0) {
            craft(&replay, strtoul(argv[i] + strlen("crafted="), NULL, 10));
        } else if (!seeds_read(argv[i], replay_seed, &replay, &error)) {
            fprintf(stderr, "%s\n", error.text);
            return EXIT_FAILURE;
        }
    }
    printf("%lu seeds, each %d times changed\n", replay.seeds, CHANGES);
    return replay.seeds > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
