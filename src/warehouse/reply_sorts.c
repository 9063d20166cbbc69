/* SPDX-License-Identifier: MIT
 * An array by number, and a hash table from what a sort is to its number. Sorts are few
 * hundreds in practice. Whoever is asked and sends every code there is makes 5,120 of a
 * probe and attempt by ICMP errors (5 types, 256 codes, direct or not, 2 evidences) and
 * at most 6 more, of echo 512: with 62 probes and 3 attempts 955,000 in all, which the
 * 20 bits of a number hold. */
#include "warehouse/reply_sorts.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "probe/reply.h"
#include "warehouse/database.h"
#include "warehouse/reply_key.h"

enum { SORTS_FIRST = 256 }; /* room at first, a power of two */

/* Of a packed reply. */
enum { EVIDENCE_SHIFT = 36 };
static const uint64_t EVIDENCE_MASK = (uint64_t)0xf << EVIDENCE_SHIFT;

struct sort {
    uint64_t what; /* packed from a reply, never 0 */
    uint32_t first_alike;
    struct sort_masks masks;
    int64_t replies; /* not yet written */
    int64_t duplicates;
};

struct reply_sorts {
    struct database *database;
    int64_t scan;
    struct sort *sorts;
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* number + 1, or 0; twice the capacity */
};

static uint64_t pack(const struct reply *reply) {
    return (uint64_t)reply->attempt << 56 | (uint64_t)reply->probe << 48 |
           (uint64_t)reply->kind << 40 | (uint64_t)reply->evidence << EVIDENCE_SHIFT |
           (uint64_t)(reply->responder == reply->target) << 32 |
           (uint64_t)(uint16_t)reply->icmp_type << 16 | (uint16_t)reply->icmp_code;
}

static uint32_t *find_slot(const struct reply_sorts *sorts, uint64_t what) {
    uint64_t mixed = what * 0x9e3779b97f4a7c15U;
    uint32_t mask = sorts->capacity * 2 - 1;
    uint32_t at = (uint32_t)(mixed >> 32) & mask;

    while (sorts->slots[at] != 0 && sorts->sorts[sorts->slots[at] - 1].what != what) {
        at = (at + 1) & mask;
    }
    return &sorts->slots[at];
}

size_t reply_sorts_alike(const struct reply_sorts *sorts, uint32_t sort,
                         uint32_t alike[SORTS_ALIKE_MAX]) {
    uint64_t what = sorts->sorts[sort].what & ~EVIDENCE_MASK;
    size_t count = 0;

    for (uint64_t evidence = 1; evidence <= SORTS_ALIKE_MAX; evidence++) {
        uint32_t found = *find_slot(sorts, what | evidence << EVIDENCE_SHIFT);

        if (found != 0) {
            alike[count++] = found - 1;
        }
    }
    return count;
}

static uint32_t find_first_alike(const struct reply_sorts *sorts, uint32_t sort) {
    uint32_t alike[SORTS_ALIKE_MAX];
    size_t count = reply_sorts_alike(sorts, sort, alike);
    uint32_t first = sort;

    for (size_t i = 0; i < count; i++) {
        first = alike[i] < first ? alike[i] : first;
    }
    return first;
}

uint32_t reply_sorts_first_alike(const struct reply_sorts *sorts, uint32_t sort) {
    return sorts->sorts[sort].first_alike;
}

static bool grow(struct reply_sorts *sorts) {
    uint32_t capacity = sorts->capacity == 0 ? SORTS_FIRST : sorts->capacity * 2;
    struct sort *grown = realloc(sorts->sorts, capacity * sizeof(*grown));

    if (grown != NULL) {
        sorts->sorts = grown;
    }
    uint32_t *slots = calloc((size_t)capacity * 2, sizeof(*slots));
    if (grown == NULL || slots == NULL) {
        free(slots);
        return false;
    }
    free(sorts->slots);
    sorts->slots = slots;
    sorts->capacity = capacity;
    for (uint32_t i = 0; i < sorts->count; i++) {
        *find_slot(sorts, sorts->sorts[i].what) = i + 1;
    }
    return true;
}

/* Columns as in sql/statements/read_sort_masks.sql. */
static void take_mask(struct reply_sorts *sorts, sqlite3_stmt *row) {
    struct sort_masks *masks = &sorts->sorts[sqlite3_column_int64(row, 0)].masks;

    if (masks->count < SORT_MASKS_MAX) {
        masks->positions[masks->count] = (uint8_t)sqlite3_column_int(row, 1);
        masks->bits[masks->count] = (uint64_t)sqlite3_column_int64(row, 2);
        masks->probes |= (uint64_t)sqlite3_column_int64(row, 3);
        masks->count++;
    }
}

/* Of sorts that are there and have none yet. */
static bool read_masks(struct reply_sorts *sorts, uint32_t first, uint32_t last,
                       struct error *error) {
    sqlite3_stmt *row =
        database_statement(sorts->database, STATEMENT_READ_SORT_MASKS, error);
    int status = SQLITE_DONE;

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", sorts->scan);
    bind_integer(row, ":first", first);
    bind_integer(row, ":last", last);
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        take_mask(sorts, row);
    }
    sqlite3_reset(row);
    return status == SQLITE_DONE || database_failed(sorts->database, "read", error);
}

/* Adds the sort with the next number, which has no masks yet. */
static bool add(struct reply_sorts *sorts, uint64_t what, struct error *error) {
    if (sorts->count == sorts->capacity && !grow(sorts)) {
        return error_set(error, "out of memory for sorts of replies");
    }
    sorts->sorts[sorts->count++] = (struct sort){.what = what};
    *find_slot(sorts, what) = sorts->count;
    sorts->sorts[sorts->count - 1].first_alike =
        find_first_alike(sorts, sorts->count - 1);
    return true;
}

/* Columns as in sql/statements/read_sorts.sql. */
static bool take_row(struct reply_sorts *sorts, sqlite3_stmt *row,
                     struct error *error) {
    const struct reply reply = {
        .probe = (uint8_t)sqlite3_column_int(row, 1),
        .attempt = (uint8_t)sqlite3_column_int(row, 2),
        .kind = (uint8_t)sqlite3_column_int(row, 3),
        .icmp_type = (int16_t)sqlite3_column_int(row, 4),
        .icmp_code = (int16_t)sqlite3_column_int(row, 5),
        .responder = sqlite3_column_int(row, 6) == 0,
        .evidence = (uint8_t)sqlite3_column_int(row, 7),
    };

    return sqlite3_column_int64(row, 0) == sorts->count
               ? add(sorts, pack(&reply), error)
               : error_set(error, "'%s': its sorts of replies have gaps",
                           sorts->database->path);
}

static bool read_sorts(struct reply_sorts *sorts, struct error *error) {
    sqlite3_stmt *row =
        database_statement(sorts->database, STATEMENT_READ_SORTS, error);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;

    if (is_ok) {
        bind_integer(row, ":scan", sorts->scan);
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = take_row(sorts, row, error);
    }
    sqlite3_reset(row);
    return is_ok &&
           (status == SQLITE_DONE || database_failed(sorts->database, "read", error)) &&
           (sorts->count == 0 || read_masks(sorts, 0, sorts->count - 1, error));
}

struct reply_sorts *reply_sorts_create(struct database *database, int64_t scan,
                                       struct error *error) {
    struct reply_sorts *sorts = calloc(1, sizeof(*sorts));

    if (sorts == NULL) {
        error_set(error, "out of memory for sorts of replies");
        return NULL;
    }
    sorts->database = database;
    sorts->scan = scan;
    if (!grow(sorts)) {
        error_set(error, "out of memory for sorts of replies");
    } else if (read_sorts(sorts, error)) {
        return sorts;
    }
    reply_sorts_destroy(sorts);
    return NULL;
}

void reply_sorts_destroy(struct reply_sorts *sorts) {
    if (sorts != NULL) {
        free(sorts->sorts);
        free(sorts->slots);
        free(sorts);
    }
}

static bool insert(struct reply_sorts *sorts, const struct reply *reply,
                   struct error *error) {
    sqlite3_stmt *statement =
        database_statement(sorts->database, STATEMENT_INSERT_SORT, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", sorts->scan);
    bind_integer(statement, ":sort", sorts->count);
    bind_integer(statement, ":probe", reply->probe);
    bind_integer(statement, ":attempt", reply->attempt);
    bind_integer(statement, ":kind", reply->kind);
    if (reply->icmp_type != ICMP_NONE) {
        bind_integer(statement, ":icmp_type", reply->icmp_type);
        bind_integer(statement, ":icmp_code", reply->icmp_code);
    }
    bind_integer(statement, ":direct", reply->responder == reply->target);
    bind_integer(statement, ":evidence", reply->evidence);
    return database_step(sorts->database, statement, error);
}

bool reply_sorts_find(struct reply_sorts *sorts, const struct reply *reply,
                      uint32_t *sort, struct error *error) {
    uint64_t what = pack(reply);
    uint32_t found = *find_slot(sorts, what);

    if (found == 0) {
        if (sorts->count == REPLY_KEY_SORTS_MAX) {
            return error_set(error, "too many sorts of replies");
        }
        if (!insert(sorts, reply, error) || !add(sorts, what, error) ||
            !read_masks(sorts, sorts->count - 1, sorts->count - 1, error)) {
            return false;
        }
        found = sorts->count;
    }
    *sort = found - 1;
    return true;
}

bool reply_sorts_describe(const struct reply_sorts *sorts, uint32_t sort,
                          struct reply *reply) {
    if (sort >= sorts->count) {
        return false;
    }
    uint64_t what = sorts->sorts[sort].what;
    reply->attempt = (uint8_t)(what >> 56);
    reply->probe = (uint8_t)(what >> 48);
    reply->kind = (uint8_t)(what >> 40);
    reply->evidence = (uint8_t)((what & EVIDENCE_MASK) >> EVIDENCE_SHIFT);
    reply->icmp_type = (int16_t)(what >> 16);
    reply->icmp_code = (int16_t)what;
    return true;
}

const struct sort_masks *reply_sorts_masks(const struct reply_sorts *sorts,
                                           uint32_t sort) {
    return sort < sorts->count ? &sorts->sorts[sort].masks : NULL;
}

void reply_sorts_count(struct reply_sorts *sorts, uint32_t sort, int64_t replies,
                       int64_t duplicates) {
    sorts->sorts[sort].replies += replies;
    sorts->sorts[sort].duplicates += duplicates;
}

static bool write_counts(struct reply_sorts *sorts, uint32_t number,
                         struct error *error) {
    struct sort *sort = &sorts->sorts[number];
    sqlite3_stmt *statement =
        database_statement(sorts->database, STATEMENT_ADD_SORT_COUNTS, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", sorts->scan);
    bind_integer(statement, ":sort", number);
    bind_integer(statement, ":replies", sort->replies);
    bind_integer(statement, ":duplicates", sort->duplicates);
    sort->replies = 0;
    sort->duplicates = 0;
    return database_step(sorts->database, statement, error);
}

bool reply_sorts_write(struct reply_sorts *sorts, struct error *error) {
    bool is_ok = true;

    for (uint32_t i = 0; is_ok && i < sorts->count; i++) {
        if (sorts->sorts[i].replies != 0 || sorts->sorts[i].duplicates != 0) {
            is_ok = write_counts(sorts, i, error);
        }
    }
    return is_ok;
}
