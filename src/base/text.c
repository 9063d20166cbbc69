/* SPDX-License-Identifier: MIT
 * A decoder that takes the shortest form of a character alone, and the one list of what
 * is not shown. */
#include "base/text.h"

#include <string.h>

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

bool text_next(struct text_rest *rest, struct text_piece *piece) {
    if (rest->at >= rest->end) {
        return false;
    }
    *piece = (struct text_piece){.bytes = rest->at};
    piece->length = text_decode(rest->at, &piece->character);
    if (piece->length == 0) {
        piece->length = 1;
        piece->character = TEXT_NO_CHARACTER;
    }
    rest->at += piece->length;
    return true;
}

/* Keep sorted. Unicode calls most of them format characters (category Cf). */
static const struct {
    uint32_t first;
    uint32_t last;
} unsafe[] = {
    {0x0000, 0x001f},   /* C0: NUL, tab, line ends, ESC */
    {0x007f, 0x009f},   /* DEL and C1, where 0x9b is ESC [ */
    {0x00ad, 0x00ad},   /* soft hyphen */
    {0x061c, 0x061c},   /* mark of direction */
    {0x180e, 0x180e},   /* of no width */
    {0x200b, 0x200f},   /* the same, and marks of direction */
    {0x2028, 0x202e},   /* line ends, then direction embedded and overridden */
    {0x2060, 0x206f},   /* of no width, then direction isolated */
    {0xfeff, 0xfeff},   /* byte order mark */
    {0xfff9, 0xfffb},   /* annotations */
    {0xe0000, 0xe0fff}, /* tags and variants: whole texts that nobody sees */
    {TEXT_NO_CHARACTER, UINT32_MAX},
};

bool text_is_unsafe(uint32_t character) {
    size_t i = 0;

    while (character > unsafe[i].last) {
        i++;
    }
    return character >= unsafe[i].first;
}

void text_write_piece(FILE *stream, const struct text_piece *piece) {
    if (text_is_unsafe(piece->character)) {
        fputc('?', stream);
    } else {
        fwrite(piece->bytes, 1, piece->length, stream);
    }
}

void text_write(FILE *stream, struct text_rest text) {
    struct text_piece piece;

    while (text_next(&text, &piece)) {
        text_write_piece(stream, &piece);
    }
}

void text_copy(char *string, size_t size, struct text_rest text) {
    size_t length = 0;

    while (text.at < text.end && length + 1 < size) {
        string[length++] = *text.at == '\0' ? '?' : *text.at;
        text.at++;
    }
    string[length] = '\0';
}

struct text_rest text_of_string(const char *string) {
    return (struct text_rest){string, string + strlen(string)};
}
