/* SPDX-License-Identifier: MIT
 * Does one thing to a results file while one operation fails, or none does. */
#ifndef FAULTS_TRIAL_H
#define FAULTS_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "faults.h"
#include "world.h"

struct scenario {
    const char *name;
    scenario_fn *before[2]; /* what has been done to the file */
    scenario_fn *run;
    bool is_reading; /* the file stays as it is */
    bool is_making;  /* another one, world->made */
};

struct trial {
    const struct scenario *scenario;
    enum fault fault;
    unsigned long at;
    bool is_lasting;
    bool is_ok;         /* what the scenario returned */
    struct error error; /* and said */
    char *output;       /* and printed, or made; the caller frees it */
};

struct test {
    const struct scenario *scenarios; /* all, so that each has a number */
    struct world world;
    char base[128];   /* the file that a scenario begins with, if it does */
    char output[128]; /* what it prints */
    bool has_base;
    char *expected;                   /* what it prints when nothing fails */
    int64_t base_arrivals;            /* replies in that file */
    unsigned long operations[FAULTS]; /* in the scenario that could fail so */
    uint64_t random;                  /* what is left to chance */
    unsigned failures;
};

/* What a results file has. */
struct contents {
    int64_t scans;
    int64_t arrivals;
    bool is_complete; /* the newest scan */
};

bool trial_open(struct test *test);
void trial_close(struct test *test);

/* Makes the file that trials of the scenario begin with. */
bool trial_prepare(struct test *test, const struct scenario *scenario);

/* Begins with that file. */
void trial_run(struct test *test, struct trial *trial);

/* Without a fault, with the file as it is; what is printed is in test->output. */
bool trial_run_sound(struct test *test, scenario_fn *run, struct error *error);

bool trial_read_contents(struct test *test, struct contents *contents,
                         struct error *error);

/* Whether the file is what the scenario began with. */
bool trial_is_untouched(const struct test *test);

/* The text of a file, or of none; the caller frees it. */
char *trial_text(const char *path);

void trial_copy_file(const char *from, const char *to);

#endif
