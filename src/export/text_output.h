/* SPDX-License-Identifier: MIT
 * Text that goes to a file or to standard output, compressed or not, by pieces. */
#ifndef EXPORT_TEXT_OUTPUT_H
#define EXPORT_TEXT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "export/part_file.h"

struct error;

enum { TEXT_OUTPUT_BUFFER = 1 << 16 };

struct text_output {
    const char *path;      /* the caller's; NULL: standard output */
    bool is_whole_or_none; /* it is a part_file */
    struct part_file file;
    int descriptor;
    void *gzip; /* zlib's gzFile, or NULL */
    size_t used;
    char buffer[TEXT_OUTPUT_BUFFER];
    int failure; /* errno's value of the first write that failed; the rest is dropped */
};

/* Whether what is written there gets that name only once it is whole: not what goes to
 * standard output, pipes and devices. */
bool text_output_is_whole_or_none(const char *path);

/* A file of that name is replaced, once the new one is whole. On failure there is
 * nothing to close. */
bool text_output_open(struct text_output *output, const char *path, bool is_gzip,
                      struct error *error);

/* False, and an error, once something could not be written; going on is of no use. A
 * pipe that nobody reads any more is an error without a text. */
bool text_output_check(const struct text_output *output, struct error *error);

void text_output_bytes(struct text_output *output, const char *bytes, size_t length);
void text_output_text(struct text_output *output, const char *text);
void text_output_number(struct text_output *output, int64_t number);
void text_output_address(struct text_output *output, uint32_t address);

/* Writes the rest and closes it. Unless all is well, no file is left. Returns whether
 * all is; errors as those of text_output_check. */
bool text_output_close(struct text_output *output, bool is_ok, struct error *error);

#endif
