/* SPDX-License-Identifier: MIT
 * Results files come from strangers, too: what a text in them could do depends on who
 * reads the form that it is printed in. */
#include "print/escape.h"

#include <string.h>

/* ASCII alone; a NUL is never among them. */
static bool is_one_of(const char *characters, uint32_t character) {
    return character != '\0' && character < 0x80 &&
           strchr(characters, (int)character) != NULL;
}

/* That spreadsheets may drop from the front of a field. */
static bool is_blank(uint32_t character) {
    return character == ' ' || character == 0xa0 ||
           (character >= 0x2000 && character <= 0x200a) || character == 0x202f ||
           character == 0x205f || character == 0x3000;
}

/* Those of full width count where they are at home. */
static bool begins_formula(uint32_t character) {
    return is_one_of("=+-@\t\r\n", character) || character == 0xff1d ||
           character == 0xff0b || character == 0xff0d || character == 0xff20;
}

/* What is in front of it may be dropped, or not be seen. */
static bool is_formula(struct text_rest text) {
    struct text_piece piece;

    while (text_next(&text, &piece)) {
        if (begins_formula(piece.character)) {
            return true;
        }
        if (!is_blank(piece.character) && !text_is_unsafe(piece.character)) {
            return false;
        }
    }
    return false;
}

/* Some programs take a semicolon for a comma. */
static bool needs_quotes(struct text_rest text) {
    struct text_piece piece;

    while (text_next(&text, &piece)) {
        if (is_one_of(",;\"", piece.character)) {
            return true;
        }
    }
    return false;
}

void escape_csv(FILE *stream, struct text_rest text) {
    const char *quote = needs_quotes(text) ? "\"" : "";
    struct text_piece piece;

    fprintf(stream, "%s%s", quote, is_formula(text) ? "'" : "");
    while (text_next(&text, &piece)) {
        fputs(piece.character == '"' ? "\"" : "", stream);
        text_write_piece(stream, &piece);
    }
    fputs(quote, stream);
}

/* Beyond 16 bits it takes two halves (RFC 8259, section 7). */
static void write_number(FILE *stream, uint32_t character) {
    if (character == TEXT_NO_CHARACTER) {
        character = 0xfffd; /* the one that Unicode has for it */
    }
    if (character > 0xffff) {
        fprintf(stream, "\\u%04x", 0xd800 + ((character - 0x10000) >> 10));
        character = 0xdc00 + (character & 0x3ff);
    }
    fprintf(stream, "\\u%04x", character);
}

void escape_json(FILE *stream, struct text_rest text) {
    struct text_piece piece;

    while (text_next(&text, &piece)) {
        if (text_is_unsafe(piece.character) || is_one_of("<>&", piece.character)) {
            write_number(stream, piece.character);
        } else {
            fputs(is_one_of("\"\\", piece.character) ? "\\" : "", stream);
            text_write_piece(stream, &piece);
        }
    }
}

void escape_markdown(FILE *stream, struct text_rest text) {
    struct text_piece piece;

    while (text_next(&text, &piece)) {
        fputs(is_one_of("|<", piece.character) ? "\\" : "", stream);
        text_write_piece(stream, &piece);
    }
}
