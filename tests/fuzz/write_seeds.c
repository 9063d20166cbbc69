/* SPDX-License-Identifier: MIT
 * Writes the seeds of the files given into a folder, a file each, for libFuzzer. */
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "seeds.h"

struct folder {
    const char *path;
    unsigned count;
};

static void write_seed(void *context, const uint8_t *bytes, size_t length) {
    struct folder *folder = context;
    char path[4096];

    snprintf(path, sizeof(path), "%s/%05u", folder->path, folder->count++);
    FILE *stream = fopen(path, "we");
    if (stream == NULL || fwrite(bytes, 1, length, stream) != length ||
        fclose(stream) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

int main(int argc, char **argv) {
    struct folder folder = {.path = argc > 1 ? argv[1] : ""};
    struct error error;

    if (argc < 3) {
        fprintf(stderr, "usage: %s FOLDER FILE...\n", argv[0]);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        if (!seeds_read(argv[i], write_seed, &folder, &error)) {
            fprintf(stderr, "%s\n", error.text);
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
