/* SPDX-License-Identifier: MIT
 * States are found by their masks and by their numbers in two hash tables, transitions
 * in a cache that overwrites. When there are more states than anybody should meet, all
 * are forgotten and read again as they are needed: memory stays bounded, and only then
 * may two rows of the table have the same masks. */
#include "warehouse/signatures.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "warehouse/database.h"
#include "warehouse/reply_sorts.h"

static const uint32_t NO_STATE = UINT32_MAX;

enum {
    MASKS = 21,             /* columns of table signature: view signature_mask */
    STATES_FIRST = 1 << 12, /* room at first, a power of two */
    STATES_KEPT = 1 << 18,  /* more than this are forgotten when written */
    TRANSITIONS = 1 << 17,  /* a power of two */
};

struct state {
    uint64_t masks[MASKS];
    int64_t number; /* in the table; 0: not there yet */
    int64_t hosts;  /* not yet written */
};

struct transition {
    uint32_t state;
    uint32_t sort;
    uint32_t next; /* 0, which is never next, marks a free place */
};

struct signatures {
    struct database *database;
    int64_t scan;
    const struct reply_sorts *sorts;
    struct state *states; /* the first is SIGNATURE_NOTHING */
    uint32_t count;
    uint32_t capacity;
    uint32_t *by_masks;  /* state or 0; twice the capacity */
    uint32_t *by_number; /* the same */
    int64_t last_number;
    struct transition *transitions;
};

static uint64_t mix(uint64_t value) {
    value = (value ^ value >> 32) * 0xbf58476d1ce4e5b9U;
    return value ^ value >> 29;
}

static uint64_t hash_masks(const uint64_t *masks) {
    uint64_t hash = 0;

    for (int i = 0; i < MASKS; i++) {
        hash = mix(hash ^ masks[i] * 0x9e3779b97f4a7c15U) + (uint64_t)i;
    }
    return hash;
}

static uint32_t *find_masks(const struct signatures *signatures,
                            const uint64_t *masks) {
    uint32_t mask = signatures->capacity * 2 - 1;
    uint32_t at = (uint32_t)hash_masks(masks) & mask;

    while (signatures->by_masks[at] != 0 &&
           memcmp(signatures->states[signatures->by_masks[at]].masks, masks,
                  MASKS * sizeof(*masks)) != 0) {
        at = (at + 1) & mask;
    }
    return &signatures->by_masks[at];
}

static uint32_t *find_number(const struct signatures *signatures, int64_t number) {
    uint32_t mask = signatures->capacity * 2 - 1;
    uint32_t at = (uint32_t)mix((uint64_t)number) & mask;

    while (signatures->by_number[at] != 0 &&
           signatures->states[signatures->by_number[at]].number != number) {
        at = (at + 1) & mask;
    }
    return &signatures->by_number[at];
}

static void index_states(struct signatures *signatures) {
    for (uint32_t i = 1; i < signatures->count; i++) {
        *find_masks(signatures, signatures->states[i].masks) = i;
        if (signatures->states[i].number != 0) {
            *find_number(signatures, signatures->states[i].number) = i;
        }
    }
}

static bool resize(struct signatures *signatures, uint32_t capacity) {
    struct state *states =
        realloc(signatures->states, capacity * sizeof(*signatures->states));
    uint32_t *by_masks = calloc((size_t)capacity * 2, sizeof(*by_masks));
    uint32_t *by_number = calloc((size_t)capacity * 2, sizeof(*by_number));

    if (states != NULL) {
        signatures->states = states;
    }
    if (states == NULL || by_masks == NULL || by_number == NULL) {
        free(by_masks);
        free(by_number);
        return false;
    }
    free(signatures->by_masks);
    free(signatures->by_number);
    signatures->by_masks = by_masks;
    signatures->by_number = by_number;
    signatures->capacity = capacity;
    index_states(signatures);
    return true;
}

/* Forgets all states but the first. */
static bool forget(struct signatures *signatures) {
    signatures->count = 1;
    memset(signatures->transitions, 0, TRANSITIONS * sizeof(*signatures->transitions));
    if (!resize(signatures, STATES_FIRST)) {
        return false;
    }
    memset(&signatures->states[SIGNATURE_NOTHING], 0, sizeof(*signatures->states));
    return true;
}

/* NO_STATE when out of memory. */
static uint32_t append(struct signatures *signatures, const uint64_t *masks) {
    if (signatures->count == signatures->capacity &&
        !resize(signatures, signatures->capacity * 2)) {
        return NO_STATE;
    }
    struct state *state = &signatures->states[signatures->count];
    *state = (struct state){.number = 0};
    memcpy(state->masks, masks, sizeof(state->masks));
    uint32_t *slot = find_masks(signatures, masks);
    if (*slot == 0) {
        *slot = signatures->count;
    }
    return signatures->count++;
}

/* The state with these masks, made if need be; NO_STATE when out of memory. */
static uint32_t state_of(struct signatures *signatures, const uint64_t *masks) {
    uint32_t state = *find_masks(signatures, masks);

    return state != 0 ? state : append(signatures, masks);
}

/* Columns as in sql/statements/read_signatures.sql. */
static bool take_row(struct signatures *signatures, sqlite3_stmt *row,
                     struct error *error) {
    uint64_t masks[MASKS];

    for (int i = 0; i < MASKS; i++) {
        masks[i] = (uint64_t)sqlite3_column_int64(row, i + 1);
    }
    uint32_t state = append(signatures, masks);
    if (state == NO_STATE) {
        return error_set(error, "out of memory for signatures");
    }
    signatures->states[state].number = sqlite3_column_int64(row, 0);
    *find_number(signatures, signatures->states[state].number) = state;
    return true;
}

static bool read_rows(struct signatures *signatures, int64_t first, int64_t last,
                      struct error *error) {
    sqlite3_stmt *row =
        database_statement(signatures->database, STATEMENT_READ_SIGNATURES, error);
    int status = SQLITE_DONE;
    bool is_ok = row != NULL;

    if (is_ok) {
        bind_integer(row, ":scan", signatures->scan);
        bind_integer(row, ":first", first);
        bind_integer(row, ":last", last);
    }
    while (is_ok && (status = sqlite3_step(row)) == SQLITE_ROW) {
        is_ok = take_row(signatures, row, error);
    }
    sqlite3_reset(row);
    return is_ok && (status == SQLITE_DONE ||
                     database_failed(signatures->database, "read", error));
}

static bool read_end(struct signatures *signatures, struct error *error) {
    sqlite3_stmt *row =
        database_statement(signatures->database, STATEMENT_READ_SIGNATURE_END, error);

    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", signatures->scan);
    bool is_ok = sqlite3_step(row) == SQLITE_ROW;
    signatures->last_number = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return is_ok || database_failed(signatures->database, "read", error);
}

struct signatures *signatures_create(struct database *database, int64_t scan,
                                     const struct reply_sorts *sorts,
                                     struct error *error) {
    struct signatures *signatures = calloc(1, sizeof(*signatures));

    if (signatures == NULL) {
        error_set(error, "out of memory for signatures");
        return NULL;
    }
    *signatures =
        (struct signatures){.database = database, .scan = scan, .sorts = sorts};
    signatures->transitions = calloc(TRANSITIONS, sizeof(*signatures->transitions));
    if (signatures->transitions == NULL || !forget(signatures)) {
        error_set(error, "out of memory for signatures");
    } else if (read_end(signatures, error) &&
               read_rows(signatures, 1, STATES_KEPT, error)) {
        return signatures;
    }
    signatures_destroy(signatures);
    return NULL;
}

void signatures_destroy(struct signatures *signatures) {
    if (signatures != NULL) {
        free(signatures->states);
        free(signatures->by_masks);
        free(signatures->by_number);
        free(signatures->transitions);
        free(signatures);
    }
}

bool signatures_read(struct signatures *signatures, int64_t number, uint32_t *state,
                     struct error *error) {
    if (number == 0) {
        *state = SIGNATURE_NOTHING;
        return true;
    }
    *state = *find_number(signatures, number);
    if (*state != 0) {
        return true;
    }
    if (!read_rows(signatures, number, number, error)) {
        return false;
    }
    *state = *find_number(signatures, number);
    return *state != 0 || error_set(error, "'%s': signature %lld is missing",
                                    signatures->database->path, (long long)number);
}

static uint32_t compute_next(struct signatures *signatures, uint32_t state,
                             uint32_t sort) {
    const struct sort_masks *added = reply_sorts_masks(signatures->sorts, sort);
    uint64_t masks[MASKS];

    memcpy(masks, signatures->states[state].masks, sizeof(masks));
    for (int i = 0; added != NULL && i < added->count; i++) {
        masks[added->positions[i] % MASKS] |= added->bits[i];
    }
    if (memcmp(masks, signatures->states[state].masks, sizeof(masks)) == 0) {
        return state;
    }
    return state_of(signatures, masks);
}

bool signatures_next(struct signatures *signatures, uint32_t state, uint32_t sort,
                     uint32_t *next) {
    uint64_t hash = mix((uint64_t)state << 32 | sort);
    struct transition *transition = &signatures->transitions[hash & (TRANSITIONS - 1)];

    if (transition->state == state && transition->sort == sort &&
        transition->next != 0) {
        *next = transition->next;
        return true;
    }
    *next = compute_next(signatures, state, sort);
    if (*next != NO_STATE) {
        *transition = (struct transition){state, sort, *next};
    }
    return *next != NO_STATE;
}

int64_t signatures_move(struct signatures *signatures, uint32_t from, uint32_t to) {
    struct state *state = &signatures->states[to];

    if (from != SIGNATURE_NOTHING) {
        signatures->states[from].hosts--;
    }
    state->hosts++;
    if (state->number == 0) {
        state->number = ++signatures->last_number;
        *find_number(signatures, state->number) = to;
    }
    return state->number;
}

static bool write_hosts(struct signatures *signatures, struct state *state,
                        struct error *error) {
    sqlite3_stmt *statement =
        database_statement(signatures->database, STATEMENT_ADD_SIGNATURE_HOSTS, error);

    if (statement == NULL) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, signatures->scan);
    sqlite3_bind_int64(statement, 2, state->number);
    sqlite3_bind_int64(statement, 3, state->hosts);
    for (int i = 0; i < MASKS; i++) {
        sqlite3_bind_int64(statement, i + 4, (int64_t)state->masks[i]);
    }
    return database_step(signatures->database, statement, error);
}

static bool delete_if_unused(struct signatures *signatures, const struct state *state,
                             struct error *error) {
    sqlite3_stmt *statement =
        database_statement(signatures->database, STATEMENT_DELETE_SIGNATURE, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":scan", signatures->scan);
    bind_integer(statement, ":signature", state->number);
    return database_step(signatures->database, statement, error);
}

bool signatures_are_many(const struct signatures *signatures) {
    return signatures->count > STATES_KEPT;
}

bool signatures_write(struct signatures *signatures, struct error *error) {
    bool is_ok = true;

    for (uint32_t i = 1; is_ok && i < signatures->count; i++) {
        struct state *state = &signatures->states[i];

        if (state->hosts != 0) {
            is_ok = write_hosts(signatures, state, error) &&
                    (state->hosts > 0 || delete_if_unused(signatures, state, error));
            state->hosts = 0;
        }
    }
    if (is_ok && signatures_are_many(signatures) && !forget(signatures)) {
        is_ok = error_set(error, "out of memory for signatures");
    }
    return is_ok;
}
