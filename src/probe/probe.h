/* SPDX-License-Identifier: MIT
 * What a probe is: a type, which knows its packets, and the port and payload asked. */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/build.h"
#include "packet/parse.h"
#include "probe/cookie.h"
#include "probe/packet_template.h"

struct writer;

enum family { FAMILY_ICMP = 1, FAMILY_TCP, FAMILY_UDP }; /* table family */

enum { PROBE_NAME_SIZE = 16 };

struct probe {
    char name[PROBE_NAME_SIZE];
    const struct probe_type *type;
    uint16_t port;    /* destination port; 0 for echo and for the control probe */
    bool is_control;  /* the port is drawn for each target; part of no figure */
    uint8_t *payload; /* of a probe whose payload comes from a file; owned by the set */
    size_t payload_length;
    struct packet_template template; /* good once the set has its key */
};

/* One packet to be built. */
struct probe_request {
    const struct probe *probe;
    uint8_t number; /* the probe's index in its set */
    struct ipv4_fields ip;
    struct cookie cookie;
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t attempt;
};

/* What a payload says of the probe it answers. */
struct identity {
    uint32_t target;
    uint32_t tag;     /* equals the cookie's if the identity is true */
    uint32_t attempt; /* 0 if the payload does not name it */
};

/* What differs from packet to packet behind the IPv4 header. */
enum template_value {
    VALUE_NONE, /* ends a list */
    VALUE_SOURCE_PORT,
    VALUE_DESTINATION_PORT,
    VALUE_TAG,
    VALUE_TAG_LOW, /* its lower 16 bits */
    VALUE_TARGET,
    VALUE_ATTEMPT, /* 32 bits */
    VALUE_TARGET_HEX,
    VALUE_TAG_HEX, /* eight small digits each */
};

struct template_field {
    uint8_t at; /* bytes from the end of the IPv4 header */
    uint8_t value;
};

/* A kind of probe. Members that a type has no use for are left out. */
struct probe_type {
    const char *name;
    enum family family;

    /* Appends the IPv4 packet. The same request gives the same bytes at any time, so
     * that what comes back in a quote can be compared with what was sent. */
    void (*build)(const struct probe_request *request, struct writer *writer);

    /* All that differs from packet to packet but the checksum, and where, so that a
     * packet need not be built anew each time. */
    const struct template_field *fields;

    /* Reads from an answer's payload, or a quoted request's, which target was asked. */
    bool (*identify)(struct span payload, struct identity *identity);

    /* Whether `identify` tells payloads of this type from all others. */
    bool is_distinct;

    /* Whether an answer's payload is a valid message of the protocol. `request` is the
     * one it is thought to answer. */
    bool (*is_valid)(struct span payload, const struct probe_request *request);
};

extern const struct probe_type icmp_echo;
extern const struct probe_type tcp_syn;
extern const struct probe_type udp_dns;
extern const struct probe_type udp_ntp;
extern const struct probe_type udp_payload;

#endif
