/* SPDX-License-Identifier: MIT
 * The forms in which a scan is exported: one small object each. */
#ifndef EXPORT_EXPORT_FORM_H
#define EXPORT_EXPORT_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct export_options;
struct text_output;
struct watch;

/* An export under way; the file is in a read transaction. */
struct export_job {
    struct database *database;
    const struct export_options *options;
    int64_t scan;
    struct text_output *output;
    struct watch *watch; /* NULL: nobody watches */
    struct error *error;
};

struct export_form {
    const char *name;     /* of --to */
    bool is_of_addresses; /* else of replies, or ... */
    bool is_of_queries;   /* ... of neither: which conditions it takes */
    bool (*write)(const struct export_job *job);
};

extern const struct export_form export_csv;
extern const struct export_form export_json;
extern const struct export_form export_list;
extern const struct export_form export_cidr;
extern const struct export_form export_range;
extern const struct export_form export_datasette;

/* NULL if there is none of that name. */
const struct export_form *export_form_find(const char *name);

/* To be called for each row: lets the watch look now and then. False if it says stop,
 * or if writing has failed, of which the output tells. */
bool export_job_step(const struct export_job *job, uint64_t rows);

#endif
