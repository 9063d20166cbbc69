/* SPDX-License-Identifier: MIT
 * The tables a world is compiled to: targets have roles, roles have words for each
 * probe, and a word is one reply. */
#ifndef SIMNET_WORDS_H
#define SIMNET_WORDS_H

#include <stdint.h>

enum probe {
    PROBE_ECHO,
    PROBE_SSH,
    PROBE_TELNET,
    PROBE_HTTP,
    PROBE_HTTPS,
    PROBE_CWMP,
    PROBE_DNS,
    PROBE_NTP,
    PROBE_CONTROL, /* a SYN to any other port */
    PROBE_COUNT,
    PROBE_NONE = PROBE_COUNT,
};

enum kind {
    KIND_ECHO_REPLY,
    KIND_SYN_ACK,
    KIND_RST_ACK,
    KIND_RST_BARE,
    KIND_TCP_OTHER,
    KIND_UDP_VALID,
    KIND_UDP_INVALID,
    KIND_ICMP_ERROR,
    KIND_COUNT,
};

/* How the packet that an ICMP error quotes differs from the probe. */
enum quote {
    QUOTE_TTL = 1 << 0,
    QUOTE_TOS = 1 << 1,
    QUOTE_ID = 1 << 2,
    QUOTE_LENGTH = 1 << 3,
    QUOTE_CHECKSUM = 1 << 4,
    QUOTE_NAT = 1 << 5,      /* another destination */
    QUOTE_PORT = 1 << 6,     /* another source port */
    QUOTE_PADDED = 1 << 7,   /* zeros up to 128 bytes */
    QUOTE_EXTENDED = 1 << 8, /* these, and an extension (RFC 4884) */
    QUOTE_OPTIONS = 1 << 9,  /* a longer IP header */
};

enum {
    ALL_ATTEMPTS = 0,
    QUOTED_WHOLE = 0xffff, /* bytes of the transport header */
    ALWAYS = 0xffffffff,   /* share */
    WORDS_MAX = 16,        /* for one probe of one role */
    SILENT = 0,            /* the role of targets that send nothing */
};

struct word {
    uint32_t from;         /* responder, or 0 for the target's */
    uint32_t share;        /* of the attempts that draw it, in parts of 2^32 */
    uint32_t times;        /* identical copies */
    uint32_t delay_us;     /* the least */
    uint32_t delay_max_us; /* the most */
    uint32_t acknowledges; /* the probe's sequence number and this */
    uint16_t attempt;      /* or ALL_ATTEMPTS */
    uint16_t quoted;       /* bytes after the IP header, or QUOTED_WHOLE */
    uint16_t rewritten;    /* enum quote */
    uint8_t kind;
    uint8_t icmp_type;
    uint8_t icmp_code;
    uint8_t tcp_flags;
    uint8_t ttl;
    uint8_t probe;
};

struct role {
    uint32_t first[PROBE_COUNT]; /* word */
    uint32_t count[PROBE_COUNT];
};

/* Aligned as the values of a BPF array are. */
struct target {
    uint32_t role;
    uint32_t responder;
    uint16_t asked[PROBE_COUNT]; /* probes that it got and has words for; to 65535 */
    uint16_t sent[PROBE_COUNT];  /* replies that the kernel's player sent */
} __attribute__((aligned(8)));

#endif
