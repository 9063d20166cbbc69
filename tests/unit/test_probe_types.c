/* SPDX-License-Identifier: MIT
 * What each probe type sends, takes for valid, and reads its target from. */
#include <ctype.h>
#include <string.h>

#include "base/bytes.h"
#include "packet/headers.h"
#include "probe/probe.h"
#include "suite.h"

enum { TARGET = 0xc000020a, TAG = 0x89abcdef, HEADERS = 28 };

static struct probe_request request_of(const struct probe *probe) {
    return (struct probe_request){
        .probe = probe,
        .ip = {.source = 0xc6336401, .destination = TARGET, .id = 1, .ttl = 255},
        .cookie = {.tag = TAG, .ip_id = 1, .port_bits = 2},
        .source_port = 50000,
        .destination_port = probe->port,
        .attempt = 2,
    };
}

/* The payload that a type sends: what comes behind its headers. */
static size_t payload_of(const struct probe_type *type, uint8_t *payload) {
    const struct probe probe = {.type = type, .port = 7};
    struct probe_request request = request_of(&probe);
    uint8_t bytes[PACKET_SIZE_MAX];
    struct writer writer;

    writer_init(&writer, bytes, sizeof(bytes));
    type->build(&request, &writer);
    memcpy(payload, bytes + HEADERS, writer_length(&writer) - HEADERS);
    return writer_length(&writer) - HEADERS;
}

static bool names_target(const struct probe_type *type, const uint8_t *payload,
                         size_t length) {
    struct identity identity = {0};

    return type->identify((struct span){payload, length}, &identity) &&
           identity.target == TARGET && identity.tag == TAG;
}

static bool is_valid(const struct probe_type *type, const uint8_t *payload,
                     size_t length) {
    const struct probe probe = {.type = type, .port = 7};
    struct probe_request request = request_of(&probe);

    return type->is_valid((struct span){payload, length}, &request);
}

static void what_is_sent_names_its_target(void) {
    static const struct probe_type *const types[] = {&icmp_echo, &udp_dns, &udp_ntp};

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        uint8_t payload[PACKET_SIZE_MAX];
        size_t length = payload_of(types[i], payload);

        CHECK_ROW(names_target(types[i], payload, length), types[i]->name);
    }
}

static void a_payload_cut_before_what_it_names_names_nothing(void) {
    static const struct {
        const struct probe_type *type;
        size_t needed; /* bytes, up to the end of the tag, or of the attempt */
    } rows[] = {{&icmp_echo, 12}, {&udp_dns, 29}, {&udp_ntp, 48}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t payload[PACKET_SIZE_MAX];
        struct identity identity;
        size_t length = payload_of(rows[i].type, payload);

        CHECK_ROW(length >= rows[i].needed, rows[i].type->name);
        CHECK_ROW(names_target(rows[i].type, payload, rows[i].needed),
                  rows[i].type->name);
        for (size_t cut = 0; cut < rows[i].needed; cut++) {
            CHECK_ROW(!rows[i].type->identify((struct span){payload, cut}, &identity),
                      rows[i].type->name);
        }
    }
}

static void the_dns_query_is_a_recursive_one_for_an_address(void) {
    static const uint8_t expected[] = "\xcd\xef\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
                                      "\x10"
                                      "c000020a89abcdef"
                                      "\x07"
                                      "invalid"
                                      "\x00"
                                      "\x00\x01\x00\x01";
    uint8_t payload[PACKET_SIZE_MAX];
    size_t length = payload_of(&udp_dns, payload);

    CU_ASSERT_EQUAL(length, sizeof(expected) - 1);
    CU_ASSERT_EQUAL(memcmp(payload, expected, sizeof(expected) - 1), 0);
}

static void a_dns_name_of_mixed_case_is_read(void) {
    uint8_t payload[PACKET_SIZE_MAX];
    size_t length = payload_of(&udp_dns, payload);

    for (size_t i = DNS_HEADER_SIZE; i < length; i += 2) {
        payload[i] = (uint8_t)toupper(payload[i]);
    }
    CU_ASSERT_TRUE(names_target(&udp_dns, payload, length));
    payload[DNS_HEADER_SIZE + 1] = 'g';
    CU_ASSERT_FALSE(names_target(&udp_dns, payload, length));
    payload[DNS_HEADER_SIZE + 1] = '@'; /* a letter's bit away from a digit's row */
    CU_ASSERT_FALSE(names_target(&udp_dns, payload, length));
}

static void a_dns_label_of_another_length_is_not_ours(void) {
    uint8_t payload[PACKET_SIZE_MAX];
    struct identity identity;
    size_t length = payload_of(&udp_dns, payload);

    payload[DNS_HEADER_SIZE] = 17;
    CU_ASSERT_FALSE(udp_dns.identify((struct span){payload, length}, &identity));
}

static void dns_responses_are_valid_by_id_and_flag(void) {
    static const struct {
        const char *what;
        uint8_t bytes[16];
        size_t length;
        bool is_valid;
    } rows[] = {
        {"a bare header", {0xcd, 0xef, 0x80}, 12, true},
        {"a refusal", {0xcd, 0xef, 0x81, 0x05}, 12, true},
        {"a header and more", {0xcd, 0xef, 0x81, 0x80}, 16, true},
        {"truncated, no error", {0xcd, 0xef, 0x83, 0x80}, 12, true},
        {"a query", {0xcd, 0xef, 0x01, 0x00}, 12, false},
        {"another id", {0xcd, 0xee, 0x80}, 12, false},
        {"a header cut short", {0xcd, 0xef, 0x80}, 11, false},
        {"nothing", {0}, 0, false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK_ROW(is_valid(&udp_dns, rows[i].bytes, rows[i].length) == rows[i].is_valid,
                  rows[i].what);
    }
}

static void the_ntp_request_is_a_client_message_with_our_timestamp(void) {
    uint8_t expected[NTP_MESSAGE_SIZE] = {0x23, [40] = 0xc0, 0x00, 0x02, 0x0a,
                                          0x89, 0xab,        0xcd, 0xef};
    uint8_t payload[PACKET_SIZE_MAX];

    CU_ASSERT_EQUAL(payload_of(&udp_ntp, payload), NTP_MESSAGE_SIZE);
    CU_ASSERT_EQUAL(memcmp(payload, expected, NTP_MESSAGE_SIZE), 0);
}

static void an_ntp_answer_is_read_by_its_origin_timestamp(void) {
    const uint8_t answer[NTP_MESSAGE_SIZE] = {0x24, [24] = 0xc0, 0x00, 0x02, 0x0a,
                                              0x89, 0xab,        0xcd, 0xef};

    CU_ASSERT_TRUE(names_target(&udp_ntp, answer, sizeof(answer)));
    CU_ASSERT_TRUE(names_target(&udp_ntp, answer, 32)); /* all that it takes */
    CU_ASSERT_FALSE(names_target(&udp_ntp, answer, 31));
}

static void ntp_messages_are_valid_by_mode_version_and_length(void) {
    static const struct {
        const char *what;
        uint8_t first; /* leap indicator, version, mode */
        size_t length;
        bool is_valid;
    } rows[] = {
        {"server, version 4", 0x24, 48, true},
        {"server, version 3", 0x1c, 48, true},
        {"server, version 1", 0x0c, 48, true},
        {"kiss of death, leap indicator 3", 0xe4, 48, true},
        {"server with a digest", 0x24, 68, true},
        {"server, version 0", 0x04, 48, false},
        {"server, version 5", 0x2c, 48, false},
        {"client", 0x23, 48, false},
        {"symmetric passive", 0x22, 48, false},
        {"broadcast", 0x25, 48, false},
        {"control", 0x26, 48, false},
        {"private", 0x27, 48, false},
        {"server, cut short", 0x24, 47, false},
        {"nothing", 0, 0, false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t message[80] = {rows[i].first};

        CHECK_ROW(is_valid(&udp_ntp, message, rows[i].length) == rows[i].is_valid,
                  rows[i].what);
    }
}

static void the_echo_payload_is_target_tag_and_attempt(void) {
    static const uint8_t expected[] = {0xc0, 0x00, 0x02, 0x0a, 0x89, 0xab,
                                       0xcd, 0xef, 0,    0,    0,    2};
    uint8_t payload[PACKET_SIZE_MAX];

    CU_ASSERT_EQUAL(payload_of(&icmp_echo, payload), sizeof(expected));
    CU_ASSERT_EQUAL(memcmp(payload, expected, sizeof(expected)), 0);
}

static void a_payload_of_a_file_is_sent_as_it_is(void) {
    uint8_t content[] = {'a', 0, 'b'};
    const struct probe probe = {
        .type = &udp_payload, .port = 161, .payload = content, .payload_length = 3};
    struct probe_request request = request_of(&probe);
    uint8_t bytes[PACKET_SIZE_MAX];
    struct writer writer;

    writer_init(&writer, bytes, sizeof(bytes));
    udp_payload.build(&request, &writer);
    CU_ASSERT_EQUAL(writer_length(&writer), HEADERS + sizeof(content));
    CU_ASSERT_EQUAL(memcmp(bytes + HEADERS, content, sizeof(content)), 0);
}

static CU_TestInfo cases[] = {
    CASE(what_is_sent_names_its_target),
    CASE(a_payload_cut_before_what_it_names_names_nothing),
    CASE(the_dns_query_is_a_recursive_one_for_an_address),
    CASE(a_dns_name_of_mixed_case_is_read),
    CASE(a_dns_label_of_another_length_is_not_ours),
    CASE(dns_responses_are_valid_by_id_and_flag),
    CASE(the_ntp_request_is_a_client_message_with_our_timestamp),
    CASE(an_ntp_answer_is_read_by_its_origin_timestamp),
    CASE(ntp_messages_are_valid_by_mode_version_and_length),
    CASE(the_echo_payload_is_target_tag_and_attempt),
    CASE(a_payload_of_a_file_is_sent_as_it_is),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"probe_types", cases};
