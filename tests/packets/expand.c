/* SPDX-License-Identifier: MIT
 * Reads placeholders from left to right: what:probe:attempt, then @, + or -, and [. */
#include "expand.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/error.h"
#include "probe/probe_set.h"
#include "world.h"

enum { PART_SIZE = 24 };

struct placeholder {
    char what[PART_SIZE];
    unsigned probe;
    unsigned attempt;
    uint32_t target;
    long add;
    size_t first; /* slice */
    size_t end;
};

/* Copies what stands before one of `ends` and moves past it, but not past its end. */
static bool take_part(const char **text, const char *ends, char part[PART_SIZE]) {
    size_t length = strcspn(*text, ends);

    if (length == 0 || length >= PART_SIZE) {
        return false;
    }
    memcpy(part, *text, length);
    part[length] = '\0';
    *text += length;
    return true;
}

static bool find_probe(const struct probe_set *set, const char *name, unsigned *probe) {
    for (*probe = 0; *probe < set->count; ++*probe) {
        if (strcmp(set->probes[*probe].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool take_slice(const char **text, struct placeholder *placeholder) {
    char *end;

    placeholder->first = strtoul(*text + 1, &end, 10);
    if (*end != ':') {
        return false;
    }
    if (end[1] != ']') {
        placeholder->end = strtoul(end + 1, &end, 10);
    } else {
        end++;
    }
    *text = end + 1;
    return *end == ']' && placeholder->first <= placeholder->end;
}

static bool take_options(const char **text, struct placeholder *placeholder) {
    char part[PART_SIZE];
    char *end;

    if (**text == '@') {
        ++*text;
        if (!take_part(text, "+-[}", part) ||
            !address_parse(part, &placeholder->target)) {
            return false;
        }
    }
    if (**text == '+' || **text == '-') {
        placeholder->add = strtol(*text, &end, 10);
        *text = end;
    }
    return **text != '[' || take_slice(text, placeholder);
}

static bool parse_placeholder(const struct probe_set *set, const char *text,
                              struct placeholder *placeholder) {
    char part[PART_SIZE];

    *placeholder = (struct placeholder){.target = WORLD_TARGET, .end = SIZE_MAX};
    if (!take_part(&text, ":", placeholder->what) || *text++ != ':' ||
        !take_part(&text, ":", part) || *text++ != ':' ||
        !find_probe(set, part, &placeholder->probe) ||
        !take_part(&text, "@+-[}", part)) {
        return false;
    }
    placeholder->attempt = (unsigned)strtoul(part, NULL, 10);
    return placeholder->attempt >= 1 && placeholder->attempt <= WORLD_ATTEMPTS &&
           take_options(&text, placeholder) && strcmp(text, "}") == 0;
}

static bool write_sent(const struct probe_request *request,
                       const struct placeholder *placeholder, struct writer *writer) {
    uint8_t bytes[PACKET_SIZE_MAX];
    struct writer sent;
    size_t end = placeholder->end;

    writer_init(&sent, bytes, sizeof(bytes));
    probe_set_build(request, &sent);
    if (end == SIZE_MAX) {
        end = writer_length(&sent);
    }
    if (sent.is_full || end > writer_length(&sent) || placeholder->first > end) {
        return false;
    }
    write_bytes(writer, bytes + placeholder->first, end - placeholder->first);
    return true;
}

static bool write_placeholder(const struct probe_set *set,
                              const struct placeholder *placeholder,
                              struct writer *writer) {
    struct probe_request request = probe_set_request(
        set, placeholder->target, placeholder->probe, placeholder->attempt);

    if (strcmp(placeholder->what, "tag") == 0) {
        write_u32(writer, request.cookie.tag + (uint32_t)placeholder->add);
    } else if (strcmp(placeholder->what, "port") == 0) {
        write_u16(writer, (uint16_t)(request.source_port + placeholder->add));
    } else if (strcmp(placeholder->what, "to") == 0) {
        write_u16(writer, request.destination_port);
    } else if (strcmp(placeholder->what, "ipid") == 0) {
        write_u16(writer, request.ip.id);
    } else {
        return strcmp(placeholder->what, "sent") == 0 &&
               write_sent(&request, placeholder, writer);
    }
    return true;
}

static bool write_hex(const char *word, struct writer *writer) {
    if (strlen(word) % 2 != 0 || word[strspn(word, "0123456789abcdef")] != '\0') {
        return false;
    }
    for (; *word != '\0'; word += 2) {
        char digits[] = {word[0], word[1], '\0'};

        write_u8(writer, (uint8_t)strtoul(digits, NULL, 16));
    }
    return true;
}

static bool write_word(const struct probe_set *set, const char *word,
                       struct lengths *lengths, struct writer *writer) {
    struct placeholder placeholder;
    uint32_t address;

    if (strcmp(word, "{length}") == 0 && lengths->count < LENGTHS_MAX) {
        lengths->at[lengths->count++] = writer_length(writer);
        write_u16(writer, 0);
        return true;
    }
    if (*word == '{') {
        return parse_placeholder(set, word + 1, &placeholder) &&
               write_placeholder(set, &placeholder, writer);
    }
    if (address_parse(word, &address)) {
        write_u32(writer, address);
        return true;
    }
    return write_hex(word, writer);
}

bool expand_word(const struct probe_set *set, const char *word, struct lengths *lengths,
                 struct writer *writer, struct error *error) {
    if (!write_word(set, word, lengths, writer)) {
        return error_set(error,
                         "'%s' is neither hexadecimal nor an address nor a "
                         "placeholder of expand.h",
                         word);
    }
    return !writer->is_full || error_set(error, "the frame is too long");
}

void expand_lengths(const struct lengths *lengths, struct writer *writer) {
    enum { LENGTH_AT = 2 }; /* in the IPv4 header */

    for (size_t i = 0; i < lengths->count; i++) {
        size_t start = lengths->at[i] - LENGTH_AT;

        writer_patch_u16(writer, lengths->at[i],
                         (uint16_t)(writer_length(writer) - start));
    }
}
