/* SPDX-License-Identifier: MIT
 * What the system knows of a network interface. */
#ifndef WIRE_INTERFACE_H
#define WIRE_INTERFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum { INTERFACE_NAME_SIZE = 16, MAC_SIZE = 6, MAC_TEXT_SIZE = 18 };

struct mac {
    uint8_t bytes[MAC_SIZE];
};

struct interface {
    char name[INTERFACE_NAME_SIZE];
    int index;
    bool has_ethernet; /* false: frames begin with the IPv4 header, as on tun and ppp */
    struct mac mac;    /* ours, if has_ethernet */
    unsigned mtu;
};

/* Fails if there is none of that name, if it is down, or if its link layer is neither
 * Ethernet nor none at all. */
bool interface_open(const char *name, struct interface *interface, struct error *error);
bool interface_name(int index, char name[INTERFACE_NAME_SIZE]);

/* The interface's first IPv4 address; false if it has none. */
bool interface_first_address(const char *name, uint32_t *address);
bool interface_has_address(const char *name, uint32_t address);

bool mac_parse(const char *text, struct mac *mac);
char *mac_format(const struct mac *mac, char *text); /* MAC_TEXT_SIZE bytes */

#endif
