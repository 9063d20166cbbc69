/* SPDX-License-Identifier: MIT
 * Tables of names, and dotted addresses. */
#include "names.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const probes[PROBE_COUNT] = {
    [PROBE_ECHO] = "echo", [PROBE_SSH] = "ssh",     [PROBE_TELNET] = "telnet",
    [PROBE_HTTP] = "http", [PROBE_HTTPS] = "https", [PROBE_CWMP] = "cwmp",
    [PROBE_DNS] = "dns",   [PROBE_NTP] = "ntp",     [PROBE_CONTROL] = "control",
};

static const char *const kinds[KIND_COUNT] = {
    [KIND_ECHO_REPLY] = "echo_reply",   [KIND_SYN_ACK] = "syn_ack",
    [KIND_RST_ACK] = "rst_ack",         [KIND_RST_BARE] = "rst_bare",
    [KIND_TCP_OTHER] = "tcp_other",     [KIND_UDP_VALID] = "udp_valid",
    [KIND_UDP_INVALID] = "udp_invalid", [KIND_ICMP_ERROR] = "icmp_error",
};

static const char *const reasons[REASON_COUNT] = {
    [REASON_NONE] = "",
    [REASON_LOSS] = "loss",
    [REASON_LIMIT] = "limit",
    [REASON_ENDED] = "ended",
};

const char *probe_name(unsigned probe) {
    return probes[probe];
}

const char *kind_name(unsigned kind) {
    return kinds[kind];
}

const char *reason_name(unsigned reason) {
    return reasons[reason];
}

static unsigned find(const char *const *names, unsigned count, const char *text) {
    unsigned i = 0;

    while (i < count && strcmp(names[i], text) != 0) {
        i++;
    }
    return i;
}

unsigned probe_named(const char *text) {
    return find(probes, PROBE_COUNT, text);
}

unsigned kind_named(const char *text) {
    return find(kinds, KIND_COUNT, text);
}

const char *address_write(uint32_t address, char text[ADDRESS_TEXT]) {
    snprintf(text, ADDRESS_TEXT, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
             address >> 8 & 255, address & 255);
    return text;
}

bool address_read(const char *text, uint32_t *address) {
    struct in_addr read;

    if (inet_pton(AF_INET, text, &read) != 1) {
        return false;
    }
    *address = ntohl(read.s_addr);
    return true;
}

bool prefix_read(const char *text, uint32_t *first, uint64_t *count) {
    char address[ADDRESS_TEXT];
    const char *slash = strchr(text, '/');
    char *end;

    if (slash == NULL || slash - text >= ADDRESS_TEXT || slash[1] < '0' ||
        slash[1] > '9') {
        return false;
    }
    memcpy(address, text, (size_t)(slash - text));
    address[slash - text] = '\0';
    unsigned long bits = strtoul(slash + 1, &end, 10);
    if (*end != '\0' || bits > 32 || !address_read(address, first)) {
        return false;
    }
    *count = 1ULL << (32 - bits);
    return (*first & (*count - 1)) == 0;
}
