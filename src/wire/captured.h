/* SPDX-License-Identifier: MIT
 * What captures and savefiles share: packets as they are handed over, and which. */
#ifndef WIRE_CAPTURED_H
#define WIRE_CAPTURED_H

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* One captured frame: its bytes are good only during the call. */
struct captured {
    const uint8_t *bytes;
    size_t length;   /* captured, not necessarily all there was */
    int64_t time_ns; /* real-time clock */
};

typedef void captured_fn(void *context, const struct captured *captured);

/* `has_nanoseconds` says what fractions of a second the header counts. */
struct captured captured_from(const struct pcap_pkthdr *header, const uint8_t *bytes,
                              bool has_nanoseconds);

enum { CAPTURED_ADDRESSES_MAX = 64 };

/* Our addresses, of which a scan has one at a time. */
struct captured_addresses {
    uint32_t list[CAPTURED_ADDRESSES_MAX];
    size_t count; /* at least 1 */
};

/* Compiles the filter for IPv4 packets to any of them; pcap_freecode frees it. */
bool captured_filter(pcap_t *pcap, const struct captured_addresses *addresses,
                     struct bpf_program *program, struct error *error);

#endif
