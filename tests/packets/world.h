/* SPDX-License-Identifier: MIT
 * The scan that all fixtures belong to: fixed key, seed, addresses and probes. */
#ifndef PACKETS_WORLD_H
#define PACKETS_WORLD_H

#include <stddef.h>
#include <stdint.h>

struct probe_set;
struct reply;

enum {
    WORLD_US = 0xc6336401,     /* 198.51.100.1 */
    WORLD_TARGET = 0xc000020a, /* 192.0.2.10 */
    WORLD_ATTEMPTS = 3,
};

/* Exits if it cannot be made. probe_set_finish frees it. */
void world_init(struct probe_set *set);

/* What becomes of a frame: 0 and *reply, or the enum unsolicited_reason. Targets are
 * 192.0.2.0/24. */
int world_receive(const struct probe_set *set, int link_type, const uint8_t *frame,
                  size_t length, struct reply *reply);

#endif
