/* SPDX-License-Identifier: MIT
 * What a captured packet was found to be: a reply, with the facts that are recorded, or
 * unsolicited, with the reason. The numbers are those of the schema's code tables. */
#ifndef PROBE_REPLY_H
#define PROBE_REPLY_H

#include <stdint.h>

enum reply_kind { /* table reply_kind */
                  KIND_ECHO_REPLY = 1,
                  KIND_SYN_ACK,
                  KIND_RST_ACK,
                  KIND_RST_BARE,
                  KIND_TCP_OTHER,
                  KIND_UDP_VALID,
                  KIND_UDP_INVALID,
                  KIND_ICMP_ERROR,
};

enum evidence { /* table evidence: how the reply was tied to its probe */
                EVIDENCE_NONE,
                EVIDENCE_COOKIE,
                EVIDENCE_QUOTE,
                EVIDENCE_PORT,
};

enum unsolicited_reason { /* table unsolicited_reason */
                          UNSOLICITED_MALFORMED = 1,
                          UNSOLICITED_FRAGMENT,
                          UNSOLICITED_OTHER_PROTOCOL,
                          UNSOLICITED_ICMP_OTHER,
                          UNSOLICITED_ECHO_MISMATCH,
                          UNSOLICITED_QUOTE_MISMATCH,
                          UNSOLICITED_TCP_MISMATCH,
                          UNSOLICITED_UDP_MISMATCH,
                          UNSOLICITED_NOT_SCANNED,
                          UNSOLICITED_OPTED_OUT, /* of a shared file */
                          UNSOLICITED_COUNT,
};

enum { ICMP_NONE = -1 }; /* type and code of a reply that is not ICMP */

struct reply {
    uint32_t target;
    uint32_t responder;
    uint8_t probe;   /* index into the probe set */
    uint8_t attempt; /* from 1 */
    uint8_t kind;    /* enum reply_kind */
    uint8_t evidence;
    uint8_t ttl;
    int16_t icmp_type; /* or ICMP_NONE */
    int16_t icmp_code; /* or ICMP_NONE */
};

#endif
