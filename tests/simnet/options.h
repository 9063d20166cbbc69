/* SPDX-License-Identifier: MIT
 * The command line of simnet. */
#ifndef SIMNET_OPTIONS_H
#define SIMNET_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct problem;

struct options {
    const char *world_file;
    const char *sent_file; /* or NULL, as all files */
    const char *suppressed_file;
    const char *noise_file;
    uint64_t seed;
    bool is_xdp;
    char **command; /* ends with NULL */
    int command_count;
};

/* Prints --help itself and exits 0 then. */
bool options_read(int argc, char **argv, struct options *options,
                  struct problem *problem);

#endif
