/* SPDX-License-Identifier: MIT
 * Text from elsewhere, as UTF-8 (RFC 3629), which may be none or steer a terminal. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The length in bytes of the character that a text, which is not empty, begins with; 0
 * if these bytes are none. *character gets its number. */
size_t text_decode(const char *text, uint32_t *character);

/* Those of ASCII and those from 128 to 159, which terminals obey too. */
bool text_is_control(uint32_t character);

/* Writes a text for people, with '?' for control characters and bytes that are none. */
void text_write(FILE *stream, const char *text);

#endif
