/* SPDX-License-Identifier: MIT
 * The pages of a results file that hold nothing. */
#ifndef WAREHOUSE_FREE_PAGES_H
#define WAREHOUSE_FREE_PAGES_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

struct free_pages {
    int64_t free;
    int64_t pages;   /* of the file, free or not */
    bool can_shrink; /* by itself: files of older versions have to be rebuilt */
};

bool free_pages_read(struct database *database, struct free_pages *found,
                     struct error *error);

/* Cuts up to so many pages off the file, in a transaction of its own. */
bool free_pages_give_back(struct database *database, int64_t pages,
                          struct error *error);

#endif
