/* SPDX-License-Identifier: MIT
 * Link types by number, and the way to end. */
#include "fuzz.h"

#include <pcap/dlt.h>
#include <stdio.h>
#include <stdlib.h>

static const int link_types[FUZZ_LINK_TYPES] = {
    DLT_RAW, DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_NULL, DLT_LOOP, DLT_IPV4,
};

int fuzz_link_type(uint8_t byte) {
    return link_types[byte % FUZZ_LINK_TYPES];
}

uint8_t fuzz_link_byte(int link_type) {
    for (uint8_t i = 0; i < FUZZ_LINK_TYPES; i++) {
        if (link_types[i] == link_type) {
            return i;
        }
    }
    return 0;
}

void fuzz_require(int holds, const char *claim) {
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", claim);
        abort();
    }
}
