/* SPDX-License-Identifier: MIT
 * A probe's packet, laid out once; what differs from one target to the next is filled
 * in.
 */
#ifndef PROBE_PACKET_TEMPLATE_H
#define PROBE_PACKET_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/build.h"

struct probe_request;
struct template_field;
struct writer;

struct packet_template {
    const struct template_field *fields;
    bool has_pseudo_header;
    bool has_zero_checksum; /* whether 0 may be sent as one */
    size_t checksum_at;     /* of the segment's, from the packet's first byte */
    uint64_t header_sum;
    uint64_t segment_sum; /* with the pseudo header's protocol and length */
    size_t length;
    uint8_t bytes[PACKET_SIZE_MAX]; /* zero where something is filled in */
};

/* Lays out the packet of the request's probe; of its other values only the time to live
 * matters. False if the fields of the probe's type do not fit its packet. */
bool packet_template_init(struct packet_template *template,
                          const struct probe_request *request);

/* Appends the IPv4 packet: the very bytes that the probe's type builds. */
void packet_template_fill(const struct packet_template *template,
                          const struct probe_request *request, struct writer *writer);

#endif
