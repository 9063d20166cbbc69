/* SPDX-License-Identifier: MIT
 * What the forms of replies have in common: a line for each reply that is wanted. */
#ifndef EXPORT_EXPORT_REPLIES_H
#define EXPORT_EXPORT_REPLIES_H

#include <stdbool.h>
#include <stdint.h>

#include "export/sort_texts.h"

struct export_job;
struct log_row;

/* What lines need of the scan. */
struct exported_scan {
    int64_t scan;
    int64_t started_us;
    uint32_t source; /* our address */
};

typedef void export_line_fn(const struct export_job *job,
                            const struct exported_scan *scan, const struct log_row *row,
                            const struct sort_text *text);

bool export_replies(const struct export_job *job, sort_text_fn *write_sort,
                    export_line_fn *write_line);

#endif
