/* SPDX-License-Identifier: MIT
 * Each trial begins with a copy of the same file, and prints into another one. */
#include "trial.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/keyed_hash.h"
#include "warehouse/database.h"

enum { HANG_S = 120 }; /* that no trial takes */

bool trial_open(struct test *test) {
    faults_install();
    if (!keyed_hash_init() || !world_open(&test->world)) {
        return false;
    }
    snprintf(test->base, sizeof(test->base), "%s",
             scratch_path(&test->world.scratch, "base.db"));
    snprintf(test->output, sizeof(test->output), "%s",
             scratch_path(&test->world.scratch, "output"));
    return true;
}

void trial_close(struct test *test) {
    free(test->expected);
    world_close(&test->world);
}

char *trial_text(const char *path) {
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

void trial_copy_file(const char *from, const char *to) {
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

bool trial_is_untouched(const struct test *test) {
    char bytes[2][1 << 12];
    FILE *now = fopen(test->world.path, "re");
    FILE *before = fopen(test->base, "re");
    bool is_same = now != NULL && before != NULL;
    size_t length = sizeof(bytes[0]);

    while (is_same && length == sizeof(bytes[0])) {
        length = fread(bytes[0], 1, sizeof(bytes[0]), now);
        is_same = fread(bytes[1], 1, sizeof(bytes[1]), before) == length &&
                  memcmp(bytes[0], bytes[1], length) == 0;
    }
    if (now != NULL) {
        fclose(now);
    }
    if (before != NULL) {
        fclose(before);
    }
    return is_same;
}

/* Leaves the file as scenarios begin with it. */
static void restore(struct test *test) {
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char path[160];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", test->world.path, suffixes[i]);
        unlink(path);
    }
    unlink(test->world.made);
    if (test->has_base) {
        trial_copy_file(test->base, test->world.path);
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

bool trial_run_sound(struct test *test, scenario_fn *run, struct error *error) {
    return run_faulty(test, run, NULL, error);
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

bool trial_read_contents(struct test *test, struct contents *contents,
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

bool trial_prepare(struct test *test, const struct scenario *scenario) {
    struct contents contents = {0};
    struct error error = {0};
    bool is_ok = true;

    test->has_base = false;
    test->base_arrivals = 0;
    restore(test);
    for (size_t i = 0; is_ok && i < 2 && scenario->before[i] != NULL; i++) {
        is_ok = trial_run_sound(test, scenario->before[i], &error);
    }
    if (is_ok && scenario->before[0] != NULL) {
        is_ok = trial_read_contents(test, &contents, &error);
        trial_copy_file(test->world.path, test->base);
        test->has_base = true;
        test->base_arrivals = contents.arrivals;
    }
    if (!is_ok) {
        printf("FAILED: '%s' cannot be prepared: %s\n", scenario->name, error.text);
        test->failures++;
    }
    return is_ok;
}

/* What was made is compared as if it had been printed. */
static void add_made(struct test *test, struct trial *trial) {
    struct error error = {0};
    char *all = NULL;

    if (!trial_run_sound(test, world_describe_made, &error)) {
        printf("FAILED: %s: %s\n", trial->scenario->name, error.text);
        test->failures++;
    }
    char *made = trial_text(test->output);
    if (asprintf(&all, "%s%s", trial->output, made) < 0) {
        exit(EXIT_FAILURE);
    }
    free(made);
    free(trial->output);
    trial->output = all;
}

void trial_run(struct test *test, struct trial *trial) {
    restore(test);
    trial->error = (struct error){0};
    trial->is_ok = run_faulty(test, trial->scenario->run, trial, &trial->error);
    trial->output = trial_text(test->output);
    if (trial->scenario->is_making && trial->is_ok) {
        add_made(test, trial);
    }
}
