/* SPDX-License-Identifier: MIT
 * Finds the request that a payload names, if its tag proves that the request was ours.
 */
#ifndef PROBE_IDENTIFY_H
#define PROBE_IDENTIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "packet/parse.h"
#include "probe/probe.h"

struct probe_set;

/* The request whose destination port is `asked`, and whose keyed source port is `ours`.
 */
bool identify_by_ports(const struct probe_set *set, enum family family, uint32_t target,
                       uint16_t asked, uint16_t ours, struct probe_request *request);

/* The request of a probe of this family that the payload names, if its tag proves that
 * the request was ours. */
bool identify_by_payload(const struct probe_set *set, enum family family,
                         struct span payload, struct probe_request *request);

#endif
