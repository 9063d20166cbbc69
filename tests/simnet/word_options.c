/* SPDX-License-Identifier: MIT
 * A table of options, each with the function that reads its value. */
#include "word_options.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "probe.h"
#include "problem.h"

enum { TIMES_MAX = 1000000, DELAY_MAX_S = 600, US_PER_S = 1000000, US_PER_MS = 1000 };

bool share_read(const char *text, double *share) {
    char *end;

    *share = strtod(text, &end);
    return end != text && *end == '\0' && *share >= 0 && *share <= 1;
}

static bool read_number(const char *text, unsigned long max, unsigned long *number) {
    char *end;

    *number = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && *number <= max;
}

/* 20ms, 1.5s or 300us. */
static bool read_duration(const char *text, uint32_t *us) {
    char *unit;
    double number = strtod(text, &unit);
    double scale = strcmp(unit, "us") == 0   ? 1
                   : strcmp(unit, "ms") == 0 ? US_PER_MS
                   : strcmp(unit, "s") == 0  ? US_PER_S
                                             : 0;

    if (unit == text || scale == 0 || !(number >= 0) ||
        number * scale > (double)DELAY_MAX_S * US_PER_S) {
        return false;
    }
    *us = (uint32_t)(number * scale + 0.5);
    return true;
}

static bool read_delay(char *text, struct word *word) {
    char *most = strstr(text, "..");

    if (most != NULL) {
        *most = '\0';
        most += 2;
    }
    return read_duration(text, &word->delay_us) &&
           read_duration(most == NULL ? text : most, &word->delay_max_us) &&
           word->delay_us <= word->delay_max_us;
}

static bool read_times(char *text, struct word *word) {
    unsigned long times;

    if (!read_number(text, TIMES_MAX, &times) || times == 0) {
        return false;
    }
    word->times = (uint32_t)times;
    return true;
}

static bool read_from(char *text, struct word *word) {
    return address_read(text, &word->from) && word->from != 0;
}

static bool read_share(char *text, struct word *word) {
    double share;

    if (!share_read(text, &share)) {
        return false;
    }
    word->share = share >= 1 ? ALWAYS : (uint32_t)(share * 4294967296.0);
    return true;
}

static bool read_flags(char *text, struct word *word) {
    static const char letters[] = "FSRPAUEC"; /* bit 0 first: RFC 9293 3.1 */

    word->tcp_flags = 0;
    for (const char *at = text; *at != '\0'; at++) {
        const char *letter = strchr(letters, *at);

        if (letter == NULL) {
            return false;
        }
        word->tcp_flags |= (uint8_t)(1 << (letter - letters));
    }
    return *text != '\0';
}

static bool read_ack(char *text, struct word *word) {
    unsigned long number;

    if (!read_number(text, UINT32_MAX, &number)) {
        return false;
    }
    word->acknowledges = (uint32_t)number;
    return true;
}

static bool read_ttl(char *text, struct word *word) {
    unsigned long number;

    if (!read_number(text, UINT8_MAX, &number) || number == 0) {
        return false;
    }
    word->ttl = (uint8_t)number;
    return true;
}

static bool read_quote(char *text, struct word *word) {
    static const struct {
        const char *name;
        uint16_t rewritten;
        uint16_t quoted;
    } forms[] = {
        {"full", 0, QUOTED_WHOLE},
        {"8", 0, 8},
        {"4", 0, 4},
        {"0", 0, 0},
        {"ttl", QUOTE_TTL, 0},
        {"tos", QUOTE_TOS, 0},
        {"id", QUOTE_ID, 0},
        {"length", QUOTE_LENGTH, 0},
        {"checksum", QUOTE_CHECKSUM, 0},
        {"nat", QUOTE_NAT, 0},
        {"port", QUOTE_PORT, 0},
        {"padded", QUOTE_PADDED, 0},
        {"extended", QUOTE_EXTENDED, 0},
        {"options", QUOTE_OPTIONS, 0},
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(forms[i].name, text) == 0) {
            word->rewritten |= forms[i].rewritten;
            word->quoted = forms[i].rewritten == 0 ? forms[i].quoted : word->quoted;
            return true;
        }
    }
    return false;
}

static const struct {
    const char *name;
    bool (*read)(char *text, struct word *word);
    const char *expected;
} options[] = {
    {"delay", read_delay, "a time such as 20ms, or 5ms..80ms, up to 600s"},
    {"times", read_times, "a number from 1 to 1000000"},
    {"from", read_from, "an address"},
    {"quote", read_quote,
     "full, 8, 4, 0, ttl, tos, id, length, checksum, nat, port, padded, extended or "
     "options"},
    {"share", read_share, "a number from 0 to 1"},
    {"flags", read_flags, "letters of FSRPAUEC"},
    {"ack", read_ack, "a number from 0 to 4294967295"},
    {"ttl", read_ttl, "a number from 1 to 255"},
};

bool word_option_read(char *option, struct word *word, struct problem *problem) {
    char *value = strchr(option, '=');

    if (value != NULL) {
        *value++ = '\0';
    }
    for (size_t i = 0; value != NULL && i < sizeof(options) / sizeof(options[0]); i++) {
        if (strcmp(options[i].name, option) != 0) {
            continue;
        }
        return options[i].read(value, word) ||
               problem_set(problem, "+%s=%s is no such thing, expected %s", option,
                           value, options[i].expected);
    }
    return problem_set(problem,
                       "no option '+%s', expected +delay=, +times=, +from=, +quote=, "
                       "+share=, +flags=, +ack= or +ttl=",
                       option);
}

/* What a segment is, whatever its word calls it. */
static enum kind kind_of_segment(const struct word *word) {
    switch (word->tcp_flags & (TCP_SYN | TCP_RST | TCP_ACK)) {
    case TCP_SYN | TCP_ACK:
        return word->acknowledges == 1 ? KIND_SYN_ACK : KIND_TCP_OTHER;
    case TCP_RST | TCP_ACK: /* some stacks do not count the SYN */
        return word->acknowledges <= 1 ? KIND_RST_ACK : KIND_TCP_OTHER;
    case TCP_RST:
        return KIND_RST_BARE;
    default:
        return KIND_TCP_OTHER;
    }
}

bool word_options_check(const struct word *word, struct problem *problem) {
    const uint16_t longer = QUOTE_PADDED | QUOTE_EXTENDED;
    bool is_segment = word->tcp_flags != 0;

    if (is_segment && (word->kind == KIND_ICMP_ERROR || word->probe == PROBE_ECHO ||
                       word->probe == PROBE_DNS || word->probe == PROBE_NTP)) {
        return problem_set(problem, "+flags= is for TCP replies, %s is none",
                           kind_name(word->kind));
    }
    if (is_segment && kind_of_segment(word) != word->kind) {
        return problem_set(problem, "with these flags and this ack, %s is a %s",
                           kind_name(word->kind), kind_name(kind_of_segment(word)));
    }
    if (word->kind != KIND_ICMP_ERROR && (word->rewritten != 0 || word->quoted != 0)) {
        return problem_set(problem, "+quote= is for ICMP errors, %s is none",
                           kind_name(word->kind));
    }
    if ((word->rewritten & QUOTE_OPTIONS) != 0 && (word->rewritten & longer) != 0) {
        return problem_set(problem, "+quote=options fits neither padded nor extended");
    }
    if ((word->rewritten & longer) == longer) {
        return problem_set(problem, "+quote=extended is padded already");
    }
    return true;
}
