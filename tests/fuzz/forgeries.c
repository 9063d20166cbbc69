/* SPDX-License-Identifier: MIT
 * How many forged replies are believed. For each way to forge one: the shares computed,
 * and forgeries tried, of which as many must be believed as is computed.
 *
 *   forgeries          16-bit fields: all values for 8 targets; 32-bit fields: all
 *                      values whose upper half is right, and 65,000 others
 *   forgeries many     16-bit fields: for 256 targets; 32-bit fields: all values for
 *                      one target; one in 7 or in 61 of the kinds that say so
 *
 * Where our port must be guessed besides, also all ports at the right value; wherever
 * it must be guessed, also the likeliest port, for each number that ports are made of.
 * Columns are "believed/computed".
 *
 * Ends with 1 if a share is above its limit, or another number believed than computed.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "forgery_kinds.h"
#include "forgery_trials.h"
#include "fuzz.h"
#include "world.h"

enum { PORTS_PER_ATTEMPT = 16384, FEW_PORTS = 3333, ATTEMPTS_MAX = 3 };
enum { WHAT_SIZE = 64 };
enum { COOKIE_LIMIT = -30, PORT_LIMIT = -14, NO_LIMIT = 0 };

static int limit_of(const struct forgery_kind *kind) {
    switch (kind->evidence) {
    case EVIDENCE_COOKIE:
        return COOKIE_LIMIT;
    case EVIDENCE_PORT:
        return PORT_LIMIT;
    default:
        return NO_LIMIT;
    }
}

/* Cookies: both forgers stay below the limit. Ports: only the one who knows nothing
 * does; the informed one may reach it. */
static bool is_low(const struct forgery_kind *kind, const struct probe_set *set) {
    double limit = pow(2, limit_of(kind));
    double informed = informed_share(kind, set);

    return random_share(kind, set) < limit &&
           (kind->evidence == EVIDENCE_PORT ? informed <= limit : informed < limit);
}

static const char *power(double share, char *text) {
    if (share > 0) {
        snprintf(text, 16, "2^%.2f", log2(share));
    } else {
        strcpy(text, "none");
    }
    return text;
}

static void print_shares(const char *what, const char *evidence, double random,
                         double informed) {
    char texts[2][16];

    printf("%-42s %-6s %-8s %-8s", what, evidence, power(random, texts[0]),
           power(informed, texts[1]));
}

/* Prints one column, and adds it to what was tried in all. */
static bool print_tally(const struct tally *tally, struct tally *all) {
    char text[48] = "-";

    if (tally->tried > 0) {
        snprintf(text, sizeof(text), "%llu/%llu", (unsigned long long)tally->believed,
                 (unsigned long long)tally->expected);
    }
    printf(" %9s", text);
    all->tried += tally->tried;
    all->believed += tally->believed;
    all->expected += tally->expected;
    return tally->believed == tally->expected;
}

static void name_kind(const struct forgery_kind *kind, bool is_long, char *text) {
    if (is_long && kind->step > 0) {
        snprintf(text, WHAT_SIZE, "%s, 1 in %u", kind->what, kind->step);
    } else {
        snprintf(text, WHAT_SIZE, "%s", kind->what);
    }
}

static bool check_kind(const struct forgery_kind *kind, const struct probe_set *set,
                       bool is_long, struct tally *all) {
    static const char *const evidences[] = {"", "cookie", "quote", "port"};
    struct tally values = {0}, ports = {0}, bets = {0};
    char what[WHAT_SIZE];

    try_values(kind, set, is_long, &values);
    if (kind->secret != NULL) {
        try_ports(kind, set, &ports);
    }
    if (kind->secret != NULL || forgery_is_of_port(kind)) {
        try_bets(kind, set, &bets);
    }
    name_kind(kind, is_long, what);
    print_shares(what, evidences[kind->evidence], random_share(kind, set),
                 informed_share(kind, set));
    printf(" %12llu", (unsigned long long)values.tried);
    bool is_ok = print_tally(&values, all);
    is_ok = print_tally(&ports, all) && is_ok;
    is_ok = print_tally(&bets, all) && is_ok && is_low(kind, set);
    puts(is_ok ? "" : "  WRONG");
    fflush(stdout);
    return is_ok;
}

static void print_sum(const char *what, enum way way, const struct probe_set *set) {
    print_shares(what, "quote", random_sum(way, set), informed_sum(way, set));
    puts("");
}

/* The fixtures' probes and key. */
static void make(struct probe_set *set, unsigned attempts, unsigned ports) {
    struct hash_key key = {{9}};

    world_init(set);
    set->attempts = attempts;
    set->ports.first = (uint16_t)(65536 - attempts * ports);
    fuzz_require(probe_set_key(set, 1, &key), "the scan has its key");
}

static bool check_kinds(unsigned attempts, bool is_long, struct tally *all) {
    struct probe_set set;
    bool is_ok = true;

    make(&set, attempts, PORTS_PER_ATTEMPT);
    printf("%u attempts, %u ports for each\n%-42s %-6s %-8s %-8s %12s %9s %9s %9s\n",
           attempts, probe_set_ports_per_attempt(&set), "forged", "by", "random",
           "informed", "values tried", "believed", "65k ports", "65k bets");
    for (const struct forgery_kind *kind = forgery_kinds; kind->what != NULL; kind++) {
        is_ok = check_kind(kind, &set, is_long, all) && is_ok;
    }
    print_sum("error to TCP, all ways at once", WAY_TCP, &set);
    print_sum("error to DNS, all ways at once", WAY_DNS, &set);
    print_sum("error to echo, all ways at once", WAY_ECHO, &set);
    puts("");
    probe_set_finish(&set);
    return is_ok;
}

/* A range that 65,536 is no multiple of: some ports are likelier than others. */
static bool check_few_ports(struct tally *all) {
    struct probe_set set;
    struct tally bets = {0};
    char share[16];

    make(&set, ATTEMPTS_MAX, FEW_PORTS);
    try_bets(&forgery_kinds[0], &set, &bets);
    printf("%u attempts, %u ports for each: informed %s by port, believed",
           set.attempts, probe_set_ports_per_attempt(&set),
           power(likeliest_port(&set), share));
    bool is_ok = print_tally(&bets, all);
    puts(is_ok ? "" : "  WRONG");
    probe_set_finish(&set);
    return is_ok;
}

int main(int argc, char **argv) {
    bool is_long = argc > 1 && strcmp(argv[1], "many") == 0;
    struct tally all = {0};
    bool is_ok = true;

    for (unsigned attempts = is_long ? ATTEMPTS_MAX : 1; attempts <= ATTEMPTS_MAX;
         attempts++) {
        is_ok = check_kinds(attempts, is_long, &all) && is_ok;
    }
    is_ok = check_few_ports(&all) && is_ok;
    printf("%llu forgeries tried, %llu believed, %llu computed\n",
           (unsigned long long)all.tried, (unsigned long long)all.believed,
           (unsigned long long)all.expected);
    return is_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
