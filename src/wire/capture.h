/* SPDX-License-Identifier: MIT
 * Captures the packets that are addressed to us, by libpcap. */
#ifndef WIRE_CAPTURE_H
#define WIRE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

struct capture;

/* One captured frame: its bytes are good only during the call. */
struct captured {
    const uint8_t *bytes;
    size_t length;   /* captured, not necessarily all there was */
    int64_t time_ns; /* real-time clock */
};

typedef void captured_fn(void *context, const struct captured *captured);

/* Counts since the capture began. */
struct capture_counts {
    uint64_t kernel_drops;    /* the buffer was full */
    uint64_t interface_drops; /* received, and lost before they could be captured */
};

/* Opens the interface for IPv4 packets to `address`. Needs CAP_NET_RAW. */
struct capture *capture_open(const char *interface, uint32_t address,
                             struct error *error);
void capture_close(struct capture *capture); /* NULL is fine */

int capture_fd(const struct capture *capture);        /* readable when packets wait */
int capture_link_type(const struct capture *capture); /* DLT_* */

/* Hands over up to `limit` waiting packets without blocking. Returns their number, or
 * -1 if the capture broke off, with *error set. */
int capture_read(struct capture *capture, int limit, captured_fn *on_captured,
                 void *context, struct error *error);

void capture_count(struct capture *capture, struct capture_counts *counts);

#endif
