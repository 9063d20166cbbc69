/* SPDX-License-Identifier: MIT
 * What addresses have shown so far, as a finite automaton: its states are signatures,
 * its inputs sorts of replies. Table signature, kept in memory while replies are
 * folded.
 */
#ifndef WAREHOUSE_SIGNATURES_H
#define WAREHOUSE_SIGNATURES_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;
struct reply_sorts;

/* The state of an address that has shown nothing. */
enum { SIGNATURE_NOTHING = 0 };

struct signatures;

/* NULL on failure. */
struct signatures *signatures_create(struct database *database, int64_t scan,
                                     const struct reply_sorts *sorts,
                                     struct error *error);
void signatures_destroy(struct signatures *signatures); /* NULL is fine */

/* The state of a row of the table, by its number. */
bool signatures_read(struct signatures *signatures, int64_t number, uint32_t *state,
                     struct error *error);

/* The state after a reply of a sort. False when out of memory. */
bool signatures_next(struct signatures *signatures, uint32_t state, uint32_t sort,
                     uint32_t *next);

/* Counts that an address has gone from one state to another, and returns the number of
 * the latter. */
int64_t signatures_move(struct signatures *signatures, uint32_t from, uint32_t to);

/* Whether it is time for signatures_write, which then forgets them: the memory they
 * take is bounded only by what comes between two such calls. */
bool signatures_are_many(const struct signatures *signatures);

/* Brings the table up to date, in the caller's transaction. Afterwards no state is
 * valid but SIGNATURE_NOTHING. */
bool signatures_write(struct signatures *signatures, struct error *error);

#endif
