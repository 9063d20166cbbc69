/* SPDX-License-Identifier: MIT
 * Writes the truth as CSV, and sums it up in two lines. */
#include "truth.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "problem.h"
#include "world.h"

enum { NUMBER_TEXT = 32 };

static void write_row(FILE *file, const struct world *world,
                      const struct truth_row *row) {
    const struct word *word = &world->words[row->word];
    uint32_t responder = world_responder(world, row->target, word);
    char target_text[ADDRESS_TEXT];
    char responder_text[ADDRESS_TEXT];

    fprintf(file, "%s,%s,%u,%s,%s,", address_write(row->target, target_text),
            probe_name(word->probe), row->attempt,
            address_write(responder, responder_text), kind_name(word->kind));
    if (word->kind == KIND_ICMP_ERROR || word->kind == KIND_ECHO_REPLY) {
        fprintf(file, "%u,%u", word->icmp_type, word->icmp_code);
    } else {
        fputc(',', file);
    }
    fprintf(file, ",%u,%u", row->delay_us, row->copies);
    if (row->reason != REASON_NONE) {
        fprintf(file, ",%s", reason_name(row->reason));
    }
    fputc('\n', file);
}

static bool write_rows(const struct truth *truth, const struct truth_rows *rows,
                       const char *more, const char *path, struct problem *problem) {
    FILE *file = fopen(path, "we");

    if (file == NULL) {
        return problem_set(problem, "cannot write '%s': %s", path, strerror(errno));
    }
    fprintf(file,
            "target,probe,attempt,responder,kind,icmp_type,icmp_code,delay_us,"
            "copies%s\n",
            more);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->rows[i].copies > 0) {
            write_row(file, truth->world, &rows->rows[i]);
        }
    }
    bool is_bad = ferror(file) != 0;

    return (fclose(file) == 0 && !is_bad) ||
           problem_set(problem, "cannot write '%s': %s", path, strerror(errno));
}

bool truth_write_sent(const struct truth *truth, const char *path,
                      struct problem *problem) {
    return write_rows(truth, &truth->sent, "", path, problem);
}

bool truth_write_suppressed(const struct truth *truth, const char *path,
                            struct problem *problem) {
    return write_rows(truth, &truth->suppressed, ",reason", path, problem);
}

/* With commas between thousands. */
static const char *number_write(uint64_t number, char text[NUMBER_TEXT]) {
    char *at = text + NUMBER_TEXT - 1;
    unsigned digits = 0;

    *at = '\0';
    do {
        if (digits > 0 && digits % 3 == 0) {
            *--at = ',';
        }
        *--at = (char)('0' + number % 10);
        number /= 10;
        digits++;
    } while (number > 0);
    return at;
}

/* The most frequent first. */
static void print_kinds(uint64_t by_kind[KIND_COUNT]) {
    const char *separator = "";
    char text[NUMBER_TEXT];

    for (;;) {
        unsigned most = 0;

        for (unsigned kind = 1; kind < KIND_COUNT; kind++) {
            most = by_kind[kind] > by_kind[most] ? kind : most;
        }
        if (by_kind[most] == 0) {
            break;
        }
        printf("%s%s %s", separator, number_write(by_kind[most], text),
               kind_name(most));
        separator = ", ";
        by_kind[most] = 0;
    }
    if (*separator == '\0') {
        printf("none");
    }
}

void truth_print_summary(const struct truth *truth) {
    uint64_t by_kind[KIND_COUNT] = {0};
    uint64_t total = 0;
    char probes[NUMBER_TEXT];
    char replies[NUMBER_TEXT];

    for (size_t i = 0; i < truth->sent.count; i++) {
        const struct truth_row *row = &truth->sent.rows[i];

        by_kind[truth->world->words[row->word].kind] += row->copies;
        total += row->copies;
    }
    printf("The population got %s probes and sent %s replies (",
           number_write(truth->probes, probes), number_write(total, replies));
    print_kinds(by_kind);
    printf(").\n");
    if (truth->lost == 0) {
        printf("No packet was lost on the way.\n");
    } else {
        printf("%s packets were lost on the way.\n",
               number_write(truth->lost, replies));
    }
}
