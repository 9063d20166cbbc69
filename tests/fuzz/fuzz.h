/* SPDX-License-Identifier: MIT
 * What a fuzz target and its seeds are. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's entry: takes any bytes; what is wrong ends the program. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_LINK_TYPES = 7 };

/* The link type that a frame's first byte stands for, in a seed and in an input. */
int fuzz_link_type(uint8_t byte);
uint8_t fuzz_link_byte(int link_type);

/* Ends the program unless the claim holds. */
void fuzz_require(int holds, const char *claim);

#endif
