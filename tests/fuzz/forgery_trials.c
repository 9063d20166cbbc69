/* SPDX-License-Identifier: MIT
 * Packets are forged as values of what they guess go by; threads share out the longest
 * part. */
#include "forgery_trials.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "dice.h"
#include "fuzz.h"
#include "probe/attribute.h"

enum { WORKERS_MAX = 64, HALF = 65536, ATTEMPTS_MAX = 3 };
enum { TARGETS = 8, TARGETS_IF_LONG = 256 };
/* Between values that are unlikely; odd, so that all their bits vary. */
enum { STEP = 65521 };

static bool is_believed(const struct forger *forger, enum evidence evidence) {
    struct reply reply;

    return attribute_packet(forger->set, &forger->packet, &reply) == 0 &&
           reply.evidence == evidence && reply.target == forger->request.ip.destination;
}

/* The upper halves of all values that may be believed: of the tags of all attempts, of
 * their successors and complements, and of checksum and ID. */
struct halves {
    size_t count;
    uint32_t values[4 * ATTEMPTS_MAX];
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
        struct forger sender;

        forger_init(&sender, forger->set, forger->request.ip.destination,
                    forger->request.number, attempt);
        uint32_t tag = secret_tag(&sender);
        const uint32_t values[] = {tag, tag + 1, ~tag, secret_sum(&sender) << 16};

        for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
            if (!has_half(halves, values[i])) {
                halves->values[halves->count++] = values[i] >> 16;
            }
        }
    }
}

/* Some of the guesses of one forger. */
struct work {
    const struct forgery_kind *kind;
    const struct halves *left_out;
    struct forger forger;
    uint64_t first, end, step;
    uint64_t tried, believed;
};

/* On the thread's own stack, or processors would contend for cache lines. */
static void *work(void *argument) {
    struct work mine = *(struct work *)argument;

    for (uint64_t guess = mine.first; guess < mine.end; guess += mine.step) {
        if (!has_half(mine.left_out, (uint32_t)guess)) {
            mine.kind->forge(&mine.forger, (uint32_t)guess);
            mine.tried++;
            mine.believed += is_believed(&mine.forger, mine.kind->evidence);
        }
    }
    *(struct work *)argument = mine;
    return NULL;
}

/* The 65,536 guesses from `first`. */
static void try_half(const struct forgery_kind *kind, const struct forger *forger,
                     uint64_t first, struct tally *tally) {
    static const struct halves none;
    struct work all = {.kind = kind,
                       .left_out = &none,
                       .forger = *forger,
                       .first = first,
                       .end = first + HALF,
                       .step = 1};

    work(&all);
    tally->tried += all.tried;
    tally->believed += all.believed;
}

/* Of the guesses with other upper halves one in `step`, shared out among the
 * processors. */
static void try_others(const struct forgery_kind *kind, const struct forger *forger,
                       const struct halves *halves, uint64_t step,
                       struct tally *tally) {
    static struct work parts[WORKERS_MAX];
    pthread_t threads[WORKERS_MAX];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t count = processors < 1             ? 1
                     : processors > WORKERS_MAX ? WORKERS_MAX
                                                : (uint64_t)processors;

    for (uint64_t i = 0; i < count; i++) {
        parts[i] = (struct work){.kind = kind,
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

static uint64_t step_of(const struct forgery_kind *kind, bool is_long) {
    return !is_long ? STEP : kind->step == 0 ? 1 : kind->step;
}

static void try_tags(const struct forgery_kind *kind, const struct forger *forger,
                     bool is_long, struct tally *tally) {
    uint64_t step = step_of(kind, is_long);
    struct halves halves = {0};

    if (step > 1) {
        find_halves(forger, &halves);
    }
    for (size_t i = 0; i < halves.count; i++) {
        try_half(kind, forger, (uint64_t)halves.values[i] << 16, tally);
    }
    try_others(kind, forger, &halves, step, tally);
}

/* An IP id of two equal bytes is the same in either order: one value less. */
static unsigned equal_values(const struct forgery_kind *kind,
                             const struct forger *forger) {
    uint32_t id = kind->secret == secret_id ? secret_id(forger) : 1;

    return kind->hits == HITS_TWO && (id & 0xff) == id >> 8;
}

void try_values(const struct forgery_kind *kind, const struct probe_set *set,
                bool is_long, struct tally *tally) {
    unsigned probe = forgery_probe(kind, set);
    int targets = kind->bits == 32 ? 1 : is_long ? TARGETS_IF_LONG : TARGETS;
    struct dice dice = {2};
    struct forger forger;

    for (int i = 0; i < targets; i++) {
        forger_init(&forger, set, (uint32_t)dice_next(&dice), probe,
                    1 + (unsigned)i % set->attempts);
        tally->expected += forgery_hits(kind, set) - equal_values(kind, &forger);
        if (kind->bits == 16) {
            try_half(kind, &forger, 0, tally);
        } else {
            try_tags(kind, &forger, is_long, tally);
        }
    }
}

void try_ports(const struct forgery_kind *kind, const struct probe_set *set,
               struct tally *tally) {
    unsigned probe = forgery_probe(kind, set);
    struct dice dice = {3};
    uint32_t target = (uint32_t)dice_next(&dice);
    struct forger forger;

    for (unsigned attempt = 1; attempt <= set->attempts; attempt++) {
        forger_init(&forger, set, target, probe, attempt);
        kind->forge(&forger, kind->secret(&forger));
        for (uint32_t port = 0; port < HALF; port++) {
            forger_set_port(&forger, (uint16_t)port);
            tally->believed += is_believed(&forger, kind->evidence);
        }
        tally->tried += HALF;
        tally->expected += kind->hits != HITS_NONE;
    }
}

/* All values have the same likelihood, or the first ports of the range have one more.
 */
static uint16_t bet_on(const struct probe_set *set) {
    return (uint16_t)(set->ports.first +
                      (set->attempts - 1) * probe_set_ports_per_attempt(set));
}

void try_bets(const struct forgery_kind *kind, const struct probe_set *set,
              struct tally *tally) {
    unsigned probe = forgery_probe(kind, set);
    bool is_tried[HALF] = {false};
    struct dice dice = {4};
    struct forger forger;

    for (uint32_t left = HALF; left > 0;) {
        uint32_t target = (uint32_t)dice_next(&dice);
        struct cookie cookie = cookie_make(&set->key, target, probe, set->attempts);

        if (!is_tried[cookie.port_bits]) {
            is_tried[cookie.port_bits] = true;
            left--;
            forger_init(&forger, set, target, probe, set->attempts);
            kind->forge(&forger, kind->secret != NULL ? kind->secret(&forger) : 0);
            forger_set_port(&forger, bet_on(set));
            tally->believed += is_believed(&forger, kind->evidence);
            tally->tried++;
        }
    }
    tally->expected +=
        kind->hits == HITS_NONE ? 0 : (uint64_t)lrint(likeliest_port(set) * HALF);
}
