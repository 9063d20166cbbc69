/* SPDX-License-Identifier: MIT
 * Measures how fast replies are written beside a bare loop of prepared inserts into the
 * same table, and leaves the file: fill_file FILE ADDRESSES [POPULATION]. With a
 * population smaller than the addresses, several of them behave alike. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "probe/probe_set.h"
#include "probe/reply.h"
#include "target/range_set.h"
#include "warehouse/appender.h"
#include "warehouse/database.h"
#include "warehouse/facts.h"
#include "warehouse/scan_record.h"

enum {
    BURST = 64,      /* addresses whose replies come mixed, as in a window of probes */
    DELAY = 1 << 17, /* addresses between first and second attempt */
    PROBES = 9,
    REPLY_US = 60, /* between replies */
    LIVED_IN = 92, /* addresses a /24 block: 485 million in 5.27 million (paper, 4.1) */
};

/* An address's behaviour follows from its number alone, so the second attempt finds
 * again what the first did. */
static uint64_t mix(uint64_t value) {
    value = (value ^ value >> 31) * 0xbf58476d1ce4e5b9U;
    value = (value ^ value >> 29) * 0x94d049bb133111ebU;
    return value ^ value >> 32;
}

/* A world more mixed than the real one: what a probe draws depends on the address's
 * sort of machine, with some noise. */
static bool behave(uint64_t address, unsigned probe, unsigned attempt,
                   struct reply *reply) {
    uint64_t draw = mix(address * 16 + probe);
    uint64_t machine = mix(address) % 100;
    uint64_t odds = machine < 60 ? (probe == 0 ? 96 : 3) : machine < 93 ? 20 : 70;

    *reply = (struct reply){.probe = (uint8_t)probe,
                            .attempt = (uint8_t)attempt,
                            .ttl = (uint8_t)(40 + draw % 80),
                            .evidence = EVIDENCE_COOKIE,
                            .icmp_type = ICMP_NONE,
                            .icmp_code = ICMP_NONE};
    if (draw % 100 >= odds || mix(draw + attempt) % 200 == 0) {
        return false;
    }
    uint64_t choice = draw >> 8 & 15;
    if (choice == 0 && draw % 3 == 0) {
        reply->kind = KIND_ICMP_ERROR;
        reply->evidence = EVIDENCE_QUOTE;
        reply->icmp_type = 3;
        reply->icmp_code = (int16_t)((draw >> 16 & 3) == 0 ? 3 : (draw >> 18) % 14);
    } else if (probe == 0) {
        reply->kind = KIND_ECHO_REPLY;
        reply->icmp_type = 0;
        reply->icmp_code = 0;
    } else if (probe == 6 || probe == 7) {
        reply->kind = choice < 14 ? KIND_UDP_VALID : KIND_UDP_INVALID;
    } else {
        reply->kind = choice < 8    ? KIND_SYN_ACK
                      : choice < 15 ? KIND_RST_ACK
                                    : KIND_RST_BARE;
    }
    return true;
}

/* Addresses of a block come far apart from each other, as permuted targets do. */
static uint32_t address_of(uint64_t number, uint64_t addresses) {
    uint64_t blocks = addresses / LIVED_IN + 1;
    uint32_t block = (uint32_t)(number % blocks * 0x9e3779b1U) & 0xffffff;

    return block << 8 | (uint32_t)(number / blocks);
}

struct filling {
    struct database database;
    struct appender *appender; /* NULL: the bare loop */
    sqlite3_stmt *bare;
    int64_t scan;
    uint64_t addresses;
    uint64_t population;
    uint64_t replies;
    uint64_t waiting; /* in the open transaction */
    struct error error;
};

static bool begin(struct filling *filling) {
    return database_run(&filling->database, STATEMENT_BEGIN, &filling->error);
}

static bool end(struct filling *filling) {
    filling->waiting = 0;
    return database_run(&filling->database, STATEMENT_COMMIT, &filling->error);
}

static bool commit(struct filling *filling) {
    return (filling->appender == NULL ||
            appender_write(filling->appender, &filling->error)) &&
           end(filling);
}

static bool finish(struct filling *filling) {
    return (filling->appender == NULL ||
            appender_finish(filling->appender, &filling->error)) &&
           end(filling);
}

/* As anybody would write it: bind, step, reset. */
static bool insert_bare(struct filling *filling, const struct reply_facts *facts) {
    sqlite3_stmt *bare = filling->bare;

    sqlite3_bind_int64(bare, 1,
                       filling->scan << 52 | (int64_t)facts->reply.target << 20 |
                           facts->reply.probe * 8 | facts->reply.attempt);
    sqlite3_bind_int64(bare, 3, facts->reply.ttl);
    sqlite3_bind_int64(bare, 4, facts->time_us);
    sqlite3_bind_int64(bare, 5, facts->rtt_us);
    sqlite3_bind_int64(bare, 6, 0);
    return database_step(&filling->database, bare, &filling->error);
}

static bool put(struct filling *filling, const struct reply_facts *facts) {
    bool is_duplicate;

    filling->replies++;
    if (++filling->waiting == appender_limits_usual.rows &&
        !(commit(filling) && begin(filling))) {
        return false;
    }
    return filling->appender == NULL
               ? insert_bare(filling, facts)
               : appender_add(filling->appender, facts, &is_duplicate, &filling->error);
}

static bool put_address(struct filling *filling, uint64_t number, unsigned attempt,
                        unsigned probe) {
    uint32_t address = address_of(number, filling->addresses);
    struct reply_facts facts;

    if (!behave(number % filling->population, probe, attempt, &facts.reply)) {
        return true;
    }
    facts.reply.target = address;
    facts.reply.responder = address;
    facts.time_us = (int64_t)filling->replies * REPLY_US;
    facts.rtt_us = (int64_t)(mix(number + probe) % 300000);
    return put(filling, &facts);
}

/* A burst of addresses, probe by probe; and the second attempt to those of earlier. */
static bool put_burst(struct filling *filling, uint64_t first, unsigned attempt) {
    bool is_ok = true;

    for (unsigned probe = 0; is_ok && probe < PROBES; probe++) {
        for (uint64_t i = 0; is_ok && i < BURST; i++) {
            is_ok = put_address(filling, first + i, attempt, probe);
        }
    }
    return is_ok;
}

static bool put_all(struct filling *filling, uint64_t addresses) {
    bool is_ok = begin(filling);

    for (uint64_t i = 0; is_ok && i < addresses + DELAY; i += BURST) {
        is_ok = (i >= addresses || put_burst(filling, i, 1)) &&
                (i < DELAY || put_burst(filling, i - DELAY, 2));
    }
    return is_ok && finish(filling);
}

static bool record_scan(struct filling *filling, uint64_t addresses) {
    struct probe_set probes = {.attempts = 2, .ports = {32768, 65535}};
    struct range_set allowed = {0};
    struct hash_key key;

    hash_key_from_seed(&key, 1, 2);
    range_set_add(&allowed, (struct address_range){0, UINT32_MAX});
    bool is_ok = range_set_seal(&allowed) &&
                 probe_set_parse(&probes, probe_set_default, &filling->error) &&
                 probe_set_key(&probes, 7, &key);
    const struct scan_record record = {.started_us = 1500000000000000,
                                       .seed = 7,
                                       .targets = addresses,
                                       .probes = &probes,
                                       .allowed = &allowed};
    is_ok = is_ok && scan_record_start(&filling->database, &record, &filling->scan,
                                       &filling->error);
    probe_set_finish(&probes);
    range_set_finish(&allowed);
    return is_ok;
}

static double fill(const char *path, bool is_bare, struct filling *filling) {
    uint64_t addresses = filling->addresses;
    bool is_ok = database_create(path, &filling->database, &filling->error) &&
                 record_scan(filling, addresses);

    if (is_ok && is_bare) {
        is_ok = sqlite3_prepare_v2(filling->database.sqlite,
                                   "INSERT INTO reply_log VALUES (?, ?, ?, ?, ?, ?)",
                                   -1, &filling->bare, NULL) == SQLITE_OK;
    } else if (is_ok) {
        filling->appender = appender_create(&filling->database, filling->scan,
                                            &appender_limits_usual, &filling->error);
        is_ok = filling->appender != NULL;
    }
    uint64_t start = clock_monotonic_ns();
    if (!is_ok || !put_all(filling, addresses)) {
        fprintf(stderr, "fill_file: %s\n", filling->error.text);
        exit(1);
    }
    double seconds = (double)(clock_monotonic_ns() - start) / NS_PER_S;
    sqlite3_finalize(filling->bare);
    appender_destroy(filling->appender);
    database_close(&filling->database);
    return (double)filling->replies / seconds;
}

int main(int argc, char **argv) {
    struct rusage usage;

    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: fill_file FILE ADDRESSES [POPULATION]\n");
        return 2;
    }
    uint64_t addresses = strtoull(argv[2], NULL, 10);
    uint64_t population = argc == 4 ? strtoull(argv[3], NULL, 10) : addresses;
    struct filling bare = {.addresses = addresses, .population = population};
    struct filling whole = bare;
    double bare_rate = fill(argv[1], true, &bare);
    unlink(argv[1]);
    double rate = fill(argv[1], false, &whole);
    getrusage(RUSAGE_SELF, &usage);
    printf("replies/s: %.0f (bare inserts %.0f, ratio %.2f); %llu replies, resident "
           "memory %ld MB\n",
           rate, bare_rate, rate / bare_rate, (unsigned long long)whole.replies,
           usage.ru_maxrss / 1024);
    return 0;
}
