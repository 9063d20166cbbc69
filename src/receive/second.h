/* SPDX-License-Identifier: MIT
 * Turns counts since the start into what each second added. */
#ifndef RECEIVE_SECOND_H
#define RECEIVE_SECOND_H

#include "warehouse/facts.h"

/* What the counts grew by from `before` to `now`, as the facts of second `number`. */
void second_added(const struct health_facts *before, const struct health_facts *now,
                  int64_t number, struct health_facts *added);

#endif
