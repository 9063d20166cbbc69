/* SPDX-License-Identifier: MIT
 * Asks the kernel about interfaces (netdevice(7), getifaddrs(3)). */
#include "wire/interface.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

static bool query(int fd, unsigned long request, struct ifreq *wanted,
                  struct error *error) {
    if (ioctl(fd, request, wanted) < 0) {
        return error_set(error, "interface '%s': %s", wanted->ifr_name,
                         strerror(errno));
    }
    return true;
}

static bool read_link_type(int fd, struct ifreq *wanted, struct interface *interface,
                           struct error *error) {
    if (!query(fd, SIOCGIFHWADDR, wanted, error)) {
        return false;
    }
    switch (wanted->ifr_hwaddr.sa_family) {
    case ARPHRD_ETHER:
    case ARPHRD_LOOPBACK:
        interface->has_ethernet = true;
        memcpy(interface->mac.bytes, wanted->ifr_hwaddr.sa_data, MAC_SIZE);
        return true;
    case ARPHRD_NONE:
    case ARPHRD_PPP:
    case ARPHRD_TUNNEL:
    case ARPHRD_IPGRE:
    case ARPHRD_RAWIP:
        interface->has_ethernet = false;
        return true;
    default:
        return error_set(error,
                         "interface '%s': its link layer (type %u) is neither "
                         "Ethernet nor none; give another with --interface",
                         interface->name, wanted->ifr_hwaddr.sa_family);
    }
}

static bool read_all(int fd, struct interface *interface, struct error *error) {
    struct ifreq wanted = {0};

    memcpy(wanted.ifr_name, interface->name, INTERFACE_NAME_SIZE);
    if (!query(fd, SIOCGIFINDEX, &wanted, error)) {
        return false;
    }
    interface->index = wanted.ifr_ifindex;
    if (!query(fd, SIOCGIFFLAGS, &wanted, error)) {
        return false;
    }
    if ((wanted.ifr_flags & IFF_UP) == 0) {
        return error_set(error,
                         "interface '%s' is down; bring it up with: ip link set %s up",
                         interface->name, interface->name);
    }
    if (!query(fd, SIOCGIFMTU, &wanted, error)) {
        return false;
    }
    interface->mtu = (unsigned)wanted.ifr_mtu;
    return read_link_type(fd, &wanted, interface, error);
}

bool interface_open(const char *name, struct interface *interface,
                    struct error *error) {
    *interface = (struct interface){0};
    if (strlen(name) >= INTERFACE_NAME_SIZE || if_nametoindex(name) == 0) {
        return error_set_usage(error, "no interface '%s'; ip link lists them", name);
    }
    memcpy(interface->name, name, strlen(name));
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return error_set(error, "interface '%s': %s", name, strerror(errno));
    }
    bool is_ok = read_all(fd, interface, error);
    close(fd);
    return is_ok;
}

bool interface_name(int index, char name[INTERFACE_NAME_SIZE]) {
    return if_indextoname((unsigned)index, name) != NULL;
}

/* Looks for an address of the interface; any if `wanted` is NULL. */
static bool find_address(const char *name, const uint32_t *wanted, uint32_t *found) {
    struct ifaddrs *list;
    bool is_found = false;

    if (getifaddrs(&list) < 0) {
        return false;
    }
    for (const struct ifaddrs *at = list; at != NULL && !is_found; at = at->ifa_next) {
        if (at->ifa_addr == NULL || at->ifa_addr->sa_family != AF_INET ||
            strcmp(at->ifa_name, name) != 0) {
            continue;
        }
        struct sockaddr_in address;
        memcpy(&address, at->ifa_addr, sizeof(address));
        *found = ntohl(address.sin_addr.s_addr);
        is_found = wanted == NULL || *found == *wanted;
    }
    freeifaddrs(list);
    return is_found;
}

bool interface_first_address(const char *name, uint32_t *address) {
    return find_address(name, NULL, address);
}

bool interface_has_address(const char *name, uint32_t address) {
    uint32_t found;

    return find_address(name, &address, &found);
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool mac_parse(const char *text, struct mac *mac) {
    if (strlen(text) != MAC_TEXT_SIZE - 1) {
        return false;
    }
    for (int i = 0; i < MAC_SIZE; i++, text += 3) {
        int high = hex_value(text[0]);
        int low = hex_value(text[1]);

        if (high < 0 || low < 0 || text[2] != (i + 1 < MAC_SIZE ? ':' : '\0')) {
            return false;
        }
        mac->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

char *mac_format(const struct mac *mac, char *text) {
    snprintf(text, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac->bytes[0],
             mac->bytes[1], mac->bytes[2], mac->bytes[3], mac->bytes[4], mac->bytes[5]);
    return text;
}
