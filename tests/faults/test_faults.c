/* SPDX-License-Identifier: MIT
 * Lets each operation on disk and memory fail in turn, in everything that is done to a
 * results file, and looks each time whether what had been acknowledged is there.
 *
 *   test_faults                    some of the faults, spread evenly
 *   test_faults --every [SCENARIO] every one, each once and lasting, but of the
 *                                  memory that SQLite asks for
 *   test_faults --memory [SCENARIO] every one of that memory
 *   test_faults SCENARIO FAULT N   one, by their numbers: for a debugger
 *   test_faults --file FILE        none, and leaves a file with two scans */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/keyed_hash.h"
#include "faults.h"
#include "warehouse/database.h"
#include "world.h"

enum {
    SAMPLE = 1,      /* operations of each sort in each scenario, unless --every; ... */
    SAMPLE_HEAP = 3, /* ... of those that allocate memory */
    HEAP_STEP = 101, /* between SQLite's allocations that fail, with --every */
    GO_ON_EVERY = 4, /* trials, after which the file is gone on with */
    HANG_S = 120,    /* that no trial takes */
    SECONDS_A_DAY = 86400,
};

/* How many of the faults are tried. */
enum extent {
    SOME,
    EVERY,        /* but of SQLite's allocations each HEAP_STEP-th */
    EVERY_MEMORY, /* only SQLite's allocations, but each of them */
};

struct scenario {
    const char *name;
    scenario_fn *before[2]; /* what has been done to the file */
    scenario_fn *run;
    bool is_reading;
};

static const struct scenario scenarios[] = {
    {"a new file", {NULL}, world_scan, false},
    {"one more scan", {world_scan}, world_scan, false},
    {"going on", {world_interrupt}, world_resume, false},
    {"going on with a sealed one", {world_interrupt, world_seal}, world_resume, false},
    {"sealing two scans", {world_interrupt, world_interrupt}, world_seal, false},
    {"reports", {world_scan, world_interrupt}, world_report, true},
    {"look-ups", {world_scan, world_interrupt}, world_lookup, true},
    {"checking", {world_scan, world_interrupt}, world_check, true},
};

enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

struct trial {
    const struct scenario *scenario;
    enum fault fault;
    unsigned long at;
    bool is_lasting;
    bool is_ok;         /* what the scenario returned */
    struct error error; /* and said */
    char *output;       /* and printed */
};

struct test {
    struct world world;
    char base[128];   /* the file that a scenario begins with, if it does */
    char output[128]; /* what it prints */
    bool has_base;
    char *expected;                   /* what it prints when nothing fails */
    int64_t base_arrivals;            /* replies in that file */
    unsigned long operations[FAULTS]; /* in the scenario that could fail so */
    unsigned failures;
};

/* The text of a file, or of none; the caller frees it. */
static char *text_of(const char *path) {
    FILE *stream = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;

    if (stream == NULL || getdelim(&text, &size, '\0', stream) < 0) {
        free(text);
        text = strdup("");
    }
    if (stream != NULL) {
        fclose(stream);
    }
    return text;
}

static void copy_file(const char *from, const char *to) {
    char bytes[1 << 16];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    ssize_t length;

    while ((length = read(in, bytes, sizeof(bytes))) > 0) {
        if (write(out, bytes, (size_t)length) != length) {
            perror(to);
            exit(EXIT_FAILURE);
        }
    }
    close(in);
    close(out);
}

/* Leaves the file as scenarios begin with it. */
static void restore(struct test *test) {
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char path[160];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", test->world.path, suffixes[i]);
        unlink(path);
    }
    if (test->has_base) {
        copy_file(test->base, test->world.path);
    }
    test->world.arrivals = 0;
}

/* Runs it with standard output in a file, and with the fault that the trial has, if
 * any.
 */
static bool run_faulty(struct test *test, scenario_fn *run, const struct trial *trial,
                       struct error *error) {
    int output = open(test->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int former = dup(STDOUT_FILENO);

    fflush(stdout);
    dup2(output, STDOUT_FILENO);
    alarm(HANG_S);
    if (trial != NULL) {
        faults_arm(trial->fault, trial->at, trial->is_lasting);
    }
    bool is_ok = run(&test->world, error);
    faults_disarm();
    alarm(0);
    fflush(stdout);
    dup2(former, STDOUT_FILENO);
    close(former);
    close(output);
    return is_ok;
}

static bool run_sound(struct test *test, scenario_fn *run, struct error *error) {
    return run_faulty(test, run, NULL, error);
}

static void fail(struct test *test, const struct trial *trial, const char *what,
                 const char *detail) {
    test->failures++;
    printf("FAILED: %s, %s, number %lu%s (test_faults %zu %d %lu%s): %s: %s\n",
           trial->scenario->name, fault_name(trial->fault), trial->at,
           trial->is_lasting ? " and all after it" : "",
           (size_t)(trial->scenario - scenarios), (int)trial->fault, trial->at,
           trial->is_lasting ? " lasting" : "", what, detail);
    fflush(stdout);
}

/* One line, that names what failed and why. */
static void judge_error(struct test *test, const struct trial *trial) {
    static const char *const empty_words[] = {"not an error", "no more rows",
                                              "another row", "unknown error"};
    const char *text = trial->error.text;

    if (strstr(text, test->world.path) == NULL &&
        strstr(text, "out of memory") == NULL && strstr(text, "thread") == NULL) {
        fail(test, trial, "the error does not name the file", text);
    }
    if (strchr(text, '\n') != NULL) {
        fail(test, trial, "the error has several lines", text);
    }
    for (size_t i = 0; i < sizeof(empty_words) / sizeof(empty_words[0]); i++) {
        if (strstr(text, empty_words[i]) != NULL) {
            fail(test, trial, "the error has no cause", text);
        }
    }
}

static int64_t number(struct database *database, const char *query) {
    sqlite3_stmt *row = NULL;
    int64_t value = -1;

    if (sqlite3_prepare_v2(database->sqlite, query, -1, &row, NULL) == SQLITE_OK &&
        sqlite3_step(row) == SQLITE_ROW) {
        value = sqlite3_column_int64(row, 0);
    }
    sqlite3_finalize(row);
    return value;
}

struct contents {
    int64_t scans;
    int64_t arrivals;
    bool is_complete; /* the newest scan */
};

static bool read_contents(struct test *test, struct contents *contents,
                          struct error *error) {
    struct database database;

    if (!database_reopen(test->world.path, &database, error)) {
        return false;
    }
    contents->scans = number(&database, "SELECT count(*) FROM scan");
    contents->arrivals =
        number(&database, "SELECT count(*) + total(duplicates) FROM reply_row");
    contents->is_complete =
        number(&database, "SELECT exit_reason = 'done' FROM scan ORDER BY scan DESC") ==
        1;
    database_close(&database);
    return true;
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
    if (!run_sound(test, world_check, &error)) {
        char *report = text_of(test->output);

        fail(test, trial, "the file is not sound", error.text);
        fail(test, trial, "as the check says", report);
        free(report);
    }
    if (!read_contents(test, contents, &error)) {
        fail(test, trial, "the file does not open again", error.text);
        return;
    }
    if (contents->arrivals < test->base_arrivals + test->world.arrivals) {
        fail(test, trial, "replies are lost", "that had been committed");
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

    if (!run_sound(test, next, &error)) {
        fail(test, trial, "it cannot be gone on with", error.text);
        return;
    }
    judge_file(test, trial, &after);
    if (!after.is_complete && contents->scans == 0) {
        fail(test, trial, "the next scan is not complete", "");
    }
}

static void judge(struct test *test, struct trial *trial, bool goes_on) {
    struct contents contents = {0};

    if (!trial->is_ok) {
        judge_error(test, trial);
    } else if (trial->scenario->is_reading &&
               strcmp(trial->output, test->expected) != 0) {
        fail(test, trial, "it succeeded, and printed something else", trial->output);
    }
    judge_file(test, trial, &contents);
    if (goes_on && !trial->scenario->is_reading) {
        judge_going_on(test, trial, &contents);
    }
}

static void try(struct test *test, struct trial *trial) {
    restore(test);
    trial->error = (struct error){0};
    trial->is_ok = run_faulty(test, trial->scenario->run, trial, &trial->error);
    trial->output = text_of(test->output);
}

static void try_and_judge(struct test *test, struct trial trial, bool goes_on) {
    try(test, &trial);
    judge(test, &trial, goes_on);
    free(trial.output);
}

/* What happens without a fault, and how many operations there are. */
static void try_undisturbed(struct test *test, const struct scenario *scenario) {
    struct trial trial = {.scenario = scenario};

    try(test, &trial);
    if (!trial.is_ok) {
        fail(test, &trial, "it fails without any fault", trial.error.text);
    }
    free(test->expected);
    test->expected = trial.output;
    for (enum fault fault = 0; fault < FAULTS; fault++) {
        test->operations[fault] = faults_seen(fault);
    }
}

static bool prepare(struct test *test, const struct scenario *scenario) {
    struct contents contents = {0};
    struct error error = {0};
    bool is_ok = true;

    test->has_base = false;
    test->base_arrivals = 0;
    restore(test);
    for (size_t i = 0; is_ok && i < 2 && scenario->before[i] != NULL; i++) {
        is_ok = run_sound(test, scenario->before[i], &error);
    }
    if (is_ok && scenario->before[0] != NULL) {
        is_ok = read_contents(test, &contents, &error);
        copy_file(test->world.path, test->base);
        test->has_base = true;
        test->base_arrivals = contents.arrivals;
    }
    if (!is_ok) {
        printf("FAILED: '%s' cannot be prepared: %s\n", scenario->name, error.text);
        test->failures++;
    }
    return is_ok;
}

static bool is_heap(enum fault fault) {
    return fault == FAULT_SQLITE_HEAP || fault == FAULT_OWN_HEAP;
}

/* How far apart the operations are that fail in turn. SQLite asks for memory a hundred
 * times as often as it does anything else. */
static unsigned long find_step(enum fault fault, unsigned long operations,
                               enum extent extent) {
    if (extent != SOME) {
        return extent == EVERY && fault == FAULT_SQLITE_HEAP ? HEAP_STEP : 1;
    }
    return operations / (is_heap(fault) ? SAMPLE_HEAP : SAMPLE) + 1;
}

static unsigned long today(void) {
    return (unsigned long)(time(NULL) / SECONDS_A_DAY);
}

/* Once and lasting if all are tried; else by turns. Returns how many trials it was. */
static unsigned long try_operation(struct test *test, struct trial trial,
                                   enum extent extent, unsigned long before) {
    bool goes_on = (before / 2) % GO_ON_EVERY == 0;

    if (extent == SOME) {
        trial.is_lasting = (before + (unsigned long)trial.fault + today()) % 2 == 0;
        try_and_judge(test, trial, goes_on);
        return 1;
    }
    try_and_judge(test, trial, goes_on);
    trial.is_lasting = true;
    try_and_judge(test, trial, goes_on);
    return 2;
}

/* Begins with another operation each day. Returns how many trials it was. */
static unsigned long try_fault(struct test *test, const struct scenario *scenario,
                               enum fault fault, enum extent extent) {
    unsigned long operations = test->operations[fault];
    unsigned long step = find_step(fault, operations, extent);
    unsigned long points = 0;
    unsigned long tried = 0;

    for (unsigned long at = 1 + today() * 7919 % step; at <= operations; at += step) {
        const struct trial trial = {.scenario = scenario, .fault = fault, .at = at};

        tried += try_operation(test, trial, extent, tried);
        points++;
    }
    printf("%s: %s: %lu of %lu operations, %lu trials\n", scenario->name,
           fault_name(fault), points, operations, tried);
    fflush(stdout);
    return tried;
}

static bool is_due(size_t scenario, enum fault fault, enum extent extent) {
    if (fault == FAULT_READ_END && !scenarios[scenario].is_reading) {
        return false; /* SQLite takes what a file lacks for zeros, and writes on */
    }
    if (extent == SOME) { /* the turn of the others is tomorrow */
        return is_heap(fault) || (scenario + fault + today()) % 2 != 0;
    }
    return extent == EVERY || fault == FAULT_SQLITE_HEAP;
}

static unsigned long try_all(struct test *test, size_t first, size_t last,
                             enum extent extent) {
    unsigned long tried = 0;

    for (size_t i = first; i <= last; i++) {
        if (!prepare(test, &scenarios[i])) {
            continue;
        }
        try_undisturbed(test, &scenarios[i]);
        for (enum fault fault = 0; fault < FAULTS; fault++) {
            if (is_due(i, fault, extent)) {
                tried += try_fault(test, &scenarios[i], fault, extent);
            }
        }
    }
    if (!faults_have_seams()) {
        printf("FAILED: calls of liveness pass the seams by\n");
        test->failures++;
    }
    return tried;
}

static unsigned long try_one(struct test *test, char **argv, bool is_lasting) {
    struct trial trial = {.scenario = &scenarios[atoi(argv[1]) % SCENARIOS],
                          .fault = (enum fault)(atoi(argv[2]) % FAULTS),
                          .at = strtoul(argv[3], NULL, 10),
                          .is_lasting = is_lasting};

    if (!prepare(test, trial.scenario)) {
        return 0;
    }
    try_undisturbed(test, trial.scenario);
    try(test, &trial);
    printf("%s: %s\n", trial.is_ok ? "succeeded" : "failed", trial.error.text);
    judge(test, &trial, true);
    free(trial.output);
    return 1;
}

static int write_file(struct test *test, const char *path) {
    struct error error = {0};
    bool is_ok =
        run_sound(test, world_scan, &error) && run_sound(test, world_interrupt, &error);

    if (is_ok) {
        copy_file(test->world.path, path);
    } else {
        fprintf(stderr, "%s\n", error.text);
    }
    world_close(&test->world);
    return is_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

static unsigned long try_asked(struct test *test, int argc, char **argv) {
    if (argc >= 4) {
        return try_one(test, argv, argc > 4);
    }
    enum extent extent = argc < 2                           ? SOME
                         : strcmp(argv[1], "--memory") == 0 ? EVERY_MEMORY
                                                            : EVERY;
    if (argc == 3) {
        size_t scenario = (size_t)atoi(argv[2]) % SCENARIOS;

        return try_all(test, scenario, scenario, extent);
    }
    return try_all(test, 0, SCENARIOS - 1, extent);
}

int main(int argc, char **argv) {
    struct test test = {0};

    faults_install();
    if (!keyed_hash_init() || !world_open(&test.world)) {
        return EXIT_FAILURE;
    }
    snprintf(test.base, sizeof(test.base), "%s",
             scratch_path(&test.world.scratch, "base.db"));
    snprintf(test.output, sizeof(test.output), "%s",
             scratch_path(&test.world.scratch, "output"));
    if (argc == 3 && strcmp(argv[1], "--file") == 0) {
        return write_file(&test, argv[2]);
    }
    unsigned long tried = try_asked(&test, argc, argv);
    printf("%lu faults tried, %u failures\n", tried, test.failures);
    free(test.expected);
    world_close(&test.world);
    return test.failures == 0 && tried > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
