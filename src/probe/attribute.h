/* SPDX-License-Identifier: MIT
 * Ties a received packet to the probe that caused it, by what the packet carries. */
#ifndef PROBE_ATTRIBUTE_H
#define PROBE_ATTRIBUTE_H

#include "probe/reply.h"

struct packet;
struct probe_request;
struct probe_set;

/* Fills in *reply and returns 0, or returns the enum unsolicited_reason. Whether the
 * reply's target was scanned at all is the caller's to check. */
int attribute_packet(const struct probe_set *set, const struct packet *packet,
                     struct reply *reply);

/* The parts, one a protocol; the same contract. */
int attribute_tcp(const struct probe_set *set, const struct packet *packet,
                  struct reply *reply);
int attribute_udp(const struct probe_set *set, const struct packet *packet,
                  struct reply *reply);
int attribute_icmp(const struct probe_set *set, const struct packet *packet,
                   struct reply *reply);

/* Fills in what the request tells of a reply to it. */
void reply_fill(struct reply *reply, const struct probe_request *request,
                enum reply_kind kind, enum evidence evidence);

#endif
