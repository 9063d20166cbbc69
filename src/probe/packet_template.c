/* SPDX-License-Identifier: MIT
 * Sums are linear: those of header and segment are taken once, with zeros where values
 * will be, and each value adds its own words as it is filled in. */
#include "probe/packet_template.h"

#include <string.h>

#include "base/bytes.h"
#include "packet/checksum.h"
#include "packet/headers.h"
#include "probe/probe.h"

/* Offsets in the IPv4 header (RFC 791 3.1). */
enum { ID_AT = 4, CHECKSUM_AT = 10, SOURCE_AT = 12 };

enum { HEX_DIGITS = 8, NO_VALUE_SIZE = 0 };

static size_t size_of(enum template_value value) {
    switch (value) {
    case VALUE_SOURCE_PORT:
    case VALUE_DESTINATION_PORT:
    case VALUE_TAG_LOW:
        return 2;
    case VALUE_TAG:
    case VALUE_TARGET:
    case VALUE_ATTEMPT:
        return 4;
    case VALUE_TARGET_HEX:
    case VALUE_TAG_HEX:
        return HEX_DIGITS;
    case VALUE_NONE:
        break;
    }
    return NO_VALUE_SIZE;
}

/* Zeros `size` bytes; false if there are not so many. */
static bool clear(struct packet_template *template, size_t at, size_t size) {
    if (at > template->length || size > template->length - at) {
        return false;
    }
    memset(template->bytes + at, 0, size);
    return true;
}

static bool clear_values(struct packet_template *template) {
    bool fits = clear(template, ID_AT, 2) && clear(template, CHECKSUM_AT, 2) &&
                clear(template, SOURCE_AT, 8) &&
                clear(template, template->checksum_at, 2);

    for (const struct template_field *field = template->fields;
         fits && field->value != VALUE_NONE; field++) {
        fits = clear(template, IPV4_HEADER_SIZE + field->at, size_of(field->value));
    }
    return fits;
}

static void take_sums(struct packet_template *template, enum ip_protocol protocol) {
    size_t segment = template->length - IPV4_HEADER_SIZE;

    template->header_sum = checksum_add(0, template->bytes, IPV4_HEADER_SIZE);
    template->segment_sum =
        checksum_add(0, template->bytes + IPV4_HEADER_SIZE, segment);
    if (template->has_pseudo_header) {
        template->segment_sum += (uint64_t)protocol + segment;
    }
}

static const struct {
    enum ip_protocol protocol;
    size_t checksum_at; /* RFC 792, RFC 9293 3.1, RFC 768 */
} families[] = {
    [FAMILY_ICMP] = {PROTOCOL_ICMP, 2},
    [FAMILY_TCP] = {PROTOCOL_TCP, 16},
    [FAMILY_UDP] = {PROTOCOL_UDP, 6},
};

bool packet_template_init(struct packet_template *template,
                          const struct probe_request *request) {
    const struct probe_type *type = request->probe->type;
    struct writer writer;

    writer_init(&writer, template->bytes, sizeof(template->bytes));
    type->build(request, &writer);
    template->fields = type->fields;
    template->has_pseudo_header = type->family != FAMILY_ICMP;
    template->has_zero_checksum = type->family != FAMILY_UDP;
    template->checksum_at = IPV4_HEADER_SIZE + families[type->family].checksum_at;
    template->length = writer_length(&writer);
    if (writer.is_full || !clear_values(template)) {
        return false;
    }
    take_sums(template, families[type->family].protocol);
    return true;
}

/* To write a value at this offset of the packet. */
static void start_at(struct writer *writer, const struct packet_template *template,
                     uint8_t *packet, size_t at) {
    writer_init(writer, packet + at, template->length - at);
}

/* All of these return what the value adds to the sum. A number of 32 bits adds as much
 * as its two words. */
static uint64_t put_u16(struct writer *writer, uint16_t value) {
    write_u16(writer, value);
    return value;
}

static uint64_t put_u32(struct writer *writer, uint32_t value) {
    write_u32(writer, value);
    return value;
}

static uint64_t put_hex(struct writer *writer, uint32_t value) {
    static const char digits[] = "0123456789abcdef";
    uint8_t text[HEX_DIGITS];

    for (int i = 0; i < HEX_DIGITS; i++) {
        text[i] = (uint8_t)digits[value >> (28 - 4 * i) & 0xf];
    }
    write_bytes(writer, text, sizeof(text));
    return checksum_add(0, text, sizeof(text));
}

static uint64_t put_value(enum template_value value,
                          const struct probe_request *request, struct writer *writer) {
    switch (value) {
    case VALUE_SOURCE_PORT:
        return put_u16(writer, request->source_port);
    case VALUE_DESTINATION_PORT:
        return put_u16(writer, request->destination_port);
    case VALUE_TAG_LOW:
        return put_u16(writer, (uint16_t)request->cookie.tag);
    case VALUE_TAG:
        return put_u32(writer, request->cookie.tag);
    case VALUE_TARGET:
        return put_u32(writer, request->ip.destination);
    case VALUE_ATTEMPT:
        return put_u32(writer, request->attempt);
    case VALUE_TARGET_HEX:
        return put_hex(writer, request->ip.destination);
    case VALUE_TAG_HEX:
        return put_hex(writer, request->cookie.tag);
    case VALUE_NONE:
        break;
    }
    return 0;
}

static void fill_header(const struct packet_template *template,
                        const struct probe_request *request, uint8_t *packet) {
    const struct ipv4_fields *ip = &request->ip;
    uint64_t sum =
        template->header_sum + ip->id + (uint64_t)ip->source + ip->destination;
    struct writer writer;

    start_at(&writer, template, packet, ID_AT);
    write_u16(&writer, ip->id);
    start_at(&writer, template, packet, CHECKSUM_AT);
    write_u16(&writer, checksum_finish(sum));
    write_u32(&writer, ip->source);
    write_u32(&writer, ip->destination);
}

static uint64_t fill_values(const struct packet_template *template,
                            const struct probe_request *request, uint8_t *packet) {
    uint64_t sum = template->segment_sum;

    for (const struct template_field *field = template->fields;
         field->value != VALUE_NONE; field++) {
        struct writer writer;

        start_at(&writer, template, packet, IPV4_HEADER_SIZE + (size_t)field->at);
        uint64_t added = put_value(field->value, request, &writer);

        sum += field->at % 2 == 0 ? added : checksum_swap(added);
    }
    return sum;
}

static void fill_segment(const struct packet_template *template,
                         const struct probe_request *request, uint8_t *packet) {
    uint64_t sum = fill_values(template, request, packet);
    struct writer writer;

    start_at(&writer, template, packet, template->checksum_at);

    if (template->has_pseudo_header) {
        sum += (uint64_t)request->ip.source + request->ip.destination;
    }
    uint16_t checksum = checksum_finish(sum);
    bool is_all_ones = checksum == 0 && !template->has_zero_checksum; /* RFC 768 */
    start_at(&writer, template, packet, template->checksum_at);
    write_u16(&writer, is_all_ones ? 0xffff : checksum);
}

void packet_template_fill(const struct packet_template *template,
                          const struct probe_request *request, struct writer *writer) {
    uint8_t *packet = writer_take(writer, template->length);

    if (packet == NULL) {
        return;
    }
    memcpy(packet, template->bytes, template->length);
    fill_header(template, request, packet);
    fill_segment(template, request, packet);
}
