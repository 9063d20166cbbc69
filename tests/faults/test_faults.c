/* SPDX-License-Identifier: MIT
 * Lets each operation on disk and memory fail in turn, in everything that is done to a
 * results file, and looks each time whether what had been acknowledged is there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "judge.h"
#include "places.h"
#include "trial.h"

enum {
    SEED = 20180401,
    SAMPLE = 1,      /* operations of each sort in each scenario, unless --every; ... */
    SAMPLE_HEAP = 3, /* ... of those that allocate memory */
    HEAP_STEP = 101, /* between SQLite's allocations that fail, with --every */
    GO_ON_EVERY = 4, /* trials, after which the file is gone on with */
};

static const char usage[] =
    "usage: test_faults [SEED]                 some of the faults, drawn\n"
    "       test_faults --every [SCENARIO]     every one, each once and lasting; of\n"
    "                                          SQLite's allocations some, and the\n"
    "                                          first one of each place in the code\n"
    "       test_faults --places [SCENARIO]    only these\n"
    "       test_faults --memory [SCENARIO]    every one of SQLite's allocations\n"
    "       test_faults SCENARIO FAULT NUMBER [lasting]  one: for a debugger\n"
    "       test_faults --file FILE            none, and leaves a file with two "
    "scans\n";

/* How many of the faults are tried. */
enum extent {
    SOME,
    EVERY,        /* but of SQLite's allocations each HEAP_STEP-th, and each place's */
    EVERY_PLACE,  /* only of SQLite's allocations the first of each place */
    EVERY_MEMORY, /* only SQLite's allocations, but each of them */
};

static const struct scenario scenarios[] = {
    {"a new file", {NULL}, world_scan},
    {"one more scan", {world_scan}, world_scan},
    {"going on", {world_interrupt}, world_resume},
    {"going on with a sealed one", {world_interrupt, world_seal}, world_resume},
    {"sealing two scans", {world_interrupt, world_interrupt}, world_seal},
    {"reports", {world_scan, world_interrupt}, world_report, .is_reading = true},
    {"look-ups", {world_scan, world_interrupt}, world_lookup, .is_reading = true},
    {"checking", {world_scan, world_interrupt}, world_check, .is_reading = true},
    {"comparing", {world_put_aside, world_scan}, world_diff, .is_reading = true},
    {"exporting",
     {world_scan, world_interrupt},
     world_export,
     .is_reading = true,
     .is_making = true},
    {"anonymising",
     {world_scan, world_interrupt},
     world_share_anonymised,
     .is_reading = true,
     .is_making = true},
    {"summarising",
     {world_scan, world_interrupt},
     world_share_summary,
     .is_reading = true,
     .is_making = true},
    {"merging shards",
     {world_first_shard, world_last_shard},
     world_merge,
     .is_reading = true,
     .is_making = true},
};

enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

/* Returns how many trials it was, as the next ones do. */
static unsigned long try_and_judge(struct test *test, struct trial trial,
                                   bool goes_on) {
    trial_run(test, &trial);
    judge(test, &trial, goes_on);
    free(trial.output);
    return 1;
}

/* Once and lasting if all are tried; else one of them. */
static unsigned long try_operation(struct test *test, struct trial trial,
                                   enum extent extent, unsigned long before) {
    bool goes_on = (before / 2) % GO_ON_EVERY == 0;

    if (extent == SOME) {
        trial.is_lasting = draw_below(&test->random, 2) == 0;
        return try_and_judge(test, trial, goes_on);
    }
    unsigned long tried = try_and_judge(test, trial, goes_on);
    trial.is_lasting = true;
    return tried + try_and_judge(test, trial, goes_on);
}

static bool is_heap(enum fault fault) {
    return fault == FAULT_SQLITE_HEAP || fault == FAULT_OWN_HEAP;
}

/* How far apart the operations are that fail in turn. SQLite asks for memory a hundred
 * times as often as it does anything else. */
static unsigned long find_step(enum fault fault, unsigned long operations,
                               enum extent extent) {
    if (extent == SOME) {
        unsigned long sample = is_heap(fault) ? SAMPLE_HEAP : SAMPLE;

        return (operations + sample - 1) / sample;
    }
    return extent == EVERY && fault == FAULT_SQLITE_HEAP ? HEAP_STEP : 1;
}

/* Begins with a drawn operation. */
static unsigned long try_steps(struct test *test, struct trial trial,
                               enum extent extent) {
    unsigned long operations = test->operations[trial.fault];
    unsigned long step = find_step(trial.fault, operations, extent);
    unsigned long first_of = step < operations ? step : operations;
    unsigned long tried = 0;

    if (operations == 0) {
        return 0;
    }
    for (trial.at = 1 + draw_below(&test->random, first_of); trial.at <= operations;
         trial.at += step) {
        tried += try_operation(test, trial, extent, tried);
    }
    return tried;
}

/* Each once, or lasting: there are thousands. */
static unsigned long try_places(struct test *test, struct trial trial) {
    unsigned long tried = 0;

    for (size_t i = 0; i < places_count(); i++) {
        trial.at = places_first(i);
        tried += try_operation(test, trial, SOME, 2 * tried);
    }
    printf("%s: %zu places where SQLite asks for memory\n", trial.scenario->name,
           places_count());
    return tried;
}

static bool has_places(enum fault fault, enum extent extent) {
    return fault == FAULT_SQLITE_HEAP && (extent == EVERY || extent == EVERY_PLACE);
}

static unsigned long try_fault(struct test *test, const struct scenario *scenario,
                               enum fault fault, enum extent extent) {
    const struct trial trial = {.scenario = scenario, .fault = fault};
    unsigned long operations = test->operations[fault];
    unsigned long tried = extent == EVERY_PLACE ? 0 : try_steps(test, trial, extent);

    if (has_places(fault, extent)) {
        tried += try_places(test, trial);
    }
    printf("%s: %s: %lu operations, %lu trials\n", scenario->name, fault_name(fault),
           operations, tried);
    if (operations > 0 && tried == 0) {
        judge_fail(test, &trial, "no operation was tried", "");
    }
    fflush(stdout);
    return tried;
}

/* What happens without a fault, and how many operations there are. */
static void try_undisturbed(struct test *test, const struct scenario *scenario,
                            bool notes_places) {
    struct trial trial = {.scenario = scenario};

    places_forget(notes_places);
    trial_run(test, &trial);
    places_end();
    if (!trial.is_ok) {
        judge_fail(test, &trial, "it fails without any fault", trial.error.text);
    }
    free(test->expected);
    test->expected = trial.output;
    for (enum fault fault = 0; fault < FAULTS; fault++) {
        test->operations[fault] = faults_seen(fault);
    }
}

static bool is_due(const struct scenario *scenario, enum fault fault,
                   enum extent extent) {
    if (fault == FAULT_READ_END && !scenario->is_reading) {
        return false; /* SQLite takes what a file lacks for zeros, and writes on */
    }
    return extent == SOME || extent == EVERY || fault == FAULT_SQLITE_HEAP;
}

static unsigned long try_scenario(struct test *test, const struct scenario *scenario,
                                  enum extent extent) {
    unsigned long tried = 0;

    if (!trial_prepare(test, scenario)) {
        return 0;
    }
    try_undisturbed(test, scenario, has_places(FAULT_SQLITE_HEAP, extent));
    for (enum fault fault = 0; fault < FAULTS; fault++) {
        if (is_due(scenario, fault, extent)) {
            tried += try_fault(test, scenario, fault, extent);
        }
    }
    return tried;
}

static unsigned long try_all(struct test *test, enum extent extent) {
    unsigned long tried = 0;

    for (size_t i = 0; i < SCENARIOS; i++) {
        tried += try_scenario(test, &scenarios[i], extent);
    }
    if (!faults_have_seams()) {
        printf("FAILED: calls of liveness pass the seams by\n");
        test->failures++;
    }
    return tried;
}

static unsigned long try_one(struct test *test, struct trial trial) {
    if (!trial_prepare(test, trial.scenario)) {
        return 0;
    }
    try_undisturbed(test, trial.scenario, false);
    trial_run(test, &trial);
    printf("%s: %s\n", trial.is_ok ? "succeeded" : "failed", trial.error.text);
    judge(test, &trial, true);
    free(trial.output);
    return 1;
}

static bool write_file(struct test *test, const char *path) {
    struct error error = {0};
    bool is_ok = trial_run_sound(test, world_scan, &error) &&
                 trial_run_sound(test, world_interrupt, &error);

    if (is_ok) {
        trial_copy_file(test->world.path, path);
    } else {
        fprintf(stderr, "%s\n", error.text);
    }
    return is_ok;
}

/* What the arguments ask for. */
struct request {
    enum extent extent;
    uint64_t seed;
    const struct scenario *scenario; /* NULL: all */
    struct trial trial;              /* that one alone, if it has a number */
    const char *file;                /* to be left; NULL: none */
};

static bool read_scenario(const char *text, const struct scenario **scenario) {
    uint64_t number;

    if (!number_parse_unsigned(text, SCENARIOS - 1, &number)) {
        return false;
    }
    *scenario = &scenarios[number];
    return true;
}

static bool read_trial(int argc, char **argv, struct request *request) {
    uint64_t fault;
    uint64_t at;

    if (argc < 4 || argc > 5 || (argc == 5 && strcmp(argv[4], "lasting") != 0) ||
        !read_scenario(argv[1], &request->trial.scenario) ||
        !number_parse_unsigned(argv[2], FAULTS - 1, &fault) ||
        !number_parse_unsigned(argv[3], UINT32_MAX, &at)) {
        return false;
    }
    request->trial.fault = (enum fault)fault;
    request->trial.at = at;
    request->trial.is_lasting = argc == 5;
    return at > 0;
}

static bool read_extent(const char *text, enum extent *extent) {
    static const char *const names[] = {
        [EVERY] = "--every", [EVERY_PLACE] = "--places", [EVERY_MEMORY] = "--memory"};

    for (*extent = EVERY; *extent <= EVERY_MEMORY; ++*extent) {
        if (strcmp(text, names[*extent]) == 0) {
            return true;
        }
    }
    *extent = SOME;
    return false;
}

static bool read_request(int argc, char **argv, struct request *request) {
    *request = (struct request){.seed = SEED};
    if (argc == 1) {
        return true;
    }
    if (read_extent(argv[1], &request->extent)) {
        return argc == 2 || (argc == 3 && read_scenario(argv[2], &request->scenario));
    }
    if (argc == 3 && strcmp(argv[1], "--file") == 0) {
        request->file = argv[2];
        return true;
    }
    return argc == 2 ? number_parse_unsigned(argv[1], UINT64_MAX, &request->seed)
                     : read_trial(argc, argv, request);
}

static bool try_asked(struct test *test, const struct request *request) {
    unsigned long tried;

    if (request->trial.at > 0) {
        tried = try_one(test, request->trial);
    } else if (request->scenario != NULL) {
        tried = try_scenario(test, request->scenario, request->extent);
    } else {
        tried = try_all(test, request->extent);
    }
    printf("%lu faults tried, %u failures, seed %llu\n", tried, test->failures,
           (unsigned long long)request->seed);
    return test->failures == 0 && tried > 0;
}

int main(int argc, char **argv) {
    struct test test = {.scenarios = scenarios};
    struct request request;

    if (!read_request(argc, argv, &request)) {
        fputs(usage, stderr);
        return EXIT_FAILURE;
    }
    if (!trial_open(&test)) {
        return EXIT_FAILURE;
    }
    test.random = request.seed;
    bool is_ok = request.file != NULL ? write_file(&test, request.file)
                                      : try_asked(&test, &request);
    trial_close(&test);
    return is_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
