/* SPDX-License-Identifier: MIT
 * What an interface received and lost before anyone could capture it. */
#ifndef WIRE_INTERFACE_DROPS_H
#define WIRE_INTERFACE_DROPS_H

#include <stdbool.h>
#include <stdint.h>

/* Packets since the interface exists; false if the kernel does not tell. */
bool interface_drops(int index, uint64_t *packets);

#endif
