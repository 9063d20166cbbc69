/* SPDX-License-Identifier: MIT
 * Which places in the code ask for memory, told apart by who called them. */
#ifndef FAULTS_PLACES_H
#define FAULTS_PLACES_H

#include <stdbool.h>
#include <stddef.h>

/* Forgets all; from now on, if wanted, places are noted. */
void places_forget(bool is_noting);
void places_end(void);

/* The caller's caller asks for memory, the `number`-th time that anyone does. */
void places_note(unsigned long number);

size_t places_count(void);

/* When the i-th place asked for the first time. */
unsigned long places_first(size_t i);

#endif
