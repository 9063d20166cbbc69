/* SPDX-License-Identifier: MIT
 * How often the checksum comes that comes most often; for payloads that hold the tag in
 * digits, whose sums are uneven. */
#ifndef FUZZ_LIKELIEST_CHECKSUM_H
#define FUZZ_LIKELIEST_CHECKSUM_H

struct probe_request;

/* The share of all 2^32 tags, the request's other values kept, with which the transport
 * checksum of its packet is the likeliest one. */
double likeliest_checksum(const struct probe_request *request);

#endif
