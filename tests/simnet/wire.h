/* SPDX-License-Identifier: MIT
 * A wire with the scanner's interface at one end and a player at the other: a veth pair
 * in a network namespace that holds nothing else, so that nothing can leave it. */
#ifndef SIMNET_WIRE_H
#define SIMNET_WIRE_H

#include <stdbool.h>
#include <stdint.h>

struct problem;

#define SCANNER_END "scan0"
#define PLAYER_END "play0"
#define SCANNER_MAC "02:00:00:00:00:02"
#define GATEWAY_MAC "02:00:00:00:00:01"

#define SCANNER_ADDRESS UINT32_C(0xc0000202) /* 192.0.2.2 */
#define SCANNER_NETWORK UINT32_C(0xc0000200) /* a /24 */
#define SCANNER_NETWORK_LAST UINT32_C(0xc00002ff)

/* Refuses a namespace with any interface but lo. */
bool wire_make(struct problem *problem);

/* Packets that an interface was given and dropped: those that it received, or those it
 * was to send. */
uint64_t wire_dropped_receiving(const char *interface);
uint64_t wire_dropped_sending(const char *interface);

#endif
