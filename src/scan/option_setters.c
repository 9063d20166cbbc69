/* SPDX-License-Identifier: MIT
 * Reads each option's value: from the command line, or from a file that is resumed. */
#include "scan/option_setters.h"

#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "base/number.h"
#include "scan/options.h"
#include "target/schedule.h"

static bool is_percentage(const char *text) {
    size_t length = strlen(text);

    return length > 0 && text[length - 1] == '%';
}

static bool parse_percentage(const char *text, double *share) {
    size_t length = strlen(text);
    char number[32];

    if (length > sizeof(number)) {
        return false;
    }
    memcpy(number, text, length - 1);
    number[length - 1] = '\0';
    bool is_ok = number_parse_decimal(number, share) && *share <= 100;
    *share /= 100;
    return is_ok;
}

static bool parse_max_targets(const char *text, struct scan_options *options) {
    if (is_percentage(text)) {
        return parse_percentage(text, &options->max_targets_share) &&
               options->max_targets_share > 0;
    }
    return number_parse_unsigned(text, UINT64_MAX, &options->max_targets) &&
           options->max_targets > 0;
}

static bool parse_share(const char *text, double *share) {
    return is_percentage(text) ? parse_percentage(text, share)
                               : number_parse_decimal(text, share) && *share <= 1;
}

static bool parse_count(const char *text, uint64_t *count) {
    double number;

    if (!number_parse_scaled(text, &number) || number < 1) {
        return false;
    }
    *count = (uint64_t)number;
    return true;
}

static bool expected(struct error *error, const char *option, const char *form,
                     const char *got) {
    return error_set_usage(error, "--%s: expected %s, got '%s'", option, form, got);
}

static bool add_list(const char *path, const char *option, const char **lists,
                     size_t *count, struct error *error) {
    if (*count == LISTS_MAX) {
        return error_set_usage(error, "--%s: expected at most %d files", option,
                               LISTS_MAX);
    }
    lists[(*count)++] = path;
    return true;
}

static bool parse_small(const char *text, uint64_t min, uint64_t max, uint32_t *value) {
    uint64_t number;

    if (!number_parse_unsigned(text, max, &number) || number < min) {
        return false;
    }
    *value = (uint32_t)number;
    return true;
}

static bool set_targets_option(int key, const char *text, struct scan_options *options,
                               struct error *error) {
    switch (key) {
    case 'w':
        return add_list(text, "allowlist", options->allowlists,
                        &options->allowlist_count, error);
    case 'b':
        if (strcmp(text, "none") == 0) {
            options->is_default_blocklist_off = true;
            return true;
        }
        return add_list(text, "blocklist", options->blocklists,
                        &options->blocklist_count, error);
    case 'n':
        return parse_max_targets(text, options) ||
               expected(error, "max-targets", "a number of targets, or a percentage",
                        text);
    case KEY_SHARDS:
        return parse_small(text, 1, UINT32_MAX, &options->shards) ||
               expected(error, "shards", "a number of parts, 1 or more", text);
    default:
        return parse_small(text, 0, UINT32_MAX, &options->shard) ||
               expected(error, "shard", "the number of a part, from 0", text);
    }
}

static bool set_probes_option(int key, const char *text, struct scan_options *options,
                              struct error *error) {
    switch (key) {
    case KEY_PROBES:
        options->probes = text;
        return true;
    case KEY_ATTEMPTS:
        return parse_small(text, 1, SCHEDULE_ATTEMPTS_MAX, &options->attempts) ||
               expected(error, "attempts", "1, 2 or 3", text);
    case KEY_RETRANSMIT_DELAY:
        return number_parse_decimal(text, &options->retransmit_delay_s) ||
               expected(error, "retransmit-delay", "a number of seconds", text);
    default:
        return number_parse_decimal(text, &options->window_s) ||
               expected(error, "window", "a number of seconds", text);
    }
}

static bool set_pace_option(int key, const char *text, struct scan_options *options,
                            struct error *error) {
    switch (key) {
    case 'r':
        return number_parse_scaled(text, &options->rate_pps) ||
               expected(error, "rate", "a number of packets a second", text);
    case 'B':
        return number_parse_scaled(text, &options->bandwidth_bps) ||
               expected(error, "bandwidth", "a number of bits a second", text);
    case KEY_ADAPT:
        options->is_adaptive = true;
        return true;
    case 't':
        return (number_parse_decimal(text, &options->max_runtime_s) &&
                options->max_runtime_s > 0) ||
               expected(error, "max-runtime", "a number of seconds above 0", text);
    case 'N':
        return parse_count(text, &options->max_replies) ||
               expected(error, "max-replies", "a number of replies, 1 or more", text);
    case KEY_MIN_HIT_RATE:
        return parse_share(text, &options->min_hit_rate) ||
               expected(error, "min-hit-rate",
                        "a percentage such as 0.5%, or a share from 0 to 1", text);
    default:
        return number_parse_decimal(text, &options->cooldown_s) ||
               expected(error, "cooldown", "a number of seconds", text);
    }
}

static bool parse_sender(const char *text, enum sender_choice *choice) {
    for (int i = 0; i < SENDER_CHOICES; i++) {
        if (strcmp(text, sender_choice_name((enum sender_choice)i)) == 0) {
            *choice = (enum sender_choice)i;
            return true;
        }
    }
    return false;
}

static bool set_path_option(int key, const char *text, struct scan_options *options,
                            struct error *error) {
    switch (key) {
    case 'i':
        snprintf(options->interface, sizeof(options->interface), "%s", text);
        return (text[0] != '\0' && strlen(text) < sizeof(options->interface)) ||
               expected(error, "interface", "a name that ip link lists", text);
    case 'S':
        options->has_source = true;
        return address_parse(text, &options->source) ||
               expected(error, "source-address", "an IPv4 address", text);
    case 's':
        options->has_ports = true;
        return number_parse_ports(text, &options->ports.first, &options->ports.last) ||
               expected(error, "source-ports", "a range of ports such as 32768-65535",
                        text);
    case KEY_SENDER:
        return parse_sender(text, &options->sender) ||
               expected(error, "sender", "auto, xdp or packet", text);
    default:
        options->has_gateway_mac = true;
        return mac_parse(text, &options->gateway_mac) ||
               expected(error, "gateway-mac",
                        "a link address such as 02:00:00:00:00:01", text);
    }
}

static bool set_output_option(int key, const char *text, struct scan_options *options,
                              struct error *error) {
    switch (key) {
    case 'o':
        options->output = text;
        return true;
    case KEY_RESUME:
        options->resume = text;
        options->output = text;
        return true;
    case 'e':
        options->has_seed = true;
        return number_parse_unsigned(text, INT64_MAX, &options->seed) ||
               expected(error, "seed", "a number from 0 to 2^63-1", text);
    case KEY_DRY_RUN:
        options->is_dry_run = true;
        return true;
    case KEY_YES:
        options->is_confirmed = true;
        return true;
    case KEY_NO_SEAL:
        options->is_no_seal = true;
        return true;
    case KEY_NO_SANDBOX:
        options->is_sandbox_off = true;
        return true;
    case KEY_PCAP:
        snprintf(options->pcap, sizeof(options->pcap), "%s", text);
        return (text[0] != '\0' && strlen(text) < sizeof(options->pcap)) ||
               expected(error, "pcap", "a file's name", text);
    case 'q':
        options->is_quiet = true;
        return true;
    default:
        options->is_verbose = true;
        return true;
    }
}

typedef bool group_fn(int key, const char *text, struct scan_options *options,
                      struct error *error);

static group_fn *const groups[] = {
    [GROUP_TARGETS] = set_targets_option, [GROUP_PROBES] = set_probes_option,
    [GROUP_PACE] = set_pace_option,       [GROUP_PATH] = set_path_option,
    [GROUP_OUTPUT] = set_output_option,
};

bool option_set(enum option_group group, int key, const char *text,
                struct scan_options *options, struct error *error) {
    return groups[group](key, text, options, error);
}
