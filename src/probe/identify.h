/* SPDX-License-Identifier: MIT
 * Finds the request that a payload names, if its tag proves that the request was ours.
 */
#ifndef PROBE_IDENTIFY_H
#define PROBE_IDENTIFY_H

#include <stdbool.h>

#include "packet/parse.h"

struct probe_request;
struct probe_set;

bool identify_request(const struct probe_set *set, unsigned probe, struct span payload,
                      struct probe_request *request);

#endif
