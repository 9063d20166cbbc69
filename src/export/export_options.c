/* SPDX-License-Identifier: MIT
 * Options as argp reads them, and what goes together. */
#include "export/export_options.h"

#include <errno.h>
#include <string.h>

#include "base/arguments.h"
#include "base/error.h"
#include "export/export_form.h"

enum { KEY_TO = 256, KEY_SCAN, KEY_WHERE, KEY_PROBE };

static const struct argp_option option_table[] = {
    {"to", KEY_TO, "FORM", 0,
     "csv (default), json: the replies; list, cidr, range: addresses; datasette: the "
     "reports",
     0},
    {"output", 'o', "FILE", 0,
     "Write to this file, compressed if its name ends in .gz (default: -, standard "
     "output)",
     0},
    {"gzip", 'z', 0, 0, "Compress, whatever the name", 0},
    {"scan", KEY_SCAN, "N", 0, "Export this scan (default: the newest)", 0},
    {"probe", KEY_PROBE, "NAME,...", 0,
     "Only replies to these probes, or addresses for what they drew", 0},
    {"where", KEY_WHERE, "KEY=VALUE", 0,
     "Only replies with kind=NAME; only addresses with level=NAME, tarpit=0 or 1", 0},
    {"quiet", 'q', 0, 0, "Do not show how far it is", 0},
    {0},
};

static const char about[] =
    "Write replies or addresses of a scan as text for other programs.\v"
    "csv has a line a reply, of integers alone, and \\N where there is none:\n"
    "  scan, target, responder  addresses as numbers\n"
    "  probe, family, port, is_study\n"
    "                           what was asked: table probe; family 1 icmp, 2 tcp, 3 "
    "udp\n"
    "  attempt, kind, icmp_type, icmp_code, ttl\n"
    "                           what came: tables reply_kind and icmp_code\n"
    "  time_us, rtt_us          microseconds since 1970 UTC, and after the probe\n"
    "  evidence, duplicates     how it was tied to its probe; how often it came again\n"
    "json has a line a reply, an object in the names of ZMap's fields, for programs "
    "that "
    "read its output, such as LZR and jq. As in ZMap, saddr of an ICMP error is the "
    "address that was asked, and icmp_responder the one that sent it.\n"
    "list, cidr and range have an address, a block or a range a line, in ascending "
    "order, each address once: those that sent any reply to a study probe or, with "
    "--where level=NAME, those at that level: network_alive, transport_active, "
    "transport_alive, application_active, application_alive. With --probe, the level "
    "must hold for one of these probes, which are study probes then. zmap -w, masscan "
    "-iL, zgrab2 and ipset read "
    "lists and blocks; rwsetbuild reads both, and ranges with --ip-ranges.\n\n"
    "datasette has metadata for Datasette, which shows the file in a browser: the "
    "canned "
    "reports as queries, licence, contact and terms. Version 1.0 takes it by -c, "
    "earlier ones by -m.\n\n"
    "The order is by target. Memory stays the same however many replies there are. The "
    "file is not changed, and may be in use.\n\n"
    "Examples:\n"
    "  liveness export results.db -o replies.csv.gz\n"
    "  liveness export results.db --to list --where level=transport_alive --probe "
    "https "
    "| zgrab2 http -p 443 --use-https\n"
    "  liveness export results.db --to json --where kind=syn_ack --probe ssh\n\n"
    "Exit status: 0 done, 1 the file cannot be read or the text not be written, 2 "
    "usage.";

static error_t refuse(const struct parsing *parsing, const char *what,
                      const char *expected, const char *text) {
    error_set_usage(parsing->error, "--%s: expected %s, got '%s'", what, expected,
                    text);
    return EINVAL;
}

static error_t take_form(const struct parsing *parsing, const char *text) {
    struct export_options *options = parsing->options;

    options->form = export_form_find(text);
    return options->form != NULL
               ? 0
               : refuse(parsing, "to", "csv, json, list, cidr, range or datasette",
                        text);
}

static error_t take_condition(const struct parsing *parsing, const char *text) {
    struct export_options *options = parsing->options;
    const struct {
        const char *key;
        const char **value;
    } conditions[] = {{"kind=", &options->kind},
                      {"level=", &options->level},
                      {"tarpit=", &options->tarpit}};

    for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
        size_t length = strlen(conditions[i].key);

        if (strncmp(text, conditions[i].key, length) == 0) {
            *conditions[i].value = text + length;
            return 0;
        }
    }
    return refuse(parsing, "where", "kind=NAME, level=NAME or tarpit=0 or 1", text);
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    const struct parsing *parsing = state->input;
    struct export_options *options = parsing->options;

    switch (key) {
    case KEY_TO:
        return take_form(parsing, text);
    case KEY_SCAN:
        return arguments_take_scan(parsing, "scan", text, &options->scan);
    case KEY_WHERE:
        return take_condition(parsing, text);
    case KEY_PROBE:
        options->probes = text;
        return 0;
    case 'o':
        options->output = strcmp(text, "-") == 0 ? NULL : text;
        return 0;
    case 'z':
        options->is_gzip = true;
        return 0;
    case 'q':
        options->is_quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        return arguments_take_file(parsing, text, &options->path);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_one,
    .args_doc = "FILE",
    .doc = about,
};

static bool ends_in(const char *text, const char *end) {
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static bool go_together(const struct export_options *options, struct error *error) {
    if (options->form->is_of_queries &&
        (options->kind != NULL || options->level != NULL || options->tarpit != NULL ||
         options->probes != NULL || options->scan != 0)) {
        return error_set_usage(error,
                               "--to %s writes the reports of the file, whatever its "
                               "scans: it takes no --scan, --probe or --where",
                               options->form->name);
    }
    if (options->form->is_of_addresses && options->kind != NULL) {
        return error_set_usage(error,
                               "--where kind=%s picks replies, and --to %s writes "
                               "addresses: give level=NAME, or --to csv or json",
                               options->kind, options->form->name);
    }
    if (!options->form->is_of_addresses &&
        (options->level != NULL || options->tarpit != NULL)) {
        return error_set_usage(error,
                               "--where %s picks addresses, and --to %s writes "
                               "replies: give kind=NAME, or --to list, cidr or range",
                               options->level != NULL ? "level" : "tarpit",
                               options->form->name);
    }
    return options->tarpit == NULL || strcmp(options->tarpit, "0") == 0 ||
           strcmp(options->tarpit, "1") == 0 ||
           error_set_usage(error, "--where tarpit: expected 0 or 1, got '%s'",
                           options->tarpit);
}

bool export_options_parse(int argc, char **argv, struct export_options *options,
                          struct error *error) {
    *options = (struct export_options){.form = &export_csv};
    if (!arguments_parse(&parser, argc, argv, options, error)) {
        return false;
    }
    if (options->path == NULL) {
        return error_set_usage(error, "no results file; liveness export FILE");
    }
    options->is_gzip |= options->output != NULL && ends_in(options->output, ".gz");
    return go_together(options, error);
}
