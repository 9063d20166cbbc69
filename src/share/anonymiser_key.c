/* SPDX-License-Identifier: MIT
 * Reads keys strictly: what is given by mistake, a list of addresses say, is no secret,
 * and whoever has it as well could tell the addresses. */
#include "share/anonymiser_key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"

enum {
    DIGITS = 2 * CRYPTO_PAN_KEY_SIZE,
    LONGEST = 2 + DIGITS + 2 /* "0x", the digits, "\r\n" */
};

#define REMEDY "make one with: head -c 32 /dev/urandom > key"

/* The hash is of nothing else than a key, whatever else is hashed with the same key. */
static const char id_purpose[] = "liveness anonymiser key id";

static bool begins_with(const char *text, size_t length, const char *start) {
    return length >= strlen(start) && memcmp(text, start, strlen(start)) == 0;
}

/* How many bytes at the end are a line's end. */
static size_t line_end_length(const char *text, size_t length) {
    if (length == 0 || text[length - 1] != '\n') {
        return 0;
    }
    return length > 1 && text[length - 2] == '\r' ? 2 : 1;
}

static bool parse_digits(const char *text, size_t length, struct anonymiser_key *key) {
    if (begins_with(text, length, "0x") || begins_with(text, length, "0X")) {
        text += 2;
        length -= 2;
    }
    length -= line_end_length(text, length);
    return length == DIGITS && sodium_hex2bin(key->bytes, sizeof(key->bytes), text,
                                              length, NULL, NULL, NULL) == 0;
}

static bool parse(const struct file_text *text, struct anonymiser_key *key) {
    if (text->length == sizeof(key->bytes)) {
        memcpy(key->bytes, text->bytes, sizeof(key->bytes));
        return true;
    }
    if (parse_digits(text->bytes, text->length, key)) {
        return true;
    }
    anonymiser_key_wipe(key); /* digits before one that is none */
    return false;
}

/* A file that is not there, say, is made with the same command. */
static bool add_remedy(struct error *error) {
    size_t length = strlen(error->text);

    if (error->is_usage) {
        snprintf(error->text + length, sizeof(error->text) - length, "; " REMEDY);
    }
    return false;
}

bool anonymiser_key_read(const char *path, struct anonymiser_key *key,
                         struct error *error) {
    struct file_text text;

    *key = (struct anonymiser_key){0};
    if (!file_read_short(path, "key file", LONGEST, &text, error)) {
        return add_remedy(error);
    }
    bool is_ok = parse(&text, key);
    sodium_memzero(text.bytes, text.length);
    file_text_finish(&text);
    return is_ok || error_set_usage(error,
                                    "key file '%s' holds no key: expected 32 bytes, or "
                                    "64 hexadecimal digits, and nothing else; " REMEDY,
                                    path);
}

void anonymiser_key_random(struct anonymiser_key *key) {
    randombytes_buf(key->bytes, sizeof(key->bytes));
}

char *anonymiser_key_id(const struct anonymiser_key *key, char *text) {
    struct digest digest;
    char hash[DIGEST_TEXT_SIZE];

    digest_begin(&digest);
    digest_add(&digest, id_purpose, sizeof(id_purpose));
    digest_add(&digest, key->bytes, sizeof(key->bytes));
    digest_end(&digest, hash);
    sodium_memzero(&digest, sizeof(digest));
    memcpy(text, hash, ANONYMISER_KEY_ID_SIZE - 1);
    text[ANONYMISER_KEY_ID_SIZE - 1] = '\0';
    return text;
}

void anonymiser_key_wipe(struct anonymiser_key *key) {
    sodium_memzero(key->bytes, sizeof(key->bytes));
}
