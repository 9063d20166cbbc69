/* SPDX-License-Identifier: MIT
 * Compares the packet quoted in an ICMP error with the probes that we sent. */
#ifndef PROBE_QUOTE_H
#define PROBE_QUOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/reply.h"

struct packet;
struct probe_set;

struct quote_match {
    uint32_t target;
    unsigned probe;
    unsigned attempt;
    enum evidence evidence;
};

/* False if the quote is of no probe of ours. */
bool quote_match(const struct probe_set *set, const struct packet *packet,
                 struct quote_match *match);

#endif
