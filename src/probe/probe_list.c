/* SPDX-License-Identifier: MIT
 * Reads the list of probes that a user asks for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "probe/probe_set.h"

const char *const probe_set_default = "echo,ssh,telnet,http,https,cwmp,dns,ntp,control";

struct named_probe {
    const char *name;
    const struct probe_type *type;
    uint16_t port;
    bool is_control;
};

/* Keep sorted. Ports: IANA's registry; 7547 is CWMP's (TR-069). */
static const struct named_probe named_probes[] = {
    {"control", &tcp_syn, 0, true},  {"cwmp", &tcp_syn, 7547, false},
    {"dns", &udp_dns, 53, false},    {"echo", &icmp_echo, 0, false},
    {"http", &tcp_syn, 80, false},   {"https", &tcp_syn, 443, false},
    {"ntp", &udp_ntp, 123, false},   {"ssh", &tcp_syn, 22, false},
    {"telnet", &tcp_syn, 23, false},
};

enum { NAMED_PROBES = sizeof(named_probes) / sizeof(named_probes[0]) };

static const struct named_probe *find_named(const char *name) {
    for (unsigned i = 0; i < NAMED_PROBES; i++) {
        if (strcmp(named_probes[i].name, name) == 0) {
            return &named_probes[i];
        }
    }
    return NULL;
}

/* Without leading zeros, so that a port has one name, and none is cut off. */
static bool parse_port(const char *text, uint16_t *port) {
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (*text < '1' || *text > '9' || *end != '\0' || value > 65535) {
        return false;
    }
    *port = (uint16_t)value;
    return true;
}

static bool load_payload(struct probe *probe, const char *path, struct error *error) {
    struct file_text text;

    if (!file_read(path, "payload", &text, error)) {
        return false;
    }
    if (text.length > UDP_PAYLOAD_MAX) {
        error_set_usage(error, "payload '%s': expected at most %d bytes, got %zu", path,
                        UDP_PAYLOAD_MAX, text.length);
        file_text_finish(&text);
        return false;
    }
    probe->payload = (uint8_t *)text.bytes;
    probe->payload_length = text.length;
    return true;
}

static bool bad_port(const char *entry, struct error *error) {
    return error_set_usage(error, "--probes: '%s': expected a port from 1 to 65535",
                           entry);
}

static bool parse_tcp(struct probe *probe, const char *entry, struct error *error) {
    probe->type = &tcp_syn;
    return parse_port(entry + strlen("tcp/"), &probe->port) || bad_port(entry, error);
}

/* "udp/PORT:FILE"; the probe's name is the part before the colon. */
static bool parse_udp(struct probe *probe, const char *entry, struct error *error) {
    const char *path = strchr(entry, ':');

    probe->type = &udp_payload;
    if (path == NULL || path[1] == '\0') {
        return error_set_usage(error,
                               "--probes: '%s': expected udp/PORT:FILE, FILE "
                               "holding the payload to send",
                               entry);
    }
    if (!parse_port(probe->name + strlen("udp/"), &probe->port)) {
        return bad_port(entry, error);
    }
    return load_payload(probe, path + 1, error);
}

static bool parse_named(struct probe *probe, const char *entry, struct error *error) {
    const struct named_probe *named = find_named(entry);

    if (named == NULL) {
        return error_set_usage(error,
                               "--probes: unknown probe '%s'; expected echo, ssh, "
                               "telnet, http, https, cwmp, dns, ntp, control, "
                               "tcp/PORT or udp/PORT:FILE",
                               entry);
    }
    probe->type = named->type;
    probe->port = named->port;
    probe->is_control = named->is_control;
    return true;
}

static bool parse_entry(struct probe *probe, const char *entry, struct error *error) {
    size_t length = strcspn(entry, ":");

    if (length >= PROBE_NAME_SIZE) {
        length = PROBE_NAME_SIZE - 1;
    }
    memcpy(probe->name, entry, length);
    if (strncmp(entry, "tcp/", strlen("tcp/")) == 0) {
        return parse_tcp(probe, entry, error);
    }
    if (strncmp(entry, "udp/", strlen("udp/")) == 0) {
        return parse_udp(probe, entry, error);
    }
    return parse_named(probe, entry, error);
}

static bool is_same(const struct probe *a, const struct probe *b) {
    return a->type->family == b->type->family && a->port == b->port &&
           a->is_control == b->is_control;
}

/* The next free probe of the set, or NULL. */
static struct probe *next_probe(struct probe_set *set, struct error *error) {
    if (set->count == PROBES_MAX) {
        error_set_usage(error, "--probes: expected at most %d probes", PROBES_MAX);
        return NULL;
    }
    return &set->probes[set->count];
}

static bool check_last(const struct probe_set *set, const char *entry,
                       struct error *error) {
    const struct probe *probe = &set->probes[set->count - 1];

    for (unsigned i = 0; i + 1 < set->count; i++) {
        if (is_same(probe, &set->probes[i])) {
            return error_set_usage(error,
                                   "--probes: '%s' asks the same as '%s'; name "
                                   "each probe once",
                                   entry, set->probes[i].name);
        }
    }
    return true;
}

static bool add_entry(struct probe_set *set, const char *entry, struct error *error) {
    struct probe *probe = next_probe(set, error);

    if (probe == NULL || !parse_entry(probe, entry, error)) {
        return false;
    }
    set->count++; /* from here on the set owns the payload */
    return check_last(set, entry, error);
}

bool probe_set_parse(struct probe_set *set, const char *list, struct error *error) {
    char *copy = strdup(list);
    char *rest = NULL;
    bool is_ok = copy != NULL || error_set(error, "out of memory for the probes");

    for (char *entry = is_ok ? strtok_r(copy, ",", &rest) : NULL;
         is_ok && entry != NULL; entry = strtok_r(NULL, ",", &rest)) {
        is_ok = add_entry(set, entry, error);
    }
    free(copy);
    if (is_ok && set->count == 0) {
        return error_set_usage(error,
                               "--probes: expected at least one probe, such as %s",
                               probe_set_default);
    }
    return is_ok;
}

static bool copy_payload(struct probe *probe, const void *payload, size_t length,
                         struct error *error) {
    if (length > UDP_PAYLOAD_MAX) {
        return error_set(error, "probe '%s': its payload of %zu bytes is too long",
                         probe->name, length);
    }
    probe->payload = malloc(length + 1);
    if (probe->payload == NULL) {
        return error_set(error, "out of memory for the probes");
    }
    if (length > 0) {
        memcpy(probe->payload, payload, length);
    }
    probe->payload_length = length;
    return true;
}

bool probe_set_restore(struct probe_set *set, const char *name, const void *payload,
                       size_t length, struct error *error) {
    struct probe *probe;

    if (strncmp(name, "udp/", strlen("udp/")) != 0) {
        return add_entry(set, name, error);
    }
    probe = next_probe(set, error);
    if (probe == NULL) {
        return false;
    }
    probe->type = &udp_payload;
    snprintf(probe->name, sizeof(probe->name), "%s", name);
    if (!parse_port(name + strlen("udp/"), &probe->port)) {
        return bad_port(name, error);
    }
    if (!copy_payload(probe, payload, length, error)) {
        return false;
    }
    set->count++;
    return check_last(set, name, error);
}
