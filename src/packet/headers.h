/* SPDX-License-Identifier: MIT
 * Numbers of the protocols' headers, each with the document that defines it. */
#ifndef PACKET_HEADERS_H
#define PACKET_HEADERS_H

enum ether_type {
    ETHER_IPV4 = 0x0800,     /* RFC 894 */
    ETHER_VLAN = 0x8100,     /* IEEE 802.1Q */
    ETHER_VLAN_AD = 0x88a8,  /* IEEE 802.1ad: the outer of two tags */
    ETHER_VLAN_OLD = 0x9100, /* outer tag of devices older than 802.1ad */
};

enum { ETHER_ADDRESS_SIZE = 6, VLAN_TAG_SIZE = 4 };

enum ip_protocol {
    PROTOCOL_ICMP = 1, /* RFC 792 */
    PROTOCOL_TCP = 6,  /* RFC 9293 */
    PROTOCOL_UDP = 17, /* RFC 768 */
};

enum { IPV4_HEADER_SIZE = 20 };         /* RFC 791 3.1, without options */
enum { IPV4_FRAGMENT_OFFSET = 0x1fff }; /* RFC 791 3.1 */

enum icmp_type {
    ICMP_ECHO_REPLY = 0,         /* RFC 792 p. 14 */
    ICMP_UNREACHABLE = 3,        /* RFC 792 p. 4 */
    ICMP_SOURCE_QUENCH = 4,      /* RFC 792 p. 10, deprecated by RFC 6633 */
    ICMP_REDIRECT = 5,           /* RFC 792 p. 12 */
    ICMP_ECHO_REQUEST = 8,       /* RFC 792 p. 14 */
    ICMP_TIME_EXCEEDED = 11,     /* RFC 792 p. 6 */
    ICMP_PARAMETER_PROBLEM = 12, /* RFC 792 p. 8 */
};

enum tcp_flag { /* RFC 9293 3.1 */
                TCP_FIN = 0x01,
                TCP_SYN = 0x02,
                TCP_RST = 0x04,
                TCP_PSH = 0x08,
                TCP_ACK = 0x10,
                TCP_URG = 0x20,
                TCP_ECE = 0x40, /* RFC 3168 6.1 */
                TCP_CWR = 0x80, /* RFC 3168 6.1 */
};

enum { TCP_HEADER_SIZE = 20, UDP_HEADER_SIZE = 8, ICMP_HEADER_SIZE = 8 };
enum { TCP_OPTION_MSS = 2, TCP_OPTION_MSS_SIZE = 4 }; /* RFC 9293 3.2 */

enum { DNS_HEADER_SIZE = 12, NTP_MESSAGE_SIZE = 48 }; /* RFC 1035 4.1.1, RFC 5905 7.3 */

#endif
