/* SPDX-License-Identifier: MIT
 * Each scan is extreme in its own way. */
#include "worlds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "fuzz.h"
#include "probe/probe_set.h"
#include "world.h"

enum { WORLDS_SEED = 1, MANY_PROBES_FIRST_PORT = 49152 };

struct plan {
    unsigned attempts;
    struct port_range ports;
    const char *probes; /* NULL: as many as there may be */
};

/* Behind the fixtures' scan. */
static const struct plan plans[FUZZ_WORLDS - 1] = {
    {2,
     {32768, 65535},
     "echo,ssh,telnet,http,https,cwmp,dns,ntp,control"}, /* default */
    {3, {1, 3}, "control,tcp/65535,tcp/1,ntp,dns,echo"}, /* any port of ours is right */
    {1, {65535, 65535}, "dns"},
    {2, {1, 65535}, NULL},
};

/* TCP probes in the range that control ports are drawn from. */
static void parse_many(struct probe_set *set) {
    struct error error;
    char name[PROBE_NAME_SIZE];

    fuzz_require(probe_set_parse(set, "echo,dns,ntp,control", &error), error.text);
    for (int port = MANY_PROBES_FIRST_PORT; set->count < PROBES_MAX; port++) {
        snprintf(name, sizeof(name), "tcp/%d", port);
        fuzz_require(probe_set_parse(set, name, &error), error.text);
    }
}

static void make(struct probe_set *set, const struct plan *plan) {
    struct hash_key key;
    struct error error = {.text = ""};

    set->attempts = plan->attempts;
    set->ports = plan->ports;
    set->source = WORLD_US;
    hash_key_from_seed(&key, WORLDS_SEED, WORLDS_SEED);
    if (plan->probes == NULL) {
        parse_many(set);
    } else {
        fuzz_require(probe_set_parse(set, plan->probes, &error), error.text);
    }
    fuzz_require(
        set->count == PROBES_MAX ||
            probe_set_restore(set, "udp/161", "payload", strlen("payload"), &error),
        error.text);
    fuzz_require(probe_set_key(set, WORLDS_SEED, &key), "the scan has its key");
}

const struct probe_set *worlds_get(uint8_t byte) {
    static struct probe_set worlds[FUZZ_WORLDS];

    if (worlds[0].count == 0) {
        world_init(&worlds[0]);
        for (unsigned i = 1; i < FUZZ_WORLDS; i++) {
            make(&worlds[i], &plans[i - 1]);
        }
    }
    return &worlds[byte / FUZZ_LINK_TYPES % FUZZ_WORLDS];
}
