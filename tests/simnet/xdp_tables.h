/* SPDX-License-Identifier: MIT
 * What the player in the kernel shares with its loader besides the world's tables. */
#ifndef SIMNET_XDP_TABLES_H
#define SIMNET_XDP_TABLES_H

#include <stdint.h>

enum { LIT_BITS = 64 }; /* of an entry of the table of targets that answer */

struct xdp_settings {
    uint64_t seed;
    uint32_t first; /* address of the first target */
    uint32_t count; /* targets */
};

struct xdp_totals {
    uint64_t probes;
    uint64_t replies;
    uint64_t failed; /* replies that the kernel had no room for in the packet */
};

#endif
