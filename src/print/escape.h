/* SPDX-License-Identifier: MIT
 * A text in each form that programs read on, so that it is nothing but text there. What
 * is unsafe in base/text.h does not get out of any of them as it is. */
#ifndef PRINT_ESCAPE_H
#define PRINT_ESCAPE_H

#include <stdio.h>

#include "base/text.h"

/* A field of CSV, quoted if need be, with '?' for what is unsafe. One that spreadsheets
 * could take for a formula gets an apostrophe in front. */
void escape_csv(FILE *stream, struct text_rest text);

/* The inside of a string of JSON, which may also stand in a page of HTML. */
void escape_json(FILE *stream, struct text_rest text);

/* A cell of a table of Markdown (GitHub's), with '?' for what is unsafe: no markup, no
 * HTML, and no links, which would be made of bare addresses too. */
void escape_markdown(FILE *stream, struct text_rest text);

#endif
