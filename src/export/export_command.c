/* SPDX-License-Identifier: MIT
 * Opens the file, finds out what is wanted of it, and lets a form write it. */
#include "export/export_command.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/signals.h"
#include "base/watch.h"
#include "export/export_form.h"
#include "export/export_options.h"
#include "export/text_output.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"

enum { STEP_ROWS = 1 << 14 }; /* between two looks at the watch */

static const char doing[] = "exporting";

static const struct export_form *const forms[] = {
    &export_csv,  &export_json,  &export_list,
    &export_cidr, &export_range, &export_datasette,
};

const struct export_form *export_form_find(const char *name) {
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(forms[i]->name, name) == 0) {
            return forms[i];
        }
    }
    return NULL;
}

bool export_job_step(const struct export_job *job, uint64_t rows) {
    if (rows % STEP_ROWS != 0) {
        return true;
    }
    if (job->watch != NULL && !watch_step(job->watch, doing, -1)) {
        return error_set(job->error, "interrupted: '%s' was not written",
                         job->options->output);
    }
    return text_output_check(job->output, job->error);
}

/* What is exported must be in the file: see schema/014_sharing.sql. */
static bool has_rows(const struct export_job *job) {
    struct scan_contents contents;
    bool is_of_addresses = job->options->form->is_of_addresses;

    if (!scan_contents_read(job->database, job->scan, &contents, job->error)) {
        return false;
    }
    return (is_of_addresses ? contents.has_hosts : contents.has_replies) ||
           error_set(job->error,
                     "'%s' has no %s of scan %lld: it was shared at the level '%s'",
                     job->database->path, is_of_addresses ? "addresses" : "replies",
                     (long long)job->scan, contents.level);
}

static bool run(struct database *database, const struct export_options *options,
                struct text_output *output, struct watch *watch, struct error *error) {
    struct export_job job = {.database = database,
                             .options = options,
                             .output = output,
                             .watch = watch,
                             .error = error};

    return database_run(database, STATEMENT_BEGIN_READING, error) &&
           (options->form->is_of_queries ||
            (chosen_scan(database, options->scan, &job.scan, error) && has_rows(&job) &&
             chosen_probes_are_there(database, job.scan, options->probes,
                                     options->form->is_of_addresses, error))) &&
           options->form->write(&job);
}

static bool write_output(struct database *database,
                         const struct export_options *options,
                         struct text_output *output, struct watch *watch,
                         struct error *error) {
    return text_output_open(output, options->output, options->is_gzip, error) &&
           text_output_close(output, run(database, options, output, watch, error),
                             error);
}

/* A file that is not whole is removed when the user interrupts; a pipe needs no such
 * care, and a signal ends the program at once, be the pipe full. */
static bool watch_output(struct database *database,
                         const struct export_options *options,
                         struct text_output *output, struct error *error) {
    struct watch watch;

    if (!text_output_is_whole_or_none(options->output)) {
        return write_output(database, options, output, NULL, error);
    }
    watch_start(&watch, options->is_quiet);
    bool is_ok = write_output(database, options, output, &watch, error);
    if (!is_ok) {
        watch_step(&watch, doing, -1); /* takes a signal that has been told of */
    }
    watch_end(&watch);
    return is_ok;
}

static bool is_same_file(const char *a, const char *b) {
    struct stat status_a;
    struct stat status_b;

    return stat(a, &status_a) == 0 && stat(b, &status_b) == 0 &&
           status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
}

/* Replacing the log that belongs to a file would lose what is in it. */
static bool check_output(const struct export_options *options, struct error *error) {
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char path[PATH_MAX];
    char name[PATH_MAX + sizeof("-journal")];

    if (options->output == NULL || realpath(options->path, path) == NULL) {
        return true; /* opening it tells why */
    }
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
        if (is_same_file(options->output, name)) {
            return error_set_usage(error, "'%s' is the results file itself%s",
                                   options->output, i == 0 ? "" : ", or its log");
        }
    }
    return true;
}

static bool export_file(struct database *database, const struct export_options *options,
                        struct error *error) {
    struct text_output *output = malloc(sizeof(*output));

    if (output == NULL) {
        return error_set(error, "out of memory for the output");
    }
    bool is_ok = watch_output(database, options, output, error);
    free(output);
    return is_ok;
}

bool export_command(int argc, char **argv, struct error *error) {
    struct export_options options;
    struct database database;

    signals_begin_reading();
    if (!export_options_parse(argc, argv, &options, error) ||
        !check_output(&options, error) ||
        !database_open(options.path, &database, error)) {
        return false;
    }
    bool is_ok = export_file(&database, &options, error);
    database_close(&database);
    return is_ok;
}
