/* SPDX-License-Identifier: MIT
 * A decoder that takes the shortest form of a character alone. */
#include "base/text.h"

enum { CONTINUED = 0x80, CONTINUED_BITS = 6, LENGTH_MAX = 4 };

/* The first byte of characters of each length, less the bits of the character, and the
 * lowest character that needs that length. */
static const struct {
    uint8_t mask;
    uint8_t mark;
    uint32_t lowest;
} forms[LENGTH_MAX] = {
    {0x80, 0x00, 0x00},
    {0xe0, 0xc0, 0x80},
    {0xf0, 0xe0, 0x800},
    {0xf8, 0xf0, 0x10000},
};

static bool is_character(uint32_t number, size_t length) {
    bool is_surrogate = number >= 0xd800 && number <= 0xdfff;

    return number >= forms[length - 1].lowest && number <= 0x10ffff && !is_surrogate;
}

size_t text_decode(const char *text, uint32_t *character) {
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = 1;

    while (length < LENGTH_MAX &&
           (bytes[0] & forms[length - 1].mask) != forms[length - 1].mark) {
        length++;
    }
    if ((bytes[0] & forms[length - 1].mask) != forms[length - 1].mark) {
        return 0;
    }
    uint32_t number = bytes[0] & (uint8_t)~forms[length - 1].mask;
    for (size_t i = 1; i < length; i++) { /* a text's end continues nothing */
        if (bytes[i] >> CONTINUED_BITS != CONTINUED >> CONTINUED_BITS) {
            return 0;
        }
        number = number << CONTINUED_BITS | (bytes[i] & (CONTINUED - 1) >> 1);
    }
    *character = number;
    return is_character(number, length) ? length : 0;
}

bool text_is_control(uint32_t character) {
    return character < ' ' || (character >= 0x7f && character <= 0x9f);
}

void text_write(FILE *stream, const char *text) {
    while (*text != '\0') {
        uint32_t character;
        size_t length = text_decode(text, &character);

        if (length == 0 || text_is_control(character)) {
            fputc('?', stream);
        } else {
            fwrite(text, 1, length, stream);
        }
        text += length == 0 ? 1 : length;
    }
}
