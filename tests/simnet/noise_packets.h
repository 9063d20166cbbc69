/* SPDX-License-Identifier: MIT
 * The sorts of packet that noise consists of. */
#ifndef SIMNET_NOISE_PACKETS_H
#define SIMNET_NOISE_PACKETS_H

#include <stdint.h>

#include "frame.h"
#include "noise.h"

/* What makes packets of one sort differ. */
struct noise_source {
    uint64_t drawn;
    uint32_t address;
    uint32_t first_port; /* of those that it goes to, or that it quotes */
    uint32_t ports;
};

struct noise_sort {
    const char *name;
    /* Writes a packet from its link header on. */
    struct extent (*make)(struct frame *frame, struct noise_source source);
};

extern const struct noise_sort noise_sorts[NOISE_SORTS];

#endif
