/* SPDX-License-Identifier: MIT
 * Effective values, defaults included: what a study's text says it did and what it did
 * are not always the same, so the file tells. */
#include "scan/settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "privilege/sandbox.h"
#include "probe/probe_set.h"
#include "scan/network_path.h"
#include "scan/options.h"
#include "target/schedule.h"

static void add_text(struct settings *settings, const char *name, const char *value) {
    settings->list[settings->count++] = (struct setting){name, value};
}

__attribute__((format(printf, 3, 4))) static void
add(struct settings *settings, const char *name, const char *format, ...) {
    char *text = settings->texts[settings->count];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, SETTING_TEXT_SIZE, format, arguments);
    va_end(arguments);
    add_text(settings, name, text);
}

/* So that what reads it gets the same number, and a resumed scan the same schedule. */
static void add_exactly(struct settings *settings, const char *name, double value) {
    char text[SETTING_TEXT_SIZE];

    snprintf(text, sizeof(text), "%.16g", value);
    if (strchr(text, 'e') != NULL) {
        add(settings, name, "%.40f", value); /* small: options take no exponent */
    } else if (strtod(text, NULL) == value) {
        add(settings, name, "%s", text);
    } else {
        add(settings, name, "%.17g", value);
    }
}

const char *settings_sandbox(const struct scan_options *options) {
    return options->is_sandbox_off || !sandbox_is_built() ? "no" : "yes";
}

/* The command line's targets and the allowlists' names, by blanks. */
static char *join_targets(const struct scan_options *options) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);

    if (stream == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < options->target_count; i++) {
        fprintf(stream, "%s%s", i == 0 ? "" : " ", options->targets[i]);
    }
    for (size_t i = 0; i < options->allowlist_count; i++) {
        fprintf(stream, "%s--allowlist %s", ftell(stream) == 0 ? "" : " ",
                options->allowlists[i]);
    }
    fclose(stream);
    return text;
}

static void add_path(struct settings *settings, const struct network_path *path) {
    char text[MAC_TEXT_SIZE];

    add(settings, "interface", "%s", path->interface.name);
    add(settings, "source-address", "%s", address_format(path->source, text));
    if (path->has_next_hop) {
        add(settings, "gateway-mac", "%s", mac_format(&path->next_hop, text));
    }
    if (path->link.neighbours != NULL) {
        add(settings, "silent-neighbours", "%llu",
            (unsigned long long)path->link.silent.count);
    }
    if (path->sender != NULL) {
        add_text(settings, "sender", path->sender);
    }
}

void settings_fill(struct settings *settings, const struct scan_options *options,
                   const struct schedule_plan *plan, const struct probe_set *probes,
                   const struct network_path *path, uint64_t seed) {
    *settings = (struct settings){0};
    settings->targets = join_targets(options);
    add_text(settings, "targets", settings->targets == NULL ? "" : settings->targets);
    add(settings, "max-targets", "%llu", (unsigned long long)plan->targets);
    add(settings, "shard", "%u", plan->shard);
    add(settings, "shards", "%u", plan->shards);
    add_text(settings, "probes", options->probes);
    add(settings, "attempts", "%u", plan->attempts);
    add_exactly(settings, "retransmit-delay", plan->retransmit_delay_s);
    add_exactly(settings, "retransmit-margin", plan->retransmit_margin_s);
    add_exactly(settings, "window", plan->window_s);
    add_exactly(settings, "rate", plan->rate_pps);
    if (options->bandwidth_bps > 0) {
        add(settings, "bandwidth", "%.10g", options->bandwidth_bps);
    }
    if (options->is_adaptive) {
        add_text(settings, "adapt", "yes");
    }
    if (options->max_runtime_s > 0) {
        add_exactly(settings, "max-runtime", options->max_runtime_s);
    }
    if (options->max_replies > 0) {
        add(settings, "max-replies", "%llu", (unsigned long long)options->max_replies);
    }
    if (options->min_hit_rate > 0) {
        add_exactly(settings, "min-hit-rate", options->min_hit_rate);
    }
    if (options->pcap[0] != '\0') {
        add_text(settings, "pcap", options->pcap);
    }
    add_exactly(settings, "cooldown", options->cooldown_s);
    add(settings, "source-ports", "%u-%u", probes->ports.first, probes->ports.last);
    add(settings, "seed", "%llu", (unsigned long long)seed);
    add_path(settings, path);
    add_text(settings, "sandbox", settings_sandbox(options));
}

void settings_finish(struct settings *settings) {
    free(settings->targets);
    settings->targets = NULL;
}

void settings_print(const struct settings *settings) {
    for (size_t i = 0; i < settings->count; i++) {
        fprintf(stderr, "%-17s %s\n", settings->list[i].name, settings->list[i].value);
    }
}
