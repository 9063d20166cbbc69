/* SPDX-License-Identifier: MIT
 * Text that goes to a file or to standard output, compressed or not, by pieces. */
#ifndef EXPORT_TEXT_OUTPUT_H
#define EXPORT_TEXT_OUTPUT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum { TEXT_OUTPUT_BUFFER = 1 << 16 };

struct text_output {
    const char *path;      /* the caller's; NULL: standard output */
    bool is_whole_or_none; /* a file under another name until it is whole */
    char part[PATH_MAX];   /* that name */
    int descriptor;
    void *gzip; /* zlib's gzFile, or NULL */
    size_t used;
    char buffer[TEXT_OUTPUT_BUFFER];
    int failure; /* errno's value of the first write that failed; the rest is dropped */
};

/* A file of that name is replaced, once the new one is whole. On failure there is
 * nothing to close. */
bool text_output_open(struct text_output *output, const char *path, bool is_gzip,
                      struct error *error);

/* False once something could not be written; then going on is of no use. */
bool text_output_is_ok(const struct text_output *output);

void text_output_bytes(struct text_output *output, const char *bytes, size_t length);
void text_output_text(struct text_output *output, const char *text);
void text_output_number(struct text_output *output, int64_t number);
void text_output_address(struct text_output *output, uint32_t address);

/* Writes the rest and closes it. Unless all is well, no file is left. Returns whether
 * all is. A pipe that nobody reads any more is an error without a text. */
bool text_output_close(struct text_output *output, bool is_ok, struct error *error);

#endif
