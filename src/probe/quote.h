/* SPDX-License-Identifier: MIT
 * Compares the packet quoted in an ICMP error with the probes that we sent. */
#ifndef PROBE_QUOTE_H
#define PROBE_QUOTE_H

#include "probe/reply.h"

struct packet;
struct probe_request;
struct probe_set;

/* Finds the request that a packet with a quote is about. EVIDENCE_NONE if it is no
 * probe of ours, EVIDENCE_PORT if only the keyed source port came back, else
 * EVIDENCE_QUOTE. */
enum evidence quote_match(const struct probe_set *set, const struct packet *packet,
                          struct probe_request *request);

#endif
