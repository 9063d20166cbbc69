/* SPDX-License-Identifier: MIT
 * An external merge sort. Rows are gathered until memory is full, sorted through items
 * of target and place, and written as a run; the last run stays in memory. All runs are
 * then read side by side, the one with the smallest row first: a heap of runs. */
#include "warehouse/row_sorter.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/radix_sort.h"
#include "warehouse/log_row.h"
#include "warehouse/reply_key.h"
#include "warehouse/reply_sorts.h"

enum { BUFFER_ROWS = 2048 }; /* of a run that is read: 80 KB */

struct run {
    uint64_t first;         /* its first row in the file, ... */
    uint64_t rows;          /* ... and how many there are; 0: the run in memory */
    uint64_t next;          /* row of the file that comes after those in the buffer */
    uint64_t count;         /* of rows from there on */
    struct log_row *buffer; /* NULL: the run in memory */
    size_t at;              /* the next row in the buffer, or item in memory */
    size_t filled;
};

struct row_sorter {
    const char *path;
    const struct reply_sorts *sorts;
    size_t run_rows;
    struct log_row *rows; /* as they came */
    uint64_t *items;      /* target << 32 | place among the rows */
    uint64_t *spare;      /* for sorting */
    size_t count;
    int file; /* -1 until there is one */
    uint64_t written;
    struct run *runs;
    size_t run_count;
    size_t *heap; /* runs that have rows left */
    size_t heap_count;
};

struct row_sorter *row_sorter_create(const char *path, size_t run_rows,
                                     const struct reply_sorts *sorts,
                                     struct error *error) {
    struct row_sorter *sorter = calloc(1, sizeof(*sorter));

    if (sorter != NULL) {
        *sorter = (struct row_sorter){
            .path = path, .sorts = sorts, .run_rows = run_rows, .file = -1};
        sorter->rows = malloc(run_rows * sizeof(*sorter->rows));
        sorter->items = malloc(run_rows * sizeof(*sorter->items));
        sorter->spare = malloc(run_rows * sizeof(*sorter->spare));
    }
    if (sorter == NULL || sorter->rows == NULL || sorter->items == NULL ||
        sorter->spare == NULL) {
        row_sorter_destroy(sorter);
        error_set(error, "out of memory for sorting replies");
        return NULL;
    }
    return sorter;
}

void row_sorter_destroy(struct row_sorter *sorter) {
    if (sorter == NULL) {
        return;
    }
    for (size_t i = 0; i < sorter->run_count; i++) {
        free(sorter->runs[i].buffer);
    }
    if (sorter->file >= 0) {
        close(sorter->file);
    }
    free(sorter->runs);
    free(sorter->heap);
    free(sorter->rows);
    free(sorter->items);
    free(sorter->spare);
    free(sorter);
}

/* Order. */

static int compare_integers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* The key with the same sort for all rows that can be of one reply. */
static int64_t alike_key(const struct row_sorter *sorter, const struct log_row *row) {
    uint32_t sort = reply_key_sort(row->reply);

    return row->reply - sort + reply_sorts_first_alike(sorter->sorts, sort);
}

static int compare_replies(const struct row_sorter *sorter, const struct log_row *a,
                           const struct log_row *b) {
    int order = compare_integers(alike_key(sorter, a), alike_key(sorter, b));

    return order != 0 ? order : compare_integers(a->responder, b->responder);
}

static int compare_rows(const struct row_sorter *sorter, const struct log_row *a,
                        const struct log_row *b) {
    int order = compare_replies(sorter, a, b);

    return order != 0 ? order : compare_integers(a->time_us, b->time_us);
}

bool row_sorter_is_same(const struct row_sorter *sorter, const struct log_row *a,
                        const struct log_row *b) {
    return compare_replies(sorter, a, b) == 0;
}

static const struct log_row *row_of_item(const struct row_sorter *sorter,
                                         uint64_t item) {
    return &sorter->rows[(uint32_t)item];
}

static int compare_items(const void *a, const void *b, void *sorter) {
    return compare_rows(sorter, row_of_item(sorter, *(const uint64_t *)a),
                        row_of_item(sorter, *(const uint64_t *)b));
}

static void sort_rows(struct row_sorter *sorter) {
    uint64_t *sorted = sorter->spare;

    radix_sort(sorter->items, sorted, sorter->count);
    sorter->spare = sorter->items;
    sorter->items = sorted;
    for (size_t first = 0, end; first < sorter->count; first = end) {
        for (end = first + 1;
             end < sorter->count && sorted[end] >> 32 == sorted[first] >> 32; end++) {
        }
        if (end - first > 1) {
            qsort_r(&sorted[first], end - first, sizeof(*sorted), compare_items,
                    sorter);
        }
    }
}

/* Runs. */

static bool failed(const struct row_sorter *sorter, const char *doing,
                   struct error *error) {
    return error_set(error,
                     "cannot %s a temporary file beside '%s': %s; sorting its replies "
                     "takes 40 bytes each there",
                     doing, sorter->path, strerror(errno));
}

/* Where the file system has no files without a name, one that loses its name. */
static int open_named(const char *folder) {
    char name[PATH_MAX];
    int length = snprintf(name, sizeof(name), "%s/.liveness-XXXXXX", folder);
    int file = -1;

    if (length > 0 && (size_t)length < sizeof(name)) {
        file = mkostemp(name, O_CLOEXEC);
    }
    if (file >= 0) {
        unlink(name);
    }
    return file;
}

static bool open_file(struct row_sorter *sorter, struct error *error) {
    char *copy = strdup(sorter->path); /* dirname writes into its argument */

    if (copy == NULL) {
        return error_set(error, "out of memory for sorting replies");
    }
    const char *folder = dirname(copy);
    sorter->file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (sorter->file < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        sorter->file = open_named(folder);
    }
    free(copy);
    return sorter->file >= 0 || failed(sorter, "make", error);
}

static bool write_rows(struct row_sorter *sorter, const struct log_row *rows,
                       size_t count, struct error *error) {
    const char *bytes = (const char *)rows;
    size_t left = count * sizeof(*rows);

    while (left > 0) {
        ssize_t written = write(sorter->file, bytes, left);

        if (written < 0 && errno != EINTR) {
            return failed(sorter, "write", error);
        }
        bytes += written < 0 ? 0 : written;
        left -= written < 0 ? 0 : (size_t)written;
    }
    sorter->written += count;
    return true;
}

static bool add_run(struct row_sorter *sorter, struct run run, struct error *error) {
    struct run *runs =
        realloc(sorter->runs, (sorter->run_count + 1) * sizeof(*sorter->runs));

    if (runs == NULL) {
        return error_set(error, "out of memory for sorting replies");
    }
    sorter->runs = runs;
    sorter->runs[sorter->run_count++] = run;
    return true;
}

static bool write_run(struct row_sorter *sorter, struct error *error) {
    struct log_row buffer[BUFFER_ROWS];
    const struct run run = {.first = sorter->written, .rows = sorter->count};
    bool is_ok = sorter->file >= 0 || open_file(sorter, error);

    sort_rows(sorter);
    for (size_t i = 0; is_ok && i < sorter->count;) {
        size_t filled = 0;

        for (; filled < BUFFER_ROWS && i < sorter->count; i++) {
            buffer[filled++] = *row_of_item(sorter, sorter->items[i]);
        }
        is_ok = write_rows(sorter, buffer, filled, error);
    }
    sorter->count = 0;
    return is_ok && add_run(sorter, run, error);
}

bool row_sorter_add(struct row_sorter *sorter, const struct log_row *row,
                    struct error *error) {
    if (sorter->count == sorter->run_rows && !write_run(sorter, error)) {
        return false;
    }
    sorter->items[sorter->count] =
        (uint64_t)reply_key_target(row->reply) << 32 | sorter->count;
    sorter->rows[sorter->count++] = *row;
    return true;
}

/* Merging. */

static const struct log_row *first_row(const struct row_sorter *sorter, size_t number) {
    const struct run *run = &sorter->runs[number];

    return run->buffer != NULL ? &run->buffer[run->at]
                               : row_of_item(sorter, sorter->items[run->at]);
}

/* Reads more of a run whose buffer is used up; leaves it empty at the run's end. */
static bool fill_buffer(struct row_sorter *sorter, struct run *run,
                        struct error *error) {
    size_t wanted = run->count < BUFFER_ROWS ? (size_t)run->count : BUFFER_ROWS;
    size_t bytes = wanted * sizeof(*run->buffer);
    off_t from = (off_t)(run->next * sizeof(*run->buffer));
    size_t got = 0;

    while (got < bytes) {
        ssize_t more = pread(sorter->file, (char *)run->buffer + got, bytes - got,
                             from + (off_t)got);

        if (more == 0 || (more < 0 && errno != EINTR)) {
            return failed(sorter, "read", error);
        }
        got += more < 0 ? 0 : (size_t)more;
    }
    run->at = 0;
    run->filled = wanted;
    run->next += wanted;
    run->count -= wanted;
    return true;
}

static bool is_before(const struct row_sorter *sorter, size_t a, size_t b) {
    return compare_rows(sorter, first_row(sorter, sorter->heap[a]),
                        first_row(sorter, sorter->heap[b])) < 0;
}

static void sink(struct row_sorter *sorter, size_t at) {
    for (size_t child; (child = 2 * at + 1) < sorter->heap_count; at = child) {
        if (child + 1 < sorter->heap_count && is_before(sorter, child + 1, child)) {
            child++;
        }
        if (!is_before(sorter, child, at)) {
            return;
        }
        size_t run = sorter->heap[at];
        sorter->heap[at] = sorter->heap[child];
        sorter->heap[child] = run;
    }
}

static bool open_run(struct row_sorter *sorter, struct run *run, struct error *error) {
    run->at = 0;
    if (run->rows == 0) {
        run->filled = sorter->count;
        return true;
    }
    if (run->buffer == NULL) {
        run->buffer = malloc(BUFFER_ROWS * sizeof(*run->buffer));
    }
    if (run->buffer == NULL) {
        return error_set(error, "out of memory for sorting replies");
    }
    run->next = run->first;
    run->count = run->rows;
    return fill_buffer(sorter, run, error);
}

bool row_sorter_rewind(struct row_sorter *sorter, struct error *error) {
    sorter->heap_count = 0;
    for (size_t i = 0; i < sorter->run_count; i++) {
        if (!open_run(sorter, &sorter->runs[i], error)) {
            return false;
        }
        sorter->heap[sorter->heap_count++] = i;
    }
    for (size_t i = sorter->heap_count; i-- > 0;) {
        sink(sorter, i);
    }
    return true;
}

bool row_sorter_finish(struct row_sorter *sorter, struct error *error) {
    sort_rows(sorter);
    if (sorter->count > 0 && !add_run(sorter, (struct run){.rows = 0}, error)) {
        return false;
    }
    sorter->heap = malloc((sorter->run_count + 1) * sizeof(*sorter->heap));
    if (sorter->heap == NULL) {
        return error_set(error, "out of memory for sorting replies");
    }
    return row_sorter_rewind(sorter, error);
}

bool row_sorter_next(struct row_sorter *sorter, struct log_row *row, bool *is_end,
                     struct error *error) {
    *is_end = sorter->heap_count == 0;
    if (*is_end) {
        return true;
    }
    struct run *run = &sorter->runs[sorter->heap[0]];
    *row = *first_row(sorter, sorter->heap[0]);
    if (++run->at == run->filled) {
        if (run->count > 0 && !fill_buffer(sorter, run, error)) {
            return false;
        }
        if (run->at == run->filled) {
            sorter->heap[0] = sorter->heap[--sorter->heap_count];
        }
    }
    sink(sorter, 0);
    return true;
}
