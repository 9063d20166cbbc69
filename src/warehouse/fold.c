/* SPDX-License-Identifier: MIT
 * A batch is sorted by address, so that each table is read and written once, in the
 * order of its key, a slice of addresses after the other. An address whose signature
 * did not change has lit nothing new, so only the others are written, and only their
 * blocks looked at. */
#include "warehouse/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/radix_sort.h"
#include "warehouse/database.h"
#include "warehouse/mask_counts.h"
#include "warehouse/reply_sorts.h"
#include "warehouse/signatures.h"

enum { SLICE_HOSTS = 1 << 16 };

struct host_row {
    uint32_t address;
    int64_t signature; /* number */
};

struct block_row {
    uint32_t block;
    uint64_t probes;
};

struct fold {
    struct database *database;
    int64_t scan;
    const struct reply_sorts *sorts;
    struct signatures *signatures;
    struct mask_counts *blocks_lit; /* change of block24_count */
    size_t capacity;
    uint64_t *replies; /* responder << 32 | sort */
    uint64_t *spare;   /* for sorting */
    size_t count;
    size_t folded;          /* of these, sorted */
    struct host_row *hosts; /* of the slice */
    size_t host_count;
    struct block_row *blocks;
    size_t block_count;
};

static bool host_value(const void *rows, size_t row, int column, int64_t *value) {
    const struct host_row *host = (const struct host_row *)rows + row;

    *value = column == 0 ? host->address : host->signature;
    return true;
}

static bool block_value(const void *rows, size_t row, int column, int64_t *value) {
    const struct block_row *block = (const struct block_row *)rows + row;

    *value = column == 0 ? block->block : (int64_t)block->probes;
    return true;
}

static bool allocate(struct fold *fold) {
    fold->replies = malloc(fold->capacity * sizeof(*fold->replies));
    fold->spare = malloc(fold->capacity * sizeof(*fold->spare));
    fold->hosts = malloc(SLICE_HOSTS * sizeof(*fold->hosts));
    fold->blocks = malloc(SLICE_HOSTS * sizeof(*fold->blocks));
    fold->blocks_lit = mask_counts_create();
    return fold->replies != NULL && fold->spare != NULL && fold->hosts != NULL &&
           fold->blocks != NULL && fold->blocks_lit != NULL;
}

struct fold *fold_create(struct database *database, int64_t scan,
                         const struct reply_sorts *sorts, size_t capacity,
                         struct error *error) {
    struct fold *fold = calloc(1, sizeof(*fold));

    if (fold == NULL) {
        error_set(error, "out of memory for folding");
        return NULL;
    }
    *fold = (struct fold){
        .database = database, .scan = scan, .sorts = sorts, .capacity = capacity};
    if (!allocate(fold)) {
        error_set(error, "out of memory for folding");
        fold_destroy(fold);
        return NULL;
    }
    fold->signatures = signatures_create(database, scan, sorts, error);
    if (fold->signatures == NULL) {
        fold_destroy(fold);
        return NULL;
    }
    return fold;
}

void fold_destroy(struct fold *fold) {
    if (fold != NULL) {
        signatures_destroy(fold->signatures);
        mask_counts_destroy(fold->blocks_lit);
        free(fold->replies);
        free(fold->spare);
        free(fold->hosts);
        free(fold->blocks);
        free(fold);
    }
}

size_t fold_count(const struct fold *fold) {
    return fold->count;
}

void fold_add(struct fold *fold, uint32_t responder, uint32_t sort) {
    fold->replies[fold->count++] = (uint64_t)responder << 32 | sort;
}

static uint32_t address_of(uint64_t reply) {
    return (uint32_t)(reply >> 32);
}

static void sort_by_address(struct fold *fold) {
    uint64_t *sorted = fold->spare;

    radix_sort(fold->replies, sorted, fold->count);
    fold->spare = fold->replies;
    fold->replies = sorted;
}

static bool is_of_host(const struct fold *fold, size_t reply,
                       const struct host_row *host) {
    return reply < fold->count && address_of(fold->replies[reply]) == host->address;
}

/* The next hosts, as many as fit. */
static void list_hosts(struct fold *fold) {
    size_t at = fold->folded;

    fold->host_count = 0;
    while (at < fold->count && fold->host_count < SLICE_HOSTS) {
        struct host_row *host = &fold->hosts[fold->host_count++];

        *host = (struct host_row){.address = address_of(fold->replies[at])};
        while (is_of_host(fold, at, host)) {
            at++;
        }
    }
}

static void note_block(struct fold *fold, uint32_t address, uint64_t probes) {
    uint32_t block = address >> 8;

    if (probes == 0) {
        return; /* the control probe's replies light nothing */
    }
    if (fold->block_count == 0 || fold->blocks[fold->block_count - 1].block != block) {
        fold->blocks[fold->block_count++] = (struct block_row){.block = block};
    }
    fold->blocks[fold->block_count - 1].probes |= probes;
}

/* Folds the replies of the next address into the state it had. */
static bool fold_host(struct fold *fold, struct host_row *host, uint32_t before,
                      bool *has_changed) {
    uint32_t state = before;
    uint64_t probes = 0;

    for (; is_of_host(fold, fold->folded, host); fold->folded++) {
        uint32_t sort = (uint32_t)fold->replies[fold->folded];

        if (!signatures_next(fold->signatures, state, sort, &state)) {
            return false;
        }
        probes |= reply_sorts_masks(fold->sorts, sort)->probes;
    }
    *has_changed = state != before;
    if (*has_changed) {
        host->signature = signatures_move(fold->signatures, before, state);
        note_block(fold, host->address, probes);
    }
    return true;
}

/* Leaves the hosts that changed, with their new signatures, and their blocks. */
static bool fold_hosts(struct fold *fold, sqlite3_stmt *row, struct error *error) {
    size_t changed = 0;

    fold->block_count = 0;
    for (size_t i = 0; i < fold->host_count; i++) {
        struct host_row host = fold->hosts[i];
        uint32_t state;
        bool has_changed;

        if (sqlite3_step(row) != SQLITE_ROW) {
            return database_failed(fold->database, "read", error);
        }
        if (!signatures_read(fold->signatures, sqlite3_column_int64(row, 0), &state,
                             error)) {
            return false;
        }
        if (!fold_host(fold, &host, state, &has_changed)) {
            return error_set(error, "out of memory for signatures");
        }
        if (has_changed) {
            fold->hosts[changed++] = host; /* before the place that is read next */
        }
    }
    sqlite3_reset(row);
    fold->host_count = changed;
    return true;
}

/* A statement with the scan bound. */
static sqlite3_stmt *statement_of_scan(struct fold *fold, enum statement statement,
                                       struct error *error) {
    sqlite3_stmt *prepared = database_statement(fold->database, statement, error);

    if (prepared != NULL) {
        bind_integer(prepared, ":scan", fold->scan);
    }
    return prepared;
}

static bool run_for_scan(struct fold *fold, enum statement statement,
                         struct error *error) {
    sqlite3_stmt *prepared = statement_of_scan(fold, statement, error);

    return prepared != NULL && database_step(fold->database, prepared, error);
}

static bool merge_hosts(struct fold *fold, struct error *error) {
    struct row_source *source = &fold->database->rows[ROWS_FOLDED_HOST];

    list_hosts(fold);
    *source = (struct row_source){fold->hosts, fold->host_count, host_value};
    sqlite3_stmt *row = statement_of_scan(fold, STATEMENT_READ_FOLDED_HOSTS, error);
    if (row == NULL || !fold_hosts(fold, row, error)) {
        return false;
    }
    source->count = fold->host_count;
    return run_for_scan(fold, STATEMENT_WRITE_FOLDED_HOSTS, error);
}

/* Leaves the blocks that changed, with all the probes that have lit them. */
static bool fold_blocks(struct fold *fold, sqlite3_stmt *row, struct error *error) {
    size_t changed = 0;

    for (size_t i = 0; i < fold->block_count; i++) {
        struct block_row block = fold->blocks[i];

        if (sqlite3_step(row) != SQLITE_ROW) {
            return database_failed(fold->database, "read", error);
        }
        uint64_t before = (uint64_t)sqlite3_column_int64(row, 0);
        block.probes |= before;
        if (block.probes == before) {
            continue;
        }
        fold->blocks[changed++] = block;
        if ((before != 0 && !mask_counts_add(fold->blocks_lit, before, -1)) ||
            !mask_counts_add(fold->blocks_lit, block.probes, 1)) {
            return error_set(error, "out of memory for blocks");
        }
    }
    sqlite3_reset(row);
    fold->block_count = changed;
    return true;
}

static bool delete_if_unused(struct fold *fold, uint64_t probes, struct error *error) {
    sqlite3_stmt *statement =
        statement_of_scan(fold, STATEMENT_DELETE_BLOCK_COUNT, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":probes", (int64_t)probes);
    return database_step(fold->database, statement, error);
}

static bool write_block_count(void *context, uint64_t probes, int64_t blocks,
                              struct error *error) {
    struct fold *fold = context;
    sqlite3_stmt *statement = statement_of_scan(fold, STATEMENT_ADD_BLOCKS, error);

    if (statement == NULL) {
        return false;
    }
    bind_integer(statement, ":probes", (int64_t)probes);
    bind_integer(statement, ":blocks", blocks);
    return database_step(fold->database, statement, error) &&
           (blocks > 0 || delete_if_unused(fold, probes, error));
}

static bool merge_blocks(struct fold *fold, struct error *error) {
    struct row_source *source = &fold->database->rows[ROWS_FOLDED_BLOCK];

    *source = (struct row_source){fold->blocks, fold->block_count, block_value};
    sqlite3_stmt *row = statement_of_scan(fold, STATEMENT_READ_FOLDED_BLOCKS, error);
    if (row == NULL || !fold_blocks(fold, row, error)) {
        return false;
    }
    source->count = fold->block_count;
    return run_for_scan(fold, STATEMENT_WRITE_FOLDED_BLOCKS, error) &&
           mask_counts_take(fold->blocks_lit, write_block_count, fold, error);
}

static bool merge_slice(struct fold *fold, struct error *error) {
    return merge_hosts(fold, error) && merge_blocks(fold, error) &&
           (!signatures_are_many(fold->signatures) ||
            signatures_write(fold->signatures, error));
}

bool fold_write(struct fold *fold, struct error *error) {
    bool is_ok = true;

    sort_by_address(fold);
    fold->folded = 0;
    while (is_ok && fold->folded < fold->count) {
        is_ok = merge_slice(fold, error);
    }
    fold->database->rows[ROWS_FOLDED_HOST].count = 0;
    fold->database->rows[ROWS_FOLDED_BLOCK].count = 0;
    fold->count = 0;
    return is_ok && signatures_write(fold->signatures, error);
}
