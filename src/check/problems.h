/* SPDX-License-Identifier: MIT
 * Goes through a results file and collects what is wrong with it. */
#ifndef CHECK_PROBLEMS_H
#define CHECK_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

struct database;
struct error;
struct ticker;

enum { PROBLEMS_MAX = 100 }; /* that a step lists */

/* Finds *count problems, which are then rows of sql/statements/read_problems.sql. False
 * if that could not be done, as when the user interrupts. */
bool problems_find(struct database *database, struct ticker *ticker, size_t *count,
                   struct error *error);

#endif
