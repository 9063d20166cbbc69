/* SPDX-License-Identifier: MIT
 * Reads savefiles, pcap and pcapng, and hands over what the capture of a scan would
 * have. */
#ifndef WIRE_SAVEFILE_H
#define WIRE_SAVEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "wire/captured.h"

struct captured_addresses;
struct error;
struct savefile;

/* Opens the file, or standard input for "-", for IPv4 packets to `ours`. NULL if it is
 * no savefile; `path` must outlive it. A pipe may keep its reader waiting, so it
 * breaks off when a watch has been signalled. */
struct savefile *savefile_open(const char *path, const struct captured_addresses *ours,
                               struct error *error);
void savefile_close(struct savefile *savefile); /* NULL is fine */

int savefile_link_type(const struct savefile *savefile); /* DLT_* */

/* Reads up to `limit` packets and hands over those that are to our addresses. Returns
 * the number read, 0 at the end, or -1 if the rest cannot be read, with *error set. */
int savefile_read(struct savefile *savefile, int limit, captured_fn *on_captured,
                  void *context, struct error *error);

uint64_t savefile_packets(const struct savefile *savefile); /* read so far */

/* The share of the file that is read, 0..1; less than 0 if its size is not known. */
double savefile_share(const struct savefile *savefile);

/* The SHA-256 of what was read, which ends the reading. */
const char *savefile_digest(struct savefile *savefile, char text[DIGEST_TEXT_SIZE]);

#endif
