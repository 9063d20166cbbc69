/* SPDX-License-Identifier: MIT
 * Gives the seeds that files hold: the frames of a .pkt file, or else a file's bytes.
 */
#ifndef FUZZ_SEEDS_H
#define FUZZ_SEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

typedef void seed_fn(void *context, const uint8_t *bytes, size_t length);

/* Calls `take` for each seed of the file; false, with *error set, if it is unreadable.
 */
bool seeds_read(const char *path, seed_fn *take, void *context, struct error *error);

#endif
