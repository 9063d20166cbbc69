/* SPDX-License-Identifier: MIT
 * Packets that are filled in are, byte by byte, those that the probe types build. */
#include <string.h>

#include "base/bytes.h"
#include "probe/packet_template.h"
#include "probe/probe.h"
#include "suite.h"

enum { ROUNDS = 20000, TTL = 255 };

static uint8_t odd_payload[] = {0xff, 0xff, 0, 1, 2, 3, 0xfe};

static const struct probe probes[] = {
    {.name = "echo", .type = &icmp_echo},
    {.name = "tcp", .type = &tcp_syn},
    {.name = "dns", .type = &udp_dns},
    {.name = "ntp", .type = &udp_ntp},
    {.name = "empty", .type = &udp_payload},
    {.name = "odd",
     .type = &udp_payload,
     .payload = odd_payload,
     .payload_length = sizeof(odd_payload)},
};

enum { PROBES = sizeof(probes) / sizeof(probes[0]) };

/* Every other value is all ones or zeros: sums full of carries, and the checksum 0. */
static uint32_t draw_value(uint64_t *state) {
    static const uint32_t extremes[] = {0, 0xffffffff, 0xffff, 0xffff0000};

    return draw_below(state, 2) == 0 ? extremes[draw_below(state, 4)]
                                     : (uint32_t)draw(state);
}

static struct probe_request draw_request(const struct probe *probe, uint64_t *state) {
    struct cookie cookie = {.tag = draw_value(state),
                            .ip_id = (uint16_t)draw_value(state)};

    return (struct probe_request){
        .probe = probe,
        .ip = {.source = draw_value(state),
               .destination = draw_value(state),
               .id = cookie.ip_id,
               .ttl = TTL},
        .cookie = cookie,
        .source_port = (uint16_t)draw_value(state),
        .destination_port = (uint16_t)draw_value(state),
        .attempt = (uint8_t)draw_value(state),
    };
}

static bool is_filled_as_built(const struct packet_template *template,
                               const struct probe_request *request) {
    uint8_t built[PACKET_SIZE_MAX];
    uint8_t filled[PACKET_SIZE_MAX];
    struct writer build;
    struct writer fill;

    writer_init(&build, built, sizeof(built));
    writer_init(&fill, filled, sizeof(filled));
    request->probe->type->build(request, &build);
    packet_template_fill(template, request, &fill);
    return writer_length(&build) == writer_length(&fill) && !fill.is_full &&
           memcmp(built, filled, writer_length(&build)) == 0;
}

static void every_type_is_filled_in_as_it_is_built(void) {
    for (size_t i = 0; i < PROBES; i++) {
        struct packet_template template;
        uint64_t state = i;
        struct probe_request request = draw_request(&probes[i], &state);
        unsigned wrong = 0;

        CU_ASSERT_TRUE_FATAL(packet_template_init(&template, &request));
        for (int round = 0; round < ROUNDS; round++) {
            request = draw_request(&probes[i], &state);
            wrong += !is_filled_as_built(&template, &request);
        }
        CHECK_ROW(wrong == 0, probes[i].name);
    }
}

static void a_field_beyond_the_packet_is_refused(void) {
    static const struct template_field beyond[] = {{23, VALUE_TAG}, {0, VALUE_NONE}};
    struct probe_type type = tcp_syn; /* its segment has 24 bytes */
    const struct probe probe = {.type = &type};
    const struct probe_request request = {.probe = &probe, .ip = {.ttl = TTL}};
    struct packet_template template;

    CU_ASSERT_TRUE(packet_template_init(&template, &request));
    type.fields = beyond;
    CU_ASSERT_FALSE(packet_template_init(&template, &request));
}

static void a_packet_without_room_is_left_out(void) {
    uint64_t state = 1;
    struct probe_request request = draw_request(&probes[1], &state);
    struct packet_template template;
    uint8_t bytes[43] = {0}; /* one too few */
    struct writer writer;

    CU_ASSERT_TRUE_FATAL(packet_template_init(&template, &request));
    writer_init(&writer, bytes, sizeof(bytes));
    packet_template_fill(&template, &request, &writer);
    CU_ASSERT_TRUE(writer.is_full);
    CU_ASSERT_EQUAL(writer_length(&writer), 0);
}

static CU_TestInfo cases[] = {
    CASE(every_type_is_filled_in_as_it_is_built),
    CASE(a_field_beyond_the_packet_is_refused),
    CASE(a_packet_without_room_is_left_out),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"packet_template", cases};
