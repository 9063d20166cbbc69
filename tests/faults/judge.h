/* SPDX-License-Identifier: MIT
 * Looks at what a fault left: the error that was told, the file, and whether it can be
 * gone on with. */
#ifndef FAULTS_JUDGE_H
#define FAULTS_JUDGE_H

#include <stdbool.h>

struct test;
struct trial;

/* Says what is wrong with a trial, and counts it. */
void judge_fail(struct test *test, const struct trial *trial, const char *what,
                const char *detail);

/* After the trial has run; `goes_on`: the file is also gone on with. */
void judge(struct test *test, struct trial *trial, bool goes_on);

#endif
