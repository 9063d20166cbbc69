/* SPDX-License-Identifier: MIT
 * The sorts of replies that a scan has drawn: table reply_sort, kept in memory while
 * replies are added. */
#ifndef WAREHOUSE_REPLY_SORTS_H
#define WAREHOUSE_REPLY_SORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct reply;

/* What a reply of a sort adds to the signature of its responder. */
enum { SORT_MASKS_MAX = 6 };
struct sort_masks {
    uint8_t count;
    uint8_t positions[SORT_MASKS_MAX]; /* of the masks: view signature_mask */
    uint64_t bits[SORT_MASKS_MAX];     /* to set in them */
    uint64_t probes;                   /* to set in the responder's /24 block */
};

enum { SORTS_ALIKE_MAX = 3 }; /* one for each evidence */

struct reply_sorts;

/* Reads the sorts that are there. NULL on failure. */
struct reply_sorts *reply_sorts_create(struct database *database, int64_t scan,
                                       struct error *error);
void reply_sorts_destroy(struct reply_sorts *sorts); /* NULL is fine */

/* The number of the reply's sort; a new one is added to the table, in the caller's
 * transaction. */
bool reply_sorts_find(struct reply_sorts *sorts, const struct reply *reply,
                      uint32_t *sort, struct error *error);

/* Sets what the sort says of a reply, but for its direction, which target and responder
 * tell. False if there is no such sort. */
bool reply_sorts_describe(const struct reply_sorts *sorts, uint32_t sort,
                          struct reply *reply);

/* NULL if there is no such sort. Valid until the next call of reply_sorts_find. */
const struct sort_masks *reply_sorts_masks(const struct reply_sorts *sorts,
                                           uint32_t sort);

/* Sorts that differ in their evidence alone are of the same replies. The lowest number
 * of such a sort, and all of them; returns how many. */
uint32_t reply_sorts_first_alike(const struct reply_sorts *sorts, uint32_t sort);
size_t reply_sorts_alike(const struct reply_sorts *sorts, uint32_t sort,
                         uint32_t alike[SORTS_ALIKE_MAX]);

/* Counts rows and duplicates of a sort that is there; reply_sorts_write adds them to
 * the table, in the caller's transaction. */
void reply_sorts_count(struct reply_sorts *sorts, uint32_t sort, int64_t replies,
                       int64_t duplicates);
bool reply_sorts_write(struct reply_sorts *sorts, struct error *error);

#endif
