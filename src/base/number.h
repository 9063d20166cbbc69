/* SPDX-License-Identifier: MIT
 * Reads the numbers that options take. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Each reads the whole text or fails. */

bool number_parse_unsigned(const char *text, uint64_t max, uint64_t *value);

/* A number with an optional K, M or G (powers of 1000), either case; above 0, up to
 * 2^53. */
bool number_parse_scaled(const char *text, double *value);

/* A number with a fraction or not, as for seconds and percentages; 0 to 10^9. */
bool number_parse_decimal(const char *text, double *value);

/* "A-B" or "A", ports from 1. */
bool number_parse_ports(const char *text, uint16_t *first, uint16_t *last);

#endif
