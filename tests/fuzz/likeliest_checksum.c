/* SPDX-License-Identifier: MIT
 * Checksums are sums modulo 65535, and either half of a tag adds its part whatever the
 * other half is (a name's digits are four each). So the parts of each half are counted,
 * by packets that are really built, and put together: 2^32 packets need not be. */
#include "likeliest_checksum.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "fuzz.h"
#include "packet/parse.h"
#include "probe/probe.h"

enum { MODULUS = 65535, HALF = 65536 };

static uint32_t checksum_of(struct probe_request request, uint32_t tag) {
    uint8_t bytes[PACKET_SIZE_MAX];
    struct writer writer;
    struct packet packet;

    request.cookie.tag = tag;
    writer_init(&writer, bytes, sizeof(bytes));
    request.probe->type->build(&request, &writer);
    fuzz_require(parse_ipv4((struct span){bytes, writer_length(&writer)}, &packet) ==
                     PARSE_OK,
                 "a probe is a packet");
    return packet.ip.transport.checksum % MODULUS;
}

/* How many of the values of one half add how much. */
static void count_parts(const struct probe_request *request, unsigned shift,
                        double *counts) {
    uint32_t base = checksum_of(*request, 0);

    for (uint32_t value = 0; value < HALF; value++) {
        uint32_t sum = checksum_of(*request, value << shift);

        counts[(sum + MODULUS - base) % MODULUS]++;
    }
}

double likeliest_checksum(const struct probe_request *request) {
    double *counts = calloc(3 * (size_t)MODULUS, sizeof(*counts));
    double *high = counts, *low = counts + MODULUS, *both = counts + 2 * MODULUS;
    double most = 0;

    fuzz_require(counts != NULL, "there is memory");
    count_parts(request, 16, high);
    count_parts(request, 0, low);
    for (int i = 0; i < MODULUS; i++) {
        for (int k = 0; high[i] > 0 && k < MODULUS; k++) {
            both[(i + k) % MODULUS] += high[i] * low[k];
        }
    }
    for (int i = 0; i < MODULUS; i++) {
        most = both[i] > most ? both[i] : most;
    }
    free(counts);
    return most / ((double)HALF * HALF);
}
