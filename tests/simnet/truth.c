/* SPDX-License-Identifier: MIT
 * Rows in the order in which their probes came; arrays grow by halves. */
#include "truth.h"

#include <stdlib.h>

#include "clock.h"
#include "names.h"
#include "world.h"

enum { ROWS_FIRST = 1 << 16 };

void truth_init(struct truth *truth, const struct world *world) {
    *truth = (struct truth){.world = world};
}

void truth_finish(struct truth *truth) {
    free(truth->sent.rows);
    free(truth->suppressed.rows);
}

static uint32_t add(struct truth *truth, struct truth_rows *rows,
                    struct truth_row row) {
    if (rows->count == rows->size) {
        size_t size = rows->size == 0 ? ROWS_FIRST : rows->size + rows->size / 2;
        struct truth_row *grown = realloc(rows->rows, size * sizeof(grown[0]));

        if (grown == NULL) {
            truth->is_overfull = true;
            return 0;
        }
        rows->rows = grown;
        rows->size = size;
    }
    rows->rows[rows->count] = row;
    return (uint32_t)rows->count++;
}

uint32_t truth_plan(struct truth *truth, struct truth_row row) {
    return add(truth, &truth->sent, row);
}

void truth_suppress(struct truth *truth, struct truth_row row) {
    add(truth, &truth->suppressed, row);
}

void truth_send(struct truth *truth, uint32_t number, uint64_t now_ns) {
    struct truth_row *row = &truth->sent.rows[number];

    if (row->copies++ == 0 && now_ns > row->arrival_ns) {
        row->delay_us = (uint32_t)((now_ns - row->arrival_ns) / NS_PER_US);
    }
}

void truth_end(struct truth *truth) {
    for (size_t i = 0; i < truth->sent.count; i++) {
        struct truth_row row = truth->sent.rows[i];

        if (row.copies < row.planned) {
            row.copies = row.planned - row.copies;
            row.reason = REASON_ENDED;
            truth_suppress(truth, row);
        }
    }
}
