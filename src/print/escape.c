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

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_alphanumeric(char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

/* Between letters an underscore is one, and between digits a dot makes no link. */
static bool is_markup(uint32_t character, char before, char after) {
    switch (character) {
    case '_':
        return !is_alphanumeric(before) || !is_alphanumeric(after);
    case '.':
        return !is_digit(before) || !is_digit(after);
    default:
        return is_one_of("\\`*[]{}|!", character);
    }
}

/* Of characters that a backslash does not help with, or not everywhere; NULL for all
 * others. Many renderers look for users, issues and addresses of mail and the Web when
 * escapes are gone, and find none that something of no width is in. */
static const char *entity_of(uint32_t character, char before) {
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '~':
        return "&#126;";
    case '$':
        return "&#36;";
    case '/':
        return before == '/' ? "&#8203;/" : NULL;
    case '.':
        return before == 'w' || before == 'W' ? "&#8203;." : NULL;
    case '@':
        return "@&#8203;";
    case '#':
        return "#&#8203;";
    default:
        return NULL;
    }
}

void escape_markdown(FILE *stream, struct text_rest text) {
    struct text_piece piece;
    char before = '\0';

    while (text_next(&text, &piece)) {
        const char *entity = entity_of(piece.character, before);

        if (entity != NULL) {
            fputs(entity, stream);
        } else {
            fputs(is_markup(piece.character, before, *text.at) ? "\\" : "", stream);
            text_write_piece(stream, &piece);
        }
        before = *piece.bytes;
    }
}
