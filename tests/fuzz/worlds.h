/* SPDX-License-Identifier: MIT
 * The scans that packets are received in: the fixtures' one, and some with other
 * probes, attempts and source ports. */
#ifndef FUZZ_WORLDS_H
#define FUZZ_WORLDS_H

#include <stdint.h>

struct probe_set;

enum { FUZZ_WORLDS = 5 };

/* An input's first byte chooses the link type and the scan: link types first, so that
 * what seeds say is true of the fixtures' scan. Made once and kept. */
const struct probe_set *worlds_get(uint8_t byte);

#endif
