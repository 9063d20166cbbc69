/* SPDX-License-Identifier: MIT
 * Reads and writes addresses strictly: no octal, no short forms, no trailing text,
 * since a list that is read differently than its author meant scans strangers. */
#include "base/address.h"

#include <stdio.h>
#include <string.h>

/* Reads a decimal number of at most `digits` digits and at most `limit`. */
static bool parse_number(const char **text, int digits, uint32_t limit,
                         uint32_t *number) {
    const char *at = *text;
    uint32_t value = 0;

    while (*at >= '0' && *at <= '9' && at - *text < digits) {
        value = value * 10 + (uint32_t)(*at - '0');
        at++;
    }
    if (at == *text || value > limit || (**text == '0' && at - *text > 1)) {
        return false;
    }
    *text = at;
    *number = value;
    return true;
}

static bool parse_quad(const char **text, uint32_t *address) {
    uint32_t value = 0;

    for (int i = 0; i < 4; i++) {
        uint32_t octet;

        if (i > 0 && *(*text)++ != '.') {
            return false;
        }
        if (!parse_number(text, 3, 255, &octet)) {
            return false;
        }
        value = value << 8 | octet;
    }
    *address = value;
    return true;
}

bool address_parse(const char *text, uint32_t *address) {
    return parse_quad(&text, address) && *text == '\0';
}

static enum address_status parse_prefix(const char *text, struct address_range *range) {
    uint32_t length;

    if (!parse_number(&text, 2, 32, &length) || *text != '\0') {
        return ADDRESS_BAD_PREFIX;
    }
    uint32_t host_bits =
        length == 0 ? UINT32_MAX : (uint32_t)((1ULL << (32 - length)) - 1);
    range->first &= ~host_bits;
    range->last = range->first | host_bits;
    return ADDRESS_OK;
}

static enum address_status parse_last(const char *text, struct address_range *range) {
    if (!address_parse(text, &range->last)) {
        return ADDRESS_MALFORMED;
    }
    return range->last < range->first ? ADDRESS_BACKWARDS : ADDRESS_OK;
}

enum address_status address_range_parse(const char *text, struct address_range *range) {
    if (strchr(text, ':') != NULL) {
        return ADDRESS_IPV6;
    }
    if (!parse_quad(&text, &range->first)) {
        return ADDRESS_MALFORMED;
    }
    switch (*text) {
    case '\0':
        range->last = range->first;
        return ADDRESS_OK;
    case '/':
        return parse_prefix(text + 1, range);
    case '-':
        return parse_last(text + 1, range);
    default:
        return ADDRESS_MALFORMED;
    }
}

const char *address_status_text(enum address_status status) {
    switch (status) {
    case ADDRESS_OK:
        return "";
    case ADDRESS_MALFORMED:
        return "expected an IPv4 address, CIDR block or range such as 192.0.2.1, "
               "192.0.2.0/24 or 192.0.2.1-192.0.2.9";
    case ADDRESS_IPV6:
        return "IPv6 is not scanned; expected IPv4 addresses";
    case ADDRESS_BAD_PREFIX:
        return "expected a prefix length from 0 to 32";
    case ADDRESS_BACKWARDS:
        return "the range ends before it begins";
    }
    return "";
}

unsigned address_block_bits(struct address_range range) {
    uint64_t first = range.first;
    unsigned bits = 0;

    while (bits < 32 && (first & 1ULL << bits) == 0 &&
           first + (2ULL << bits) - 1 <= range.last) {
        bits++;
    }
    return bits;
}

char *address_format(uint32_t address, char *text) {
    snprintf(text, ADDRESS_TEXT_SIZE, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
             address >> 8 & 255, address & 255);
    return text;
}
