/* SPDX-License-Identifier: MIT
 * Draws by seed, target, probe, attempt and word, so that the same ones always come. */
#ifndef SIMNET_DRAW_H
#define SIMNET_DRAW_H

#include <stdbool.h>

#include "frame.h"
#include "words.h"

/* What is drawn for, so that draws of one word are independent. */
enum { DRAW_SHARE, DRAW_DELAY, DRAW_LOSS, DRAW_NOISE };

struct asked {
    uint64_t seed;
    uint32_t target;
    uint32_t probe;
    uint32_t attempt; /* from 1 */
};

/* Spreads a number over all bits of the result, and no two to one: xor with shifted
 * bits and products with odd numbers can all be undone. */
MODEL uint64_t draw_mix(uint64_t number) {
    number ^= number >> 31;
    number *= 0x9e3779b97f4a7c15; /* 2^64 by the golden ratio */
    number ^= number >> 29;
    number *= 0xd1342543de82ef95;
    number ^= number >> 32;
    return number;
}

/* `word` is its place among the words of the probe. */
MODEL uint64_t draw(const struct asked *asked, uint32_t word, uint32_t what) {
    uint64_t who = (uint64_t)asked->target << 32 | asked->probe << 28 | what << 24 |
                   word << 16 | asked->attempt;

    /* Once more, or all draws of two seeds would differ by the same bits. */
    return draw_mix(draw_mix(asked->seed + 1) ^ draw_mix(who));
}

MODEL bool draw_is_sent(const struct asked *asked, const struct word *word,
                        uint32_t number) {
    if (word->attempt != ALL_ATTEMPTS && word->attempt != asked->attempt) {
        return false;
    }
    return word->share == ALWAYS ||
           (uint32_t)(draw(asked, number, DRAW_SHARE) >> 32) < word->share;
}

MODEL uint32_t draw_delay_us(const struct asked *asked, const struct word *word,
                             uint32_t number) {
    uint64_t range = (uint64_t)word->delay_max_us - word->delay_us + 1;

    if (range == 1) {
        return word->delay_us;
    }
    return word->delay_us +
           (uint32_t)((draw(asked, number, DRAW_DELAY) >> 32) * range >> 32);
}

#endif
