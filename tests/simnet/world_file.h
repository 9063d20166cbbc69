/* SPDX-License-Identifier: MIT
 * Reads world files, whose format README.md describes. */
#ifndef SIMNET_WORLD_FILE_H
#define SIMNET_WORLD_FILE_H

#include <stdbool.h>

struct problem;
struct world;

/* A problem names file and line. */
bool world_file_read(const char *path, struct world *world, struct problem *problem);

#endif
