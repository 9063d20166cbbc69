/* SPDX-License-Identifier: MIT
 * How libFuzzer changes frames: now and then it begins from a crafted answer, since no
 * change of bytes finds a keyed field by itself. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "craft.h"
#include "dice.h"
#include "fuzz.h"
#include "worlds.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned seed) {
    struct dice dice = {.state = 0x9e3779b97f4a7c15ULL ^ seed};
    uint8_t frame[1 + CRAFT_FRAME_MAX];

    dice_next(&dice);
    if (!dice_one_in(&dice, 4)) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    frame[0] = (uint8_t)dice_next(&dice);
    size_t length = 1 + craft_frame(&dice, worlds_get(frame[0]),
                                    fuzz_link_type(frame[0]), frame + 1);
    if (length > max_size) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    memcpy(data, frame, length);
    return dice_one_in(&dice, 2) ? length : LLVMFuzzerMutate(data, length, max_size);
}
