/* SPDX-License-Identifier: MIT
 * Every reply that was sent or suppressed: what a scanner's results are compared with.
 */
#ifndef SIMNET_TRUTH_H
#define SIMNET_TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct problem;
struct world;

struct truth_row {
    uint64_t arrival_ns; /* of the probe */
    uint32_t target;
    uint32_t word;
    uint16_t attempt;
    uint16_t reason;   /* enum reason */
    uint32_t copies;   /* sent, or suppressed */
    uint32_t planned;  /* copies to be sent */
    uint32_t delay_us; /* from arrival to sending the first one */
};

struct truth_rows {
    struct truth_row *rows;
    size_t count;
    size_t size;
};

struct truth {
    const struct world *world;
    struct truth_rows sent;
    struct truth_rows suppressed;
    uint64_t probes;  /* that came, to whatever address */
    uint64_t lost;    /* packets that the wire or a ring had no room for */
    bool is_overfull; /* memory ran out, rows are missing */
};

void truth_init(struct truth *truth, const struct world *world);
void truth_finish(struct truth *truth);

/* Adds a row to those sent, with no copy sent yet. Its number. */
uint32_t truth_plan(struct truth *truth, struct truth_row row);
void truth_suppress(struct truth *truth, struct truth_row row);

/* A copy of a planned row leaves now. */
void truth_send(struct truth *truth, uint32_t number, uint64_t now_ns);

/* What was planned and not sent is suppressed. */
void truth_end(struct truth *truth);

bool truth_write_sent(const struct truth *truth, const char *path,
                      struct problem *problem);
bool truth_write_suppressed(const struct truth *truth, const char *path,
                            struct problem *problem);
void truth_print_summary(const struct truth *truth);

#endif
