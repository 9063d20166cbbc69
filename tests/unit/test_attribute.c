/* SPDX-License-Identifier: MIT
 * Every probe to many targets, answered in every way; single odd packets are in
 * tests/packets. */
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "packet/headers.h"
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/probe_set.h"
#include "probe/reply.h"
#include "suite.h"

enum { US = 0xc6336401, ROUTER = 0xcb007101, TARGETS = 400, ATTEMPTS = 3 };

static void make(struct probe_set *set) {
    struct hash_key key;
    struct error error;

    *set =
        (struct probe_set){.attempts = ATTEMPTS, .ports = {16384, 65535}, .source = US};
    hash_key_from_seed(&key, 1, 2);
    CU_ASSERT_TRUE_FATAL(probe_set_parse(set, probe_set_default, &error));
    CU_ASSERT_TRUE_FATAL(probe_set_key(set, 7, &key));
}

/* One probe as it was sent, and what came back. */
struct exchange {
    const struct probe_set *set;
    struct probe_request request;
    unsigned probe;
    struct packet answer;
    struct reply reply;
    uint8_t sent[PACKET_SIZE_MAX];
    size_t length;
};

/* Returns 0 or the reason why the answer is unsolicited. */
typedef int answer_fn(struct exchange *exchange);

static bool is_tied(const struct exchange *exchange) {
    return exchange->reply.target == exchange->request.ip.destination &&
           exchange->reply.probe == exchange->probe &&
           exchange->reply.attempt == exchange->request.attempt;
}

static void prepare(struct exchange *exchange, const struct probe_set *set,
                    uint32_t target, unsigned number) {
    struct writer writer;

    exchange->set = set;
    exchange->probe = number / ATTEMPTS;
    exchange->request =
        probe_set_request(set, target, exchange->probe, 1 + number % ATTEMPTS);
    writer_init(&writer, exchange->sent, sizeof(exchange->sent));
    probe_set_build(&exchange->request, &writer);
    exchange->length = writer_length(&writer);
    exchange->answer = (struct packet){
        .ip = {
            .source = target, .destination = US, .ttl = 64, .protocol = PROTOCOL_TCP}};
}

/* How many of all the probes to many targets are not tied when answered so. */
static unsigned count_untied(enum family family, answer_fn *answer) {
    struct probe_set set;
    uint64_t state = 1;
    unsigned wrong = 0;

    make(&set);
    for (int i = 0; i < TARGETS; i++) {
        uint32_t target = (uint32_t)draw(&state);

        for (unsigned number = 0; number < set.count * ATTEMPTS; number++) {
            struct exchange exchange;

            prepare(&exchange, &set, target, number);
            wrong += exchange.request.probe->type->family == family &&
                     (answer(&exchange) != 0 || !is_tied(&exchange));
        }
    }
    probe_set_finish(&set);
    return wrong;
}

static int answer_tcp(struct exchange *exchange, uint8_t flags, uint32_t acknowledged) {
    struct transport *tcp = &exchange->answer.ip.transport;

    tcp->source_port = exchange->request.destination_port;
    tcp->destination_port = exchange->request.source_port;
    tcp->tcp_flags = flags;
    tcp->acknowledgement = exchange->request.cookie.tag + acknowledged;
    return attribute_packet(exchange->set, &exchange->answer, &exchange->reply);
}

static int answer_syn_ack(struct exchange *exchange) {
    int reason = answer_tcp(exchange, TCP_SYN | TCP_ACK, 1);

    CU_ASSERT_EQUAL(exchange->reply.kind, KIND_SYN_ACK);
    CU_ASSERT_EQUAL(exchange->reply.evidence, EVIDENCE_COOKIE);
    return reason;
}

static int answer_rst_ack(struct exchange *exchange) {
    int reason = answer_tcp(exchange, TCP_RST | TCP_ACK, 0);

    CU_ASSERT_EQUAL(exchange->reply.kind, KIND_RST_ACK);
    CU_ASSERT_EQUAL(exchange->reply.evidence, EVIDENCE_COOKIE);
    return reason;
}

static int answer_bare_rst(struct exchange *exchange) {
    int reason = answer_tcp(exchange, TCP_RST, 12345);

    CU_ASSERT_EQUAL(exchange->reply.kind, KIND_RST_BARE);
    CU_ASSERT_EQUAL(exchange->reply.evidence, EVIDENCE_PORT);
    return reason;
}

static void syn_acks_are_tied_by_their_cookie(void) {
    CU_ASSERT_EQUAL(count_untied(FAMILY_TCP, answer_syn_ack), 0);
}

static void rst_acks_are_tied_by_their_cookie(void) {
    CU_ASSERT_EQUAL(count_untied(FAMILY_TCP, answer_rst_ack), 0);
}

static void rst_without_ack_is_attributed_by_port(void) {
    CU_ASSERT_EQUAL(count_untied(FAMILY_TCP, answer_bare_rst), 0);
}

/* An error from a router that quotes the first `length` bytes of what was sent. */
static int answer_quote(struct exchange *exchange, size_t length, uint32_t router) {
    uint8_t bytes[PACKET_SIZE_MAX];
    struct writer writer;

    writer_init(&writer, bytes, sizeof(bytes));
    write_u32(&writer, 0x45000000);
    write_u32(&writer, 0);
    write_u32(&writer, 0x40010000);
    write_u32(&writer, router);
    write_u32(&writer, US);
    write_u32(&writer, 0x030d0000);
    write_u32(&writer, 0);
    write_bytes(&writer, exchange->sent, length);
    parse_ipv4((struct span){bytes, writer_length(&writer)}, &exchange->answer);
    return attribute_packet(exchange->set, &exchange->answer, &exchange->reply);
}

/* All quotes of four transport bytes and more. */
static int answer_all_quotes(struct exchange *exchange) {
    for (size_t length = 24; length <= exchange->length; length++) {
        int reason = answer_quote(exchange, length, ROUTER);

        if (reason != 0 || !is_tied(exchange)) {
            return UNSOLICITED_QUOTE_MISMATCH;
        }
        CU_ASSERT_EQUAL(exchange->reply.kind, KIND_ICMP_ERROR);
        CU_ASSERT_EQUAL(exchange->reply.evidence, EVIDENCE_QUOTE);
        CU_ASSERT_EQUAL(exchange->reply.responder, ROUTER);
    }
    return 0;
}

static void every_quote_of_four_bytes_or_more_is_tied(void) {
    CU_ASSERT_EQUAL(count_untied(FAMILY_ICMP, answer_all_quotes), 0);
    CU_ASSERT_EQUAL(count_untied(FAMILY_TCP, answer_all_quotes), 0);
    CU_ASSERT_EQUAL(count_untied(FAMILY_UDP, answer_all_quotes), 0);
}

/* The target answered with the probe's own payload, from another address and port. */
static int answer_elsewhere(struct exchange *exchange) {
    struct packet sent;

    parse_ipv4((struct span){exchange->sent, exchange->length}, &sent);
    exchange->answer.ip = sent.ip;
    exchange->answer.ip.source = ROUTER;
    exchange->answer.ip.destination = US;
    exchange->answer.ip.transport.source_port = 4321;
    exchange->answer.ip.transport.destination_port = 1234;
    exchange->answer.ip.transport.icmp_type = ICMP_ECHO_REPLY;
    int reason = attribute_packet(exchange->set, &exchange->answer, &exchange->reply);
    CU_ASSERT_EQUAL(exchange->reply.responder, ROUTER);
    CU_ASSERT_EQUAL(exchange->reply.evidence, EVIDENCE_COOKIE);
    return reason;
}

static void answers_from_elsewhere_belong_to_the_target_asked(void) {
    CU_ASSERT_EQUAL(count_untied(FAMILY_ICMP, answer_elsewhere), 0);
    CU_ASSERT_EQUAL(count_untied(FAMILY_UDP, answer_elsewhere), 0);
}

/* A packet made of random fields, near to what could be ours. */
static void draw_stranger(uint64_t *state, struct packet *packet) {
    static const uint8_t protocols[] = {PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP};
    static const uint8_t types[] = {ICMP_ECHO_REPLY, ICMP_UNREACHABLE};
    static const uint16_t ports[] = {22, 80, 443, 53, 123};
    const struct transport transport = {
        .available = 8,
        .source_port = ports[draw_below(state, 5)],
        .destination_port = (uint16_t)draw(state),
        .sequence = (uint32_t)draw(state),
        .acknowledgement = (uint32_t)draw(state),
        .checksum = (uint16_t)draw(state),
        .id = (uint16_t)draw(state),
        .tcp_flags = TCP_RST | TCP_ACK,
        .icmp_type = types[draw_below(state, 2)],
    };

    *packet = (struct packet){
        .ip = {.source = (uint32_t)draw(state),
               .destination = US,
               .transport = transport},
        .has_quote = true,
    };
    packet->ip.protocol = protocols[draw_below(state, 3)];
    packet->quoted = packet->ip;
    packet->quoted.protocol = protocols[draw_below(state, 3)];
    packet->quoted.destination = (uint32_t)draw(state);
    packet->quoted.transport.source_port = transport.destination_port;
    packet->quoted.transport.destination_port = transport.source_port;
    packet->quoted.transport.icmp_type = ICMP_ECHO_REQUEST;
}

/* Ports have 14 keyed bits, so one in 16,384 passes by chance, and none as a cookie. */
static void strangers_pass_only_by_the_chance_that_ports_leave(void) {
    struct probe_set set;
    uint64_t state = 3;
    unsigned by_port = 0;
    unsigned by_more = 0;

    make(&set);
    for (int i = 0; i < 300000; i++) {
        struct packet packet;
        struct reply reply;

        draw_stranger(&state, &packet);
        if (attribute_packet(&set, &packet, &reply) == 0) {
            by_port += reply.evidence == EVIDENCE_PORT;
            by_more += reply.evidence != EVIDENCE_PORT;
        }
    }
    CU_ASSERT_EQUAL(by_more, 0);
    CU_ASSERT_TRUE(by_port < 60); /* about 20 are expected */
    probe_set_finish(&set);
}

static void the_ttl_and_the_source_are_recorded(void) {
    struct probe_set set;
    struct exchange exchange;

    make(&set);
    prepare(&exchange, &set, 0xc000020a, ATTEMPTS);
    exchange.answer.ip.ttl = 57;
    CU_ASSERT_EQUAL(answer_bare_rst(&exchange), 0);
    CU_ASSERT_EQUAL(exchange.reply.ttl, 57);
    CU_ASSERT_EQUAL(exchange.reply.responder, 0xc000020a);
    CU_ASSERT_EQUAL(exchange.reply.icmp_type, ICMP_NONE);
    CU_ASSERT_EQUAL(exchange.reply.icmp_code, ICMP_NONE);
    probe_set_finish(&set);
}

static uint16_t checksum_of_echo(const struct probe_set *set, uint32_t target,
                                 unsigned attempt) {
    struct exchange exchange;
    struct packet sent;

    prepare(&exchange, set, target, attempt - 1);
    CU_ASSERT_EQUAL_FATAL(
        parse_ipv4((struct span){exchange.sent, exchange.length}, &sent), PARSE_OK);
    return sent.ip.transport.checksum;
}

/* A target whose first two echo requests have the same checksum. */
static uint32_t find_alike(const struct probe_set *set) {
    uint32_t target = 0x01000000;

    while (checksum_of_echo(set, target, 1) != checksum_of_echo(set, target, 2)) {
        target++;
    }
    return target;
}

static void an_echo_with_the_checksum_of_another_attempt_is_tied_to_its_own(void) {
    struct probe_set set;

    make(&set);
    uint32_t target = find_alike(&set);
    for (unsigned number = 0; number < 2; number++) {
        struct exchange exchange;

        prepare(&exchange, &set, target, number);
        CU_ASSERT_EQUAL(answer_all_quotes(&exchange), 0);
    }
    probe_set_finish(&set);
}

static CU_TestInfo cases[] = {
    CASE(syn_acks_are_tied_by_their_cookie),
    CASE(rst_acks_are_tied_by_their_cookie),
    CASE(rst_without_ack_is_attributed_by_port),
    CASE(every_quote_of_four_bytes_or_more_is_tied),
    CASE(an_echo_with_the_checksum_of_another_attempt_is_tied_to_its_own),
    CASE(answers_from_elsewhere_belong_to_the_target_asked),
    CASE(strangers_pass_only_by_the_chance_that_ports_leave),
    CASE(the_ttl_and_the_source_are_recorded),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"attribute", cases};
