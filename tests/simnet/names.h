/* SPDX-License-Identifier: MIT
 * Names of probes, kinds of reply, reasons for suppressing one, and addresses. */
#ifndef SIMNET_NAMES_H
#define SIMNET_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "words.h"

/* Why a reply was not sent. */
enum reason {
    REASON_NONE,  /* it was */
    REASON_LOSS,  /* lost in a burst */
    REASON_LIMIT, /* its responder had sent as many ICMP errors as it may */
    REASON_ENDED, /* the command ended before it was due */
    REASON_COUNT,
};

const char *probe_name(unsigned probe);
const char *kind_name(unsigned kind);
const char *reason_name(unsigned reason);

/* One of names that has this text, or `count`. */
unsigned probe_named(const char *text);
unsigned kind_named(const char *text);

enum { ADDRESS_TEXT = 16 };

/* Writes an address as a.b.c.d and returns `text`. */
const char *address_write(uint32_t address, char text[ADDRESS_TEXT]);
bool address_read(const char *text, uint32_t *address);
/* a.b.c.d/n with no bits set after the first n. */
bool prefix_read(const char *text, uint32_t *first, uint64_t *count);

#endif
