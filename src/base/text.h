/* SPDX-License-Identifier: MIT
 * Text from elsewhere, as UTF-8 (RFC 3629), which may be none, or steer what shows it.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { TEXT_NO_CHARACTER = 0x110000 }; /* one beyond the last */

/* What is left of a text. There is a NUL at its end, and there may be some within. */
struct text_rest {
    const char *at;
    const char *end;
};

/* A character, or a byte that belongs to none. */
struct text_piece {
    const char *bytes;
    size_t length;
    uint32_t character; /* TEXT_NO_CHARACTER if it is none */
};

/* The length in bytes of the character that a text, which is not empty, begins with; 0
 * if these bytes are none. *character gets its number. */
size_t text_decode(const char *text, uint32_t *character);

/* Takes the next piece; false at the end. */
bool text_next(struct text_rest *rest, struct text_piece *piece);

/* Whether a character must not be shown as it is: one that terminals obey, or that is
 * not seen itself and hides or reorders what is; TEXT_NO_CHARACTER, too. */
bool text_is_unsafe(uint32_t character);

/* For people, with '?' for whatever is unsafe. */
void text_write_piece(FILE *stream, const struct text_piece *piece);
void text_write(FILE *stream, struct text_rest text);

/* Copies a text as a string, where '?' stands for a NUL; what does not fit is left out.
 */
void text_copy(char *string, size_t size, struct text_rest text);

struct text_rest text_of_string(const char *string);

#endif
