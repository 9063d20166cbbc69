/* SPDX-License-Identifier: MIT
 * Kinds that fit the default probes, and addresses of the scan that a store has. */
#include "random_replies.h"

#include "store.h"
#include "warehouse/appender.h"

#include "suite.h"

static void set_kind(struct reply *reply, uint64_t *random) {
    static const uint8_t tcp_kinds[] = {KIND_SYN_ACK, KIND_RST_ACK, KIND_RST_BARE,
                                        KIND_TCP_OTHER};
    static const int8_t codes[][2] = {{3, 3}, {3, 1}, {3, 13}, {3, 0}, {11, 0}, {5, 1}};

    reply->icmp_type = ICMP_NONE;
    reply->icmp_code = ICMP_NONE;
    reply->evidence = EVIDENCE_COOKIE;
    if (draw_below(random, 3) == 0) {
        const int8_t *code = codes[draw_below(random, 6)];

        reply->kind = KIND_ICMP_ERROR;
        reply->evidence = EVIDENCE_QUOTE;
        reply->icmp_type = code[0];
        reply->icmp_code = code[1];
    } else if (reply->probe == 0) {
        reply->kind = KIND_ECHO_REPLY;
        reply->icmp_type = 0;
        reply->icmp_code = 0;
    } else if (reply->probe == 6 || reply->probe == 7) {
        reply->kind = draw_below(random, 2) ? KIND_UDP_VALID : KIND_UDP_INVALID;
    } else {
        reply->kind = tcp_kinds[draw_below(random, 4)];
    }
}

/* Replies of 1,024 addresses in four blocks, so that most come to know several. */
struct reply_facts random_facts(uint64_t *random) {
    struct reply_facts facts = {.time_us = (int64_t)draw_below(random, 1U << 31),
                                .rtt_us = RTT_UNKNOWN};
    struct reply *reply = &facts.reply;

    reply->target = 0xc0000000 + (uint32_t)draw_below(random, 1024);
    reply->responder = draw_below(random, 8)
                           ? reply->target
                           : 0xc0000000 + (uint32_t)draw_below(random, 1024);
    reply->probe = (uint8_t)(draw_below(random, 9));
    reply->attempt = (uint8_t)(1 + draw_below(random, 2));
    reply->ttl = 64;
    set_kind(reply, random);
    return facts;
}

bool random_append(struct store *store, struct appender *appender, uint64_t replies,
                   uint64_t *random) {
    bool is_duplicate;
    bool is_ok = database_run(&store->database, STATEMENT_BEGIN, &store->error);

    for (uint64_t i = 0; is_ok && i < replies; i++) {
        struct reply_facts facts = random_facts(random);

        is_ok = appender_add(appender, &facts, &is_duplicate, &store->error);
    }
    return is_ok && appender_write(appender, &store->error) &&
           database_run(&store->database, STATEMENT_COMMIT, &store->error);
}
