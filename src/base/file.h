/* SPDX-License-Identifier: MIT
 * Reads small files whole: lists, blocklists, payloads. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct file_text {
    char *bytes; /* ends in a NUL that length does not count */
    size_t length;
};

/* Reads the file, or standard input for "-"; `what` names its role in errors, as in
 * "cannot open blocklist 'x.conf': ...". On success file_text_finish frees it. */
bool file_read(const char *path, const char *what, struct file_text *text,
               struct error *error);
/* The same of a file that should have at most `limit` bytes: when text->length is above
 * it, the file is longer, maybe endless as /dev/zero is, and the rest was not read. */
bool file_read_short(const char *path, const char *what, size_t limit,
                     struct file_text *text, struct error *error);
/* As file_read, and refuses a file that is not text: one with a NUL byte, behind which
 * the rest would not be seen. */
bool file_read_text(const char *path, const char *what, struct file_text *text,
                    struct error *error);
void file_text_finish(struct file_text *text);

/* Why a file could not be opened, by errno's value; for one of root's that earlier
 * commands left, how to get it, and the log beside it. Returns false. */
bool file_cannot_open(const char *path, int reason, struct error *error);

#endif
