/* SPDX-License-Identifier: MIT
 * One filter for both, so that a savefile yields what the capture did. */
#include "wire/captured.h"

#include <stdio.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"

enum { FILTER_SIZE = 160 };

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

/* The filter lets tagged frames through too, by one tag or two (802.1ad), whether or
 * not the kernel stripped the outer one. Each `vlan` moves the offsets of what follows.
 */
bool captured_filter(pcap_t *pcap, uint32_t address, struct bpf_program *program,
                     struct error *error) {
    char text[ADDRESS_TEXT_SIZE];
    char filter[FILTER_SIZE];
    bool is_ethernet = pcap_datalink(pcap) == DLT_EN10MB;

    address_format(address, text);
    snprintf(filter, sizeof(filter),
             is_ethernet ? "(ip and dst host %s) or (vlan and ((ip and dst host %s) or "
                           "(vlan and ip and dst host %s)))"
                         : "ip and dst host %s",
             text, text, text);
    return pcap_compile(pcap, program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0 ||
           error_set(error, "capture filter: %s", pcap_geterr(pcap));
}
