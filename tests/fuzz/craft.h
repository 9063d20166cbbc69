/* SPDX-License-Identifier: MIT
 * Makes frames as hosts, routers and middleboxes answer probes with, the odd ones too.
 */
#ifndef FUZZ_CRAFT_H
#define FUZZ_CRAFT_H

#include <stddef.h>
#include <stdint.h>

struct dice;
struct probe_set;

enum { CRAFT_FRAME_MAX = 2048 };

/* Writes an answer to some probe of the set to some target, or something like one, with
 * the link header; returns its length. `frame` holds CRAFT_FRAME_MAX bytes. */
size_t craft_frame(struct dice *dice, const struct probe_set *set, int link_type,
                   uint8_t *frame);

#endif
