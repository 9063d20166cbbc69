/* SPDX-License-Identifier: MIT
 * The link addresses of many targets that are on the link itself, asked by ARP. */
#ifndef WIRE_NEIGHBOURS_H
#define WIRE_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

#include "wire/interface.h"

struct error;

struct neighbours;

/* Asks for each of `count` addresses, given in ascending order, at `rate` requests a
 * second, and again for those that stayed silent. NULL, with *error set, on failure. */
struct neighbours *neighbours_ask(const struct interface *interface, uint32_t source,
                                  const uint32_t *addresses, size_t count, double rate,
                                  struct error *error);
void neighbours_destroy(struct neighbours *neighbours); /* NULL is fine */

/* NULL if the address was not asked for or did not answer. */
const struct mac *neighbours_find(const struct neighbours *neighbours,
                                  uint32_t address);

#endif
