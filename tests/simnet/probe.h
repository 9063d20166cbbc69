/* SPDX-License-Identifier: MIT
 * Recognises probes. */
#ifndef SIMNET_PROBE_H
#define SIMNET_PROBE_H

#include "frame.h"
#include "words.h"

enum {
    PROTOCOL_ICMP = 1,
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    WITHOUT_OPTIONS = 0x45, /* version 4, header of five words */
    ICMP_ECHO_REQUEST = 8,  /* RFC 792 */
    TCP_FIN = 0x01,         /* RFC 9293 3.1, as all of these */
    TCP_SYN = 0x02,
    TCP_RST = 0x04,
    TCP_PSH = 0x08,
    TCP_ACK = 0x10,
    TCP_URG = 0x20,
    TCP_ECE = 0x40,
    TCP_CWR = 0x80,
};

/* Offsets from the IPv4 header on. */
enum {
    AT_TOS = 1,
    AT_LENGTH = 2,
    AT_ID = 4,
    AT_TTL = 8,
    AT_PROTOCOL = 9,
    AT_CHECKSUM = 10,
    AT_SOURCE = 12,
    AT_DESTINATION = 16,
    AT_SOURCE_PORT = 20, /* and the type and code of ICMP */
    AT_DESTINATION_PORT = 22,
    AT_SEQUENCE = 24,
    AT_ACKNOWLEDGEMENT = 28,
    AT_TCP_OFFSET = 32,
    AT_TCP_FLAGS = 33,
    AT_WINDOW = 34,
    AT_TCP_CHECKSUM = 36,
    AT_URGENT = 38,
    TCP_END = 40,
    AT_UDP_LENGTH = 24,
    AT_UDP_CHECKSUM = 26,
    AT_PAYLOAD = 28, /* of UDP */
    AT_ICMP_CHECKSUM = 22,
};

MODEL enum probe probe_by_tcp_port(uint32_t port) {
    switch (port) {
    case 22:
        return PROBE_SSH;
    case 23:
        return PROBE_TELNET;
    case 80:
        return PROBE_HTTP;
    case 443:
        return PROBE_HTTPS;
    case 7547:
        return PROBE_CWMP;
    default:
        return PROBE_CONTROL;
    }
}

MODEL enum probe probe_by_udp_port(uint32_t port) {
    return port == 53 ? PROBE_DNS : port == 123 ? PROBE_NTP : PROBE_NONE;
}

/* At least AT_PAYLOAD bytes must be readable, and TCP_END if `length` says so. */
MODEL enum probe probe_of(const uint8_t *packet, uint32_t length) {
    uint32_t port =
        (uint32_t)packet[AT_DESTINATION_PORT] << 8 | packet[AT_DESTINATION_PORT + 1];

    if (packet[0] != WITHOUT_OPTIONS) {
        return PROBE_NONE;
    }
    switch (packet[AT_PROTOCOL]) {
    case PROTOCOL_ICMP:
        return packet[AT_SOURCE_PORT] == ICMP_ECHO_REQUEST ? PROBE_ECHO : PROBE_NONE;
    case PROTOCOL_UDP:
        return probe_by_udp_port(port);
    case PROTOCOL_TCP:
        if (length < TCP_END || (packet[AT_TCP_FLAGS] &
                                 (TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK)) != TCP_SYN) {
            return PROBE_NONE;
        }
        return probe_by_tcp_port(port);
    default:
        return PROBE_NONE;
    }
}

#endif
