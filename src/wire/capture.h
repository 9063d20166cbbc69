/* SPDX-License-Identifier: MIT
 * Captures the packets that are addressed to us, by libpcap. */
#ifndef WIRE_CAPTURE_H
#define WIRE_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/captured.h"

struct error;

struct capture;

/* Counts since the capture began. */
struct capture_counts {
    uint64_t kernel_drops;    /* the buffer was full */
    uint64_t interface_drops; /* received, and lost before they could be captured */
};

/* Opens the interface for IPv4 packets to `address`. Needs CAP_NET_RAW. */
struct capture *capture_open(const char *interface, uint32_t address,
                             struct error *error);
void capture_close(struct capture *capture); /* NULL is fine */

/* Writes all that is handed over to a savefile as well, which must not exist yet,
 * unless `is_resumed`: then it is added to what the file holds. Nothing that was handed
 * over before capture_save_flush is lost if the program is killed after it; any thread
 * may call that. capture_save_end says whether all was written. The last two have
 * nothing to do without a savefile. */
bool capture_save(struct capture *capture, const char *path, bool is_resumed,
                  struct error *error);
bool capture_save_flush(struct capture *capture, struct error *error);
bool capture_save_end(struct capture *capture, struct error *error);

int capture_fd(const struct capture *capture);        /* readable when packets wait */
int capture_link_type(const struct capture *capture); /* DLT_* */

/* Hands over up to `limit` waiting packets without blocking. Returns their number, or
 * -1 if the capture broke off, with *error set. */
int capture_read(struct capture *capture, int limit, captured_fn *on_captured,
                 void *context, struct error *error);

void capture_count(struct capture *capture, struct capture_counts *counts);

#endif
