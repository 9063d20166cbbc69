/* SPDX-License-Identifier: MIT
 * Whatever fails, the error has one line, and what was acknowledged stays. */
#include "judge.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trial.h"

void judge_fail(struct test *test, const struct trial *trial, const char *what,
                const char *detail) {
    test->failures++;
    printf("FAILED: %s, %s, number %lu%s (test_faults %zu %d %lu%s): %s: %s\n",
           trial->scenario->name, fault_name(trial->fault), trial->at,
           trial->is_lasting ? " and all after it" : "",
           (size_t)(trial->scenario - test->scenarios), (int)trial->fault, trial->at,
           trial->is_lasting ? " lasting" : "", what, detail);
    fflush(stdout);
}

/* A file, or what else there is none of. */
static bool names_what_failed(const char *text, const char *folder) {
    const char *const names[] = {folder, ":memory:", "standard output", "out of memory",
                                 "thread"};
    bool is_named = false;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        is_named |= strstr(text, names[i]) != NULL;
    }
    return is_named;
}

/* One line, that names what failed and why. */
static void judge_error(struct test *test, const struct trial *trial) {
    static const char *const empty_words[] = {"not an error", "no more rows",
                                              "another row", "unknown error"};
    const char *text = trial->error.text;

    if (!names_what_failed(text, test->world.scratch.folder)) {
        judge_fail(test, trial, "the error does not name the file", text);
    }
    if (strchr(text, '\n') != NULL) {
        judge_fail(test, trial, "the error has several lines", text);
    }
    for (size_t i = 0; i < sizeof(empty_words) / sizeof(empty_words[0]); i++) {
        if (strstr(text, empty_words[i]) != NULL) {
            judge_fail(test, trial, "the error has no cause", text);
        }
    }
}

/* Byte by byte what it was. */
static void judge_untouched(struct test *test, const struct trial *trial) {
    if (!trial_is_untouched(test)) {
        judge_fail(test, trial, "the file was changed", test->world.path);
    }
}

/* Without faults: pages, identities and summaries are right, and all is there that was
 * acknowledged. */
static void judge_file(struct test *test, const struct trial *trial,
                       struct contents *contents) {
    struct error error = {0};

    if (access(test->world.path, F_OK) < 0 && !test->has_base && !trial->is_ok) {
        *contents = (struct contents){0};
        return;
    }
    if (!trial_run_sound(test, world_check, &error)) {
        char *report = trial_text(test->output);

        judge_fail(test, trial, "the file is not sound", error.text);
        judge_fail(test, trial, "as the check says", report);
        free(report);
    }
    if (!trial_read_contents(test, contents, &error)) {
        judge_fail(test, trial, "the file does not open again", error.text);
        return;
    }
    if (contents->arrivals < test->base_arrivals + test->world.arrivals) {
        judge_fail(test, trial, "replies are lost", "that had been committed");
    }
}

/* The scan is gone on with, or begun again, or sealed: whatever is due. */
static void judge_going_on(struct test *test, const struct trial *trial,
                           const struct contents *contents) {
    scenario_fn *next = contents->scans == 0    ? world_scan
                        : contents->is_complete ? world_seal
                                                : world_resume;
    struct error error = {0};
    struct contents after = {0};

    if (!trial_run_sound(test, next, &error)) {
        judge_fail(test, trial, "it cannot be gone on with", error.text);
        return;
    }
    judge_file(test, trial, &after);
    if (!after.is_complete && contents->scans == 0) {
        judge_fail(test, trial, "the next scan is not complete", "");
    }
}

/* Nothing is left of what was not made. */
static void judge_remains(struct test *test, const struct trial *trial) {
    char pattern[160];
    glob_t found;

    snprintf(pattern, sizeof(pattern), "%s*", test->world.made);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = trial->is_ok ? 1 : 0; i < found.gl_pathc; i++) {
            judge_fail(test, trial, "something is left", found.gl_pathv[i]);
            unlink(found.gl_pathv[i]);
        }
        globfree(&found);
    }
}

void judge(struct test *test, struct trial *trial, bool goes_on) {
    struct contents contents = {0};

    if (!trial->is_ok) {
        judge_error(test, trial);
    } else if (trial->scenario->is_reading &&
               strcmp(trial->output, test->expected) != 0) {
        judge_fail(test, trial, "it succeeded, and printed something else",
                   trial->output);
    }
    if (trial->scenario->is_reading) {
        judge_untouched(test, trial);
    } else {
        judge_file(test, trial, &contents);
    }
    if (trial->scenario->is_making) {
        judge_remains(test, trial);
    }
    if (goes_on && !trial->scenario->is_reading) {
        judge_going_on(test, trial, &contents);
    }
}
