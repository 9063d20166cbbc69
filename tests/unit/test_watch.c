/* SPDX-License-Identifier: MIT
 * Which signals end long work, which only ask about it, and which were never to be
 * heard. */
#include "base/watch.h"

#include <unistd.h>

#include "base/signals.h"
#include "suite.h"

static const struct {
    const char *what;
    int number;
    bool is_ignored; /* when the program began */
    bool stops;
} rows[] = {
    {"an interrupt", SIGINT, false, true},
    {"a termination signal", SIGTERM, false, true},
    {"a closed terminal", SIGHUP, false, true},
    {"an interrupt in the background", SIGINT, true, false},
    {"a closed terminal with nohup", SIGHUP, true, false},
    {"a question", SIGUSR1, false, false},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void only_signals_that_were_not_ignored_stop_work(void) {
    for (int i = 0; i < ROWS; i++) {
        struct watch watch;

        signal(rows[i].number, rows[i].is_ignored ? SIG_IGN : SIG_DFL);
        watch_start(&watch, true);
        CHECK_ROW(watch_step(&watch, "waiting", 0), rows[i].what);
        raise(rows[i].number);
        CHECK_ROW(watch_step(&watch, "waiting", 0.5) != rows[i].stops, rows[i].what);
        CHECK_ROW(watch_step(&watch, "waiting", 1) != rows[i].stops, rows[i].what);
        watch_end(&watch);
        signal(rows[i].number, SIG_DFL);
    }
}

/* As between the end of a scan's loop and its sealing. */
static void a_signal_that_is_held_is_found_later(void) {
    for (int i = 0; i < ROWS; i++) {
        struct watch watch;

        signal(rows[i].number, rows[i].is_ignored ? SIG_IGN : SIG_DFL);
        signals_hold();
        raise(rows[i].number);
        watch_start(&watch, true);
        CHECK_ROW(watch_step(&watch, "waiting", 0) != rows[i].stops, rows[i].what);
        watch_end(&watch);
        signals_release(); /* and ends nothing now */
        signal(rows[i].number, SIG_DFL);
    }
}

static void questions_and_broken_pipes_do_not_end_the_program(void) {
    int ends[2];

    signals_begin();
    raise(SIGUSR1);
    raise(SIGXFSZ);
    CU_ASSERT_EQUAL(pipe(ends), 0);
    close(ends[0]);
    CU_ASSERT_EQUAL(write(ends[1], "x", 1), -1);
    close(ends[1]);
}

static CU_TestInfo cases[] = {
    CASE(only_signals_that_were_not_ignored_stop_work),
    CASE(a_signal_that_is_held_is_found_later),
    CASE(questions_and_broken_pipes_do_not_end_the_program),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"watch", cases};
