/* SPDX-License-Identifier: MIT
 * A word is cut at its '+', the part before at ':' and '@'. */
#include "word_text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "problem.h"
#include "word_options.h"

enum { FULL_HEADER = 8, TTL = 64 };

static bool family_fits(unsigned probe, unsigned kind) {
    bool is_udp = probe == PROBE_DNS || probe == PROBE_NTP;

    switch (kind) {
    case KIND_ECHO_REPLY:
        return probe == PROBE_ECHO;
    case KIND_UDP_VALID:
    case KIND_UDP_INVALID:
        return is_udp;
    case KIND_ICMP_ERROR:
        return true;
    default:
        return !is_udp && probe != PROBE_ECHO;
    }
}

/* direct/TYPE/CODE or indirect/TYPE/CODE. */
static bool read_error(const char *text, struct read_word *read,
                       struct problem *problem) {
    unsigned type;
    unsigned code;
    char who[12];
    char more;

    if (sscanf(text, "%11[a-z]/%3u/%3u%c", who, &type, &code, &more) != 3 ||
        (strcmp(who, "direct") != 0 && strcmp(who, "indirect") != 0) || type > 255 ||
        code > 255) {
        return problem_set(problem,
                           "'%s' is no ICMP error, expected direct/TYPE/CODE or "
                           "indirect/TYPE/CODE",
                           text);
    }
    read->is_indirect = who[0] == 'i';
    read->word.kind = KIND_ICMP_ERROR;
    read->word.icmp_type = (uint8_t)type;
    read->word.icmp_code = (uint8_t)code;
    /* Hosts quote all of the probe, routers as little as they must (RFC 792). */
    read->word.quoted = read->is_indirect ? FULL_HEADER : QUOTED_WHOLE;
    return true;
}

static bool read_reply(const char *text, struct read_word *read,
                       struct problem *problem) {
    static const uint8_t flags[KIND_COUNT] = {
        [KIND_SYN_ACK] = 0x12,
        [KIND_RST_ACK] = 0x14,
        [KIND_RST_BARE] = 0x04,
        [KIND_TCP_OTHER] = 0x10,
    };
    unsigned kind = kind_named(text);

    if (strchr(text, '/') != NULL) {
        return read_error(text, read, problem);
    }
    if (kind >= KIND_ICMP_ERROR || !family_fits(read->word.probe, kind)) {
        return problem_set(problem,
                           "'%s' is no reply to %s, expected echo_reply to echo, "
                           "udp_valid or udp_invalid to dns and ntp, syn_ack, rst_ack, "
                           "rst_bare or tcp_other to TCP, or direct/TYPE/CODE",
                           text, probe_name(read->word.probe));
    }
    read->word.kind = (uint8_t)kind;
    read->word.tcp_flags = flags[kind];
    return true;
}

static bool read_attempt(const char *text, struct word *word, struct problem *problem) {
    char *end;
    unsigned long attempt = strtoul(text, &end, 10);

    if (*text < '1' || *text > '9' || *end != '\0' || attempt > UINT16_MAX) {
        return problem_set(problem, "'@%s' is no attempt, expected @1 or more", text);
    }
    word->attempt = (uint16_t)attempt;
    return true;
}

/* PROBE:REPLY[@ATTEMPT]. */
static bool read_first(char *text, struct read_word *read, struct problem *problem) {
    char *reply = strchr(text, ':');
    char *attempt = strchr(text, '@');

    if (reply == NULL) {
        return problem_set(problem, "'%s' is no word, expected PROBE:REPLY", text);
    }
    *reply++ = '\0';
    if (probe_named(text) == PROBE_COUNT) {
        return problem_set(problem,
                           "no probe '%s', expected echo, ssh, telnet, http, https, "
                           "cwmp, dns, ntp or control",
                           text);
    }
    read->word.probe = (uint8_t)probe_named(text);
    if (attempt != NULL) {
        *attempt++ = '\0';
        if (!read_attempt(attempt, &read->word, problem)) {
            return false;
        }
    }
    return read_reply(reply, read, problem);
}

bool word_read(char *text, struct read_word *read, struct problem *problem) {
    char *options = strchr(text, '+');

    *read = (struct read_word){
        .word = {.share = ALWAYS, .times = 1, .acknowledges = 1, .ttl = TTL},
    };
    if (options != NULL) {
        *options++ = '\0';
    }
    if (!read_first(text, read, problem)) {
        return false;
    }
    for (char *option = options; option != NULL; option = options) {
        options = strchr(option, '+');
        if (options != NULL) {
            *options++ = '\0';
        }
        if (!word_option_read(option, &read->word, problem)) {
            return false;
        }
    }
    return word_options_check(&read->word, problem);
}
