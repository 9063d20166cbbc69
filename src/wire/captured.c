/* SPDX-License-Identifier: MIT
 * One filter for both, so that a savefile yields what the capture did. */
#include "wire/captured.h"

#include <stdio.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"

enum {
    HOST_SIZE = sizeof(" or dst host ") + ADDRESS_TEXT_SIZE,
    HOSTS_SIZE = CAPTURED_ADDRESSES_MAX * HOST_SIZE,
    FILTER_SIZE = 3 * HOSTS_SIZE + 100
};

struct captured captured_from(const struct pcap_pkthdr *header, const uint8_t *bytes,
                              bool has_nanoseconds) {
    int64_t fraction = header->ts.tv_usec;

    return (struct captured){
        .bytes = bytes,
        .length = header->caplen,
        .time_ns = (int64_t)header->ts.tv_sec * NS_PER_S +
                   (has_nanoseconds ? fraction : fraction * NS_PER_US),
    };
}

static void list_hosts(const struct captured_addresses *addresses,
                       char hosts[HOSTS_SIZE]) {
    char text[ADDRESS_TEXT_SIZE];
    size_t length = 0;

    for (size_t i = 0; i < addresses->count; i++) {
        length += (size_t)snprintf(hosts + length, HOSTS_SIZE - length, "%sdst host %s",
                                   i == 0 ? "" : " or ",
                                   address_format(addresses->list[i], text));
    }
}

/* The filter lets tagged frames through too, by one tag or two (802.1ad), whether or
 * not the kernel stripped the outer one. Each `vlan` moves the offsets of what follows.
 */
bool captured_filter(pcap_t *pcap, const struct captured_addresses *addresses,
                     struct bpf_program *program, struct error *error) {
    char hosts[HOSTS_SIZE];
    char filter[FILTER_SIZE];
    bool is_ethernet = pcap_datalink(pcap) == DLT_EN10MB;

    list_hosts(addresses, hosts);
    snprintf(filter, sizeof(filter),
             is_ethernet ? "(ip and (%s)) or (vlan and ((ip and (%s)) or "
                           "(vlan and ip and (%s))))"
                         : "ip and (%s)",
             hosts, hosts, hosts);
    return pcap_compile(pcap, program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0 ||
           error_set(error, "capture filter: %s", pcap_geterr(pcap));
}
