/* SPDX-License-Identifier: MIT
 * How many forged replies are believed. For each way to forge one: the share computed
 * from how many bits are keyed and how often they are compared, and the share measured
 * by trying all values of the field that must be guessed.
 *
 *   forgeries          16-bit fields: all values for some targets; 32-bit fields: all
 *                      values whose upper half is right, and 65,536 others
 *   forgeries many     the same for more targets, and of the others every eighth: 2^29
 *
 * Ends with 1 if a share is above its limit, or measured otherwise than computed. */
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "dice.h"
#include "forge.h"
#include "fuzz.h"
#include "likeliest_checksum.h"
#include "probe/attribute.h"
#include "probe/reply.h"
#include "world.h"

enum { PORTS_PER_ATTEMPT = 16384, WORKERS_MAX = 64 };
enum { TARGETS = 8, TARGETS_OF_MANY = 256 };
enum { STEP = 1 << 16, STEP_OF_MANY = 1 << 3 }; /* between values that are unlikely */
enum { COOKIE_LIMIT = -30, PORT_LIMIT = -14, NO_LIMIT = 0 };

/* How many values of the guessed field are believed. */
enum hits { HITS_NONE, HITS_ONE, HITS_TWO, HITS_ATTEMPTS };

struct row {
    const char *what;
    forge_fn *forge;
    int bits; /* of the guessed field */
    const char *probe;
    enum evidence evidence;
    enum hits hits;
    bool needs_port; /* our port must be guessed as well */
};

static const struct row rows[] = {
    {"RST or foreign ack by its port", forge_reset_port, 16, "ssh", EVIDENCE_PORT,
     HITS_ATTEMPTS, false},
    {"UDP message by its port", forge_message_port, 16, "udp/161", EVIDENCE_PORT,
     HITS_ATTEMPTS, false},
    {"error by the quoted TCP port", forge_quoted_port, 16, "ssh", EVIDENCE_PORT,
     HITS_ATTEMPTS, false},
    {"error by the quoted UDP port", forge_quoted_port, 16, "dns", EVIDENCE_PORT,
     HITS_ATTEMPTS, false},
    {"error by port, target guessed", forge_sender_port, 16, "ssh", EVIDENCE_PORT,
     HITS_NONE, false},
    {"error by the echo's checksum", forge_quoted_sum, 16, "echo", EVIDENCE_PORT,
     HITS_ATTEMPTS, false},
    {"SYN-ACK by its ack", forge_syn_ack, 32, "ssh", EVIDENCE_COOKIE, HITS_TWO, true},
    {"RST+ACK by its ack", forge_rst_ack, 32, "ssh", EVIDENCE_COOKIE, HITS_TWO, true},
    {"echo by id and sequence", forge_echo_header, 32, "echo", EVIDENCE_COOKIE,
     HITS_ATTEMPTS, false},
    {"echo by header or payload", forge_echo_both, 32, "echo", EVIDENCE_COOKIE,
     HITS_TWO, false},
    {"echo from elsewhere", forge_echo_elsewhere, 32, "echo", EVIDENCE_COOKIE, HITS_ONE,
     false},
    {"DNS by its name", forge_dns, 32, "dns", EVIDENCE_COOKIE, HITS_ATTEMPTS, false},
    {"NTP by its timestamp", forge_ntp, 32, "ntp", EVIDENCE_COOKIE, HITS_ATTEMPTS,
     false},
    {"DNS and NTP at once", forge_dns_and_ntp, 32, "dns", EVIDENCE_COOKIE,
     HITS_ATTEMPTS, false},
    {"error by the quoted sequence", forge_quoted_tag, 32, "ssh", EVIDENCE_QUOTE,
     HITS_ONE, true},
    {"error by the quoted echo id", forge_quoted_tag, 32, "echo", EVIDENCE_QUOTE,
     HITS_ATTEMPTS, false},
    {"error by the quoted IP id", forge_quoted_id, 16, "ssh", EVIDENCE_QUOTE, HITS_TWO,
     true},
    {"error by the quoted DNS checksum", forge_quoted_sum, 16, "dns", EVIDENCE_QUOTE,
     HITS_ONE, true},
    {"error by the quoted NTP checksum", forge_quoted_sum, 16, "ntp", EVIDENCE_QUOTE,
     HITS_ONE, true},
    {"error by a payload's checksum", forge_quoted_sum, 16, "udp/161", EVIDENCE_QUOTE,
     HITS_NONE, true},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static unsigned hits_of(const struct row *row, const struct probe_set *set) {
    switch (row->hits) {
    case HITS_NONE:
        return 0;
    case HITS_ONE:
        return 1;
    case HITS_TWO:
        return 2;
    case HITS_ATTEMPTS:
        break;
    }
    return set->attempts;
}

/* Share of forgeries believed if all that is keyed is drawn evenly, ports from 65,536.
 */
static double random_share(const struct row *row, const struct probe_set *set) {
    double share = hits_of(row, set) / pow(2, row->bits);

    return row->needs_port ? share * set->attempts / 65536 : share;
}

/* The likeliest port of an attempt: 16 bits are taken modulo the number of ports. */
static double likeliest_port(const struct probe_set *set) {
    unsigned ports = probe_set_ports_per_attempt(set);

    return ceil(65536.0 / ports) / 65536;
}

static unsigned probe_named(const struct probe_set *set, const char *name) {
    for (unsigned i = 0; i < set->count; i++) {
        if (strcmp(set->probes[i].name, name) == 0) {
            return i;
        }
    }
    fuzz_require(0, "the probe is one of the scan's");
    return 0;
}

/* The likeliest value of the field that is guessed. Digits make DNS's checksum uneven.
 */
static double likeliest_value(const struct row *row, const struct probe_set *set) {
    unsigned probe = probe_named(set, row->probe);

    if (row->forge == forge_quoted_sum && set->probes[probe].type == &udp_dns) {
        const struct probe_request request =
            probe_set_request(set, WORLD_TARGET, probe, 1);

        return likeliest_checksum(&request);
    }
    return pow(2, -row->bits);
}

/* The same for a forger who knows all but the key and bets on what is likeliest. */
static double informed_share(const struct row *row, const struct probe_set *set) {
    bool is_port = row->evidence == EVIDENCE_PORT && strcmp(row->probe, "echo") != 0;

    if (is_port) {
        return row->hits == HITS_NONE ? 0 : likeliest_port(set);
    }
    double share = hits_of(row, set) * likeliest_value(row, set);
    return row->needs_port ? share * likeliest_port(set) : share;
}

static int limit_of(const struct row *row) {
    switch (row->evidence) {
    case EVIDENCE_COOKIE:
        return COOKIE_LIMIT;
    case EVIDENCE_PORT:
        return PORT_LIMIT;
    default:
        return NO_LIMIT;
    }
}

static bool is_believed(struct forger *forger, const struct row *row, uint32_t guess) {
    struct reply reply;

    row->forge(forger, guess);
    return attribute_packet(forger->set, &forger->packet, &reply) == 0 &&
           reply.evidence == row->evidence &&
           reply.target == forger->request.ip.destination;
}

/* The upper halves of all values that may be believed: of the tags of all attempts, of
 * their successors and complements. */
struct halves {
    size_t count;
    uint32_t values[9];
};

static bool has_half(const struct halves *halves, uint32_t guess) {
    for (size_t i = 0; i < halves->count; i++) {
        if (halves->values[i] == guess >> 16) {
            return true;
        }
    }
    return false;
}

static void find_halves(const struct forger *forger, struct halves *halves) {
    halves->count = 0;
    for (unsigned attempt = 1; attempt <= forger->set->attempts; attempt++) {
        uint32_t tag = probe_set_request(forger->set, forger->request.ip.destination,
                                         forger->request.number, attempt)
                           .cookie.tag;
        const uint32_t values[] = {tag, tag + 1, ~tag};

        for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
            if (!has_half(halves, values[i])) {
                halves->values[halves->count++] = values[i] >> 16;
            }
        }
    }
}

/* Some of the guesses of one forger. */
struct work {
    const struct row *row;
    const struct halves *left_out;
    struct forger forger;
    uint64_t first, end, step;
    uint64_t tried, believed;
};

static void *work(void *argument) {
    struct work *work = argument;

    for (uint64_t guess = work->first; guess < work->end; guess += work->step) {
        if (!has_half(work->left_out, (uint32_t)guess)) {
            work->tried++;
            work->believed += is_believed(&work->forger, work->row, (uint32_t)guess);
        }
    }
    return NULL;
}

struct tally {
    uint64_t tried;
    uint64_t believed;
    uint64_t expected;
};

/* Every guess from `first` to before `end`. */
static void try_each(const struct row *row, const struct forger *forger, uint64_t first,
                     uint64_t end, struct tally *tally) {
    static const struct halves none;
    struct work all = {.row = row,
                       .left_out = &none,
                       .forger = *forger,
                       .first = first,
                       .end = end,
                       .step = 1};

    work(&all);
    tally->tried += all.tried;
    tally->believed += all.believed;
}

/* Of the guesses with other upper halves one in `step`, shared out among the
 * processors. */
static void try_others(const struct row *row, const struct forger *forger,
                       const struct halves *halves, uint64_t step,
                       struct tally *tally) {
    static struct work parts[WORKERS_MAX];
    pthread_t threads[WORKERS_MAX];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t count = processors < 1             ? 1
                     : processors > WORKERS_MAX ? WORKERS_MAX
                                                : (uint64_t)processors;

    for (uint64_t i = 0; i < count; i++) {
        parts[i] = (struct work){.row = row,
                                 .left_out = halves,
                                 .forger = *forger,
                                 .first = i * step,
                                 .end = 1ULL << 32,
                                 .step = step * count};
        fuzz_require(pthread_create(&threads[i], NULL, work, &parts[i]) == 0,
                     "there is a thread");
    }
    for (uint64_t i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        tally->tried += parts[i].tried;
        tally->believed += parts[i].believed;
    }
}

static void try_tags(const struct row *row, const struct forger *forger, uint64_t step,
                     struct tally *tally) {
    struct halves halves;

    find_halves(forger, &halves);
    for (size_t i = 0; i < halves.count; i++) {
        uint64_t first = (uint64_t)halves.values[i] << 16;

        try_each(row, forger, first, first + 65536, tally);
    }
    try_others(row, forger, &halves, step, tally);
}

static void try_row(const struct row *row, const struct probe_set *set, bool is_many,
                    struct tally *tally) {
    unsigned probe = probe_named(set, row->probe);
    int targets = row->bits == 32 ? 1 : is_many ? TARGETS_OF_MANY : TARGETS;
    struct dice dice = {2};
    static struct forger forger;

    for (int i = 0; i < targets; i++) {
        forger_init(&forger, set, (uint32_t)dice_next(&dice), probe,
                    1 + (unsigned)i % set->attempts);
        tally->expected += hits_of(row, set);
        if (row->bits == 16) {
            try_each(row, &forger, 0, 65536, tally);
        } else {
            try_tags(row, &forger, is_many ? STEP_OF_MANY : STEP, tally);
        }
    }
}

static const char *power(double share, char *text) {
    if (share > 0) {
        snprintf(text, 16, "2^%.2f", log2(share));
    } else {
        strcpy(text, "none");
    }
    return text;
}

/* A random forger stays below the limit, an informed one reaches it at most. */
static bool check_row(const struct row *row, const struct probe_set *set,
                      bool is_many) {
    static const char *const evidences[] = {"", "cookie", "quote", "port"};
    struct tally tally = {0};
    char random[16], informed[16];
    int limit = limit_of(row);

    try_row(row, set, is_many, &tally);
    bool is_low = random_share(row, set) < pow(2, limit) &&
                  informed_share(row, set) <= pow(2, limit);
    bool is_measured = tally.believed == tally.expected;
    printf("%s%-33s %-6s %-8s %-8s %12llu %8llu %8llu\n",
           is_low && is_measured ? "" : "WRONG ", row->what, evidences[row->evidence],
           power(random_share(row, set), random),
           power(informed_share(row, set), informed), (unsigned long long)tally.tried,
           (unsigned long long)tally.believed, (unsigned long long)tally.expected);
    return is_low && is_measured;
}

/* The fixtures' probes and key. */
static void make(struct probe_set *set, unsigned attempts) {
    struct hash_key key = {{9}};

    world_init(set);
    set->attempts = attempts;
    set->ports.first = (uint16_t)(65536 - attempts * PORTS_PER_ATTEMPT);
    fuzz_require(probe_set_key(set, 1, &key), "the scan has its key");
}

int main(int argc, char **argv) {
    bool is_many = argc > 1 && strcmp(argv[1], "many") == 0;
    static struct probe_set set;
    bool is_ok = true;

    for (unsigned attempts = is_many ? 3 : 1; attempts <= 3; attempts++) {
        make(&set, attempts);
        printf("\n%u attempts, %u ports for each\n%-33s %-6s %-8s %-8s %12s %8s %8s\n",
               attempts, probe_set_ports_per_attempt(&set), "forged", "by", "random",
               "informed", "tried", "believed", "computed");
        for (size_t i = 0; i < ROWS; i++) {
            is_ok = check_row(&rows[i], &set, is_many) && is_ok;
            fflush(stdout);
        }
        probe_set_finish(&set);
    }
    return is_ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
