/* SPDX-License-Identifier: MIT
 * The file is read twice: for the range of its addresses, and for what they do. */
#include "world_file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "problem.h"
#include "wire.h"
#include "world.h"
#include "world_statements.h"

/* Puts the place before what is wrong. */
static bool located(struct problem *problem, const char *path, unsigned long number) {
    struct problem before = *problem;

    return problem_set_usage(problem, "%s:%lu: %.200s", path, number, before.text);
}

static bool read_lines(struct reading *reading, FILE *file, const char *path) {
    char *line = NULL;
    size_t size = 0;
    unsigned long number = 0;
    bool is_good = true;

    while (is_good && getline(&line, &size, file) >= 0) {
        number++;
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#') {
            is_good = statement_read(reading, line) ||
                      located(reading->problem, path, number);
        }
    }
    free(line);
    return is_good;
}

/* What the first reading found. */
static bool make_room(struct reading *reading, const char *path) {
    if (reading->blocks.count > 0) {
        reading_widen(reading, FIRST_BLOCK << 8, (uint64_t)reading->blocks.count << 8);
    }
    if (reading->first > reading->last) {
        return problem_set_usage(reading->problem,
                                 "%s: no address, expected blocks, prefix, address or "
                                 "silent",
                                 path);
    }
    if (reading->first <= SCANNER_NETWORK_LAST && reading->last >= SCANNER_NETWORK) {
        return problem_set_usage(reading->problem,
                                 "%s: the world holds 192.0.2.0/24, which is the "
                                 "scanner's own network",
                                 path);
    }
    if (reading->last - reading->first >= TARGETS_MAX) {
        return problem_set_usage(reading->problem,
                                 "%s: the world spans more than %d addresses", path,
                                 TARGETS_MAX);
    }
    return world_init(reading->world, (uint32_t)reading->first, (uint32_t)reading->last,
                      reading->problem);
}

static bool read_twice(struct reading *reading, FILE *file, const char *path) {
    reading->is_ranging = true;
    if (!read_lines(reading, file, path) || !make_room(reading, path)) {
        return false;
    }
    reading->is_ranging = false;
    rewind(file);
    return read_lines(reading, file, path);
}

bool world_file_read(const char *path, struct world *world, struct problem *problem) {
    struct reading *reading = calloc(1, sizeof(*reading));
    FILE *file = fopen(path, "re");
    bool is_read = false;

    *world = (struct world){0};
    if (reading == NULL || file == NULL) {
        problem_set_usage(problem, "cannot open world '%s': %s", path, strerror(errno));
    } else {
        reading->world = world;
        reading->problem = problem;
        reading->first = UINT64_MAX;
        is_read = read_twice(reading, file, path);
    }
    if (file != NULL) {
        fclose(file);
    }
    free(reading);
    return is_read;
}
