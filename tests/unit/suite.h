/* SPDX-License-Identifier: MIT
 * What each unit test exports, one suite, and the helpers that suites share. */
#ifndef UNIT_SUITE_H
#define UNIT_SUITE_H

#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct suite {
    const char *name;   /* the module's */
    CU_TestInfo *cases; /* ends in CU_TEST_INFO_NULL */
};

/* Defined by the test of the module. */
extern const struct suite suite;

/* A case is named after its function. */
#define CASE(function)                                                                 \
    { #function, function }

/* A claim about one row of a table, which a failure names. */
#define CHECK_ROW(claim, row) check_row((claim), #claim, (row), __LINE__, __FILE__)
void check_row(bool holds, const char *claim, const char *row, unsigned line,
               const char *file);

/* Pseudo-random numbers, the same in each run; any state is a seed. */
uint64_t draw(uint64_t *state);
uint64_t draw_below(uint64_t *state, uint64_t limit);

/* A folder that is gone after the test, with all files in it. */
struct scratch {
    char folder[64];
    char path[128];
};

void scratch_init(struct scratch *scratch);
const char *scratch_path(struct scratch *scratch,
                         const char *name); /* until the next */
const char *scratch_write(struct scratch *scratch, const char *name, const void *bytes,
                          size_t length); /* the file's path */
void scratch_finish(struct scratch *scratch);

#endif
