/* SPDX-License-Identifier: MIT
 * One table an enum; a unit test compares them with the schema's rows. */
#include "names.h"

#include <stddef.h>
#include <string.h>

#include "probe/probe.h"
#include "probe/reply.h"
#include "warehouse/facts.h"

const struct code_name kind_names[] = {
    {KIND_ECHO_REPLY, "echo_reply"},
    {KIND_SYN_ACK, "syn_ack"},
    {KIND_RST_ACK, "rst_ack"},
    {KIND_RST_BARE, "rst_bare"},
    {KIND_TCP_OTHER, "tcp_other"},
    {KIND_UDP_VALID, "udp_valid"},
    {KIND_UDP_INVALID, "udp_invalid"},
    {KIND_ICMP_ERROR, "icmp_error"},
    {0, NULL},
};

const struct code_name evidence_names[] = {
    {EVIDENCE_COOKIE, "cookie"},
    {EVIDENCE_QUOTE, "quote"},
    {EVIDENCE_PORT, "port"},
    {0, NULL},
};

const struct code_name rate_reason_names[] = {
    {RATE_DROPS, "drops"},
    {RATE_REFUSED, "refused"},
    {RATE_FEWER_HITS, "fewer_hits"},
    {RATE_RECOVERED, "recovered"},
    {0, NULL},
};

const struct code_name reason_names[] = {
    {UNSOLICITED_MALFORMED, "malformed"},
    {UNSOLICITED_FRAGMENT, "fragment"},
    {UNSOLICITED_OTHER_PROTOCOL, "other_protocol"},
    {UNSOLICITED_ICMP_OTHER, "icmp_other"},
    {UNSOLICITED_ECHO_MISMATCH, "echo_mismatch"},
    {UNSOLICITED_QUOTE_MISMATCH, "quote_mismatch"},
    {UNSOLICITED_TCP_MISMATCH, "tcp_mismatch"},
    {UNSOLICITED_UDP_MISMATCH, "udp_mismatch"},
    {UNSOLICITED_NOT_SCANNED, "not_scanned"},
    {UNSOLICITED_OPTED_OUT, "opted_out"},
    {0, NULL},
};

const struct code_name family_names[] = {
    {FAMILY_ICMP, "icmp"},
    {FAMILY_TCP, "tcp"},
    {FAMILY_UDP, "udp"},
    {0, NULL},
};

const char *name_of(const struct code_name *names, int code) {
    for (; names->name != NULL; names++) {
        if (names->code == code) {
            return names->name;
        }
    }
    return "?";
}

int code_of(const struct code_name *names, const char *name) {
    for (; names->name != NULL; names++) {
        if (strcmp(names->name, name) == 0) {
            return names->code;
        }
    }
    return -1;
}
