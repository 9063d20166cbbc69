/* SPDX-License-Identifier: MIT
 * Rows of tables, pseudo-random numbers and scratch files for the suites. */
#include "suite.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void check_row(bool holds, const char *claim, const char *row, unsigned line,
               const char *file) {
    char text[256];

    snprintf(text, sizeof(text), "%s, for %s", claim, row);
    CU_assertImplementation(holds, line, text, file, "", CU_FALSE);
}

/* SplitMix64 (Steele, Lea and Flood, 2014). */
uint64_t draw(uint64_t *state) {
    uint64_t mixed = *state += 0x9e3779b97f4a7c15U;

    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebU;
    return mixed ^ mixed >> 31;
}

uint64_t draw_below(uint64_t *state, uint64_t limit) {
    return draw(state) % limit;
}

void scratch_init(struct scratch *scratch) {
    const char *folder = getenv("TMPDIR");
    int length = snprintf(scratch->folder, sizeof(scratch->folder),
                          "%s/liveness-XXXXXX", folder == NULL ? P_tmpdir : folder);

    if (length >= (int)sizeof(scratch->folder)) {
        fprintf(stderr, "TMPDIR is too long for the tests: '%s'; set a shorter one\n",
                folder);
        exit(EXIT_FAILURE);
    }
    if (mkdtemp(scratch->folder) == NULL) {
        perror(scratch->folder);
        exit(EXIT_FAILURE);
    }
}

const char *scratch_path(struct scratch *scratch, const char *name) {
    snprintf(scratch->path, sizeof(scratch->path), "%s/%s", scratch->folder, name);
    return scratch->path;
}

const char *scratch_write(struct scratch *scratch, const char *name, const void *bytes,
                          size_t length) {
    FILE *stream = fopen(scratch_path(scratch, name), "we");

    if (stream == NULL || fwrite(bytes, 1, length, stream) != length ||
        fclose(stream) != 0) {
        perror(scratch->path);
        exit(EXIT_FAILURE);
    }
    return scratch->path;
}

void scratch_finish(struct scratch *scratch) {
    DIR *folder = opendir(scratch->folder);

    for (struct dirent *file = readdir(folder); file != NULL; file = readdir(folder)) {
        if (strcmp(file->d_name, ".") != 0 && strcmp(file->d_name, "..") != 0) {
            unlink(scratch_path(scratch, file->d_name));
        }
    }
    closedir(folder);
    rmdir(scratch->folder);
}
