/* SPDX-License-Identifier: MIT
 * Writes what a capture hands over to a savefile, for tcpdump and for imports. */
#ifndef WIRE_SAVEFILE_WRITER_H
#define WIRE_SAVEFILE_WRITER_H

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>

struct error;

struct savefile_writer;

/* Makes a savefile of the capture's link type and precision. One that exists is
 * refused, unless `may_append`: then what was cut off at its end, if it was not closed,
 * is cut away, and what comes is added. NULL on failure, which leaves no file behind
 * that was not there; `path` must outlive it. */
struct savefile_writer *savefile_writer_open(pcap_t *pcap, const char *path,
                                             bool may_append, struct error *error);

/* Failures show when it is flushed. */
void savefile_writer_put(struct savefile_writer *writer,
                         const struct pcap_pkthdr *header, const uint8_t *bytes);

/* Hands what was put to the kernel; may be called by another thread than put is. */
bool savefile_writer_flush(struct savefile_writer *writer, struct error *error);

/* The same, and the kernel to the disk. */
bool savefile_writer_sync(struct savefile_writer *writer, struct error *error);

void savefile_writer_close(struct savefile_writer *writer); /* NULL is fine */

#endif
