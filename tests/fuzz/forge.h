/* SPDX-License-Identifier: MIT
 * Makes packets as a forger would who knows all of a scan but its key, and guesses one
 * field. */
#ifndef FUZZ_FORGE_H
#define FUZZ_FORGE_H

#include <stdint.h>

#include "packet/build.h"
#include "packet/parse.h"
#include "probe/probe_set.h"

/* One forger. What he need not guess is right; for that, the probe is at hand. */
struct forger {
    const struct probe_set *set;
    struct probe_request request; /* of the target that he names */
    uint8_t sent[PACKET_SIZE_MAX];
    size_t sent_length;
    struct packet probe; /* what was sent, read back */
    uint8_t payload[128];
    struct packet packet; /* the forged one, as it is parsed */
};

/* Puts a guess into the packet. */
typedef void forge_fn(struct forger *forger, uint32_t guess);

/* Chooses the target, and the probe and attempt whose answer is forged. */
void forger_init(struct forger *forger, const struct probe_set *set, uint32_t target,
                 unsigned probe, unsigned attempt);

forge_fn forge_reset_port;     /* 16 bits: our port in a RST without ACK */
forge_fn forge_message_port;   /* 16 bits: our port of an empty UDP message */
forge_fn forge_syn_ack;        /* 32 bits: what a SYN-ACK with the right ports acks */
forge_fn forge_rst_ack;        /* 32 bits: what a RST with the right ports acks */
forge_fn forge_echo_header;    /* 32 bits: id and sequence, no payload */
forge_fn forge_echo_both;      /* 32 bits: id and sequence, and another tag in it */
forge_fn forge_echo_elsewhere; /* 32 bits: the payload's tag, from another address */
forge_fn forge_dns;            /* 32 bits: the tag in the name, from elsewhere */
forge_fn forge_ntp;            /* 32 bits: the tag in the timestamp, from elsewhere */
forge_fn forge_dns_and_ntp;    /* 32 bits: a tag in each of these places */
forge_fn forge_quoted_port;    /* 16 bits: our port in a quote */
forge_fn forge_sender_port;    /* 16 bits: that, of the error's sender */
forge_fn forge_quoted_tag;     /* 32 bits: sequence number, or echo's id and sequence */
forge_fn forge_quoted_id;      /* 16 bits: the IP ID of a quote with the right ports */
forge_fn forge_sender_id;      /* 16 bits: that, of a probe to the error's sender */
forge_fn forge_quoted_sum;     /* 16 bits: the checksum behind the right ports */

forge_fn forge_quoted_sum_and_id; /* 32 bits: the echo's checksum, and the IP ID */
forge_fn forge_quoted_payload;    /* 32 bits: the tag in a quoted payload, no ports */

/* What was sent in the place of a guess. */
typedef uint32_t secret_fn(const struct forger *forger);

secret_fn secret_tag;
secret_fn secret_ack;
secret_fn secret_id;
secret_fn secret_sum;

/* Changes our port in the packet that was forged last. */
void forger_set_port(struct forger *forger, uint16_t port);

#endif
