/* SPDX-License-Identifier: MIT
 * Line by line: a line that begins with "--" opens a section, others fill the frame. */
#include "fixture.h"

#include <pcap/dlt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/file.h"
#include "expand.h"
#include "names.h"
#include "probe/probe_set.h"
#include "world.h"

struct parser {
    const struct probe_set *set;
    fixture_fn *take;
    void *context;
    struct fixture fixture;
    struct writer writer; /* into the fixture's frame */
    struct lengths lengths;
    bool is_in_case;
    bool is_in_frame;
};

static const struct code_name link_names[] = {
    {DLT_EN10MB, "ethernet"}, {DLT_RAW, "raw"},   {DLT_LINUX_SLL, "sll"},
    {DLT_LINUX_SLL2, "sll2"}, {DLT_NULL, "null"}, {0, NULL},
};

static const char blanks[] = " \t\r";

static bool begin_case(struct parser *parser, const char *name, struct error *error) {
    struct fixture *fixture = &parser->fixture;

    if (parser->is_in_case) {
        return error_set(error, "case %s lacks its -- expect", fixture->name);
    }
    if (name == NULL || strlen(name) >= CASE_NAME_SIZE) {
        return error_set(error, "a case needs a name of at most %d characters",
                         CASE_NAME_SIZE - 1);
    }
    memset(fixture->name, 0, sizeof(fixture->name));
    memcpy(fixture->name, name, strlen(name));
    writer_init(&parser->writer, fixture->frame, sizeof(fixture->frame));
    parser->lengths.count = 0;
    parser->is_in_case = true;
    return true;
}

static bool set_link(struct parser *parser, const char *name, struct error *error) {
    int type = name == NULL ? -1 : code_of(link_names, name);

    if (type < 0) {
        return error_set(error, "unknown link type");
    }
    parser->fixture.link_type = type;
    return true;
}

static bool set_probe(const struct probe_set *set, const char *name, uint8_t *probe) {
    for (*probe = 0; *probe < set->count; ++*probe) {
        if (strcmp(set->probes[*probe].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool set_code(const struct code_name *names, const char *name, uint8_t *code) {
    int found = code_of(names, name);

    *code = (uint8_t)found;
    return found > 0;
}

static bool set_icmp(struct reply *reply, const char *value) {
    return sscanf(value, "%hd/%hd", &reply->icmp_type, &reply->icmp_code) == 2;
}

static bool set_attempt(struct reply *reply, const char *value) {
    reply->attempt = (uint8_t)strtoul(value, NULL, 10);
    return reply->attempt >= 1;
}

static bool set_responder(struct reply *reply, const char *value) {
    if (strcmp(value, "target") == 0) {
        reply->responder = reply->target;
        return true;
    }
    return address_parse(value, &reply->responder);
}

static bool set_fact(struct parser *parser, const char *key, const char *value) {
    struct reply *reply = &parser->fixture.reply;

    if (strcmp(key, "unsolicited") == 0) {
        parser->fixture.reason = code_of(reason_names, value);
        return parser->fixture.reason > 0;
    }
    if (strcmp(key, "kind") == 0) {
        return set_code(kind_names, value, &reply->kind);
    }
    if (strcmp(key, "evidence") == 0) {
        return set_code(evidence_names, value, &reply->evidence);
    }
    if (strcmp(key, "probe") == 0) {
        return set_probe(parser->set, value, &reply->probe);
    }
    if (strcmp(key, "attempt") == 0) {
        return set_attempt(reply, value);
    }
    if (strcmp(key, "target") == 0) {
        return address_parse(value, &reply->target);
    }
    if (strcmp(key, "responder") == 0) {
        return set_responder(reply, value);
    }
    return strcmp(key, "icmp") == 0 && set_icmp(reply, value);
}

/* A reply needs all the facts that the file does not take for granted. */
static bool is_complete(const struct fixture *fixture) {
    const struct reply *reply = &fixture->reply;

    return fixture->reason != 0 || (reply->kind != 0 && reply->attempt != 0 &&
                                    reply->evidence != 0 && reply->responder != 0);
}

static bool end_case(struct parser *parser, char *facts, struct error *error) {
    struct fixture *fixture = &parser->fixture;
    char *rest = NULL;

    fixture->reason = 0;
    fixture->reply = (struct reply){
        .target = WORLD_TARGET, .icmp_type = ICMP_NONE, .icmp_code = ICMP_NONE};
    for (char *fact = strtok_r(facts, blanks, &rest); fact != NULL;
         fact = strtok_r(NULL, blanks, &rest)) {
        char *value = strchr(fact, '=');

        if (value != NULL) {
            *value++ = '\0';
        }
        if (value == NULL || !set_fact(parser, fact, value)) {
            return error_set(error, "cannot understand the fact '%s'", fact);
        }
    }
    if (!parser->is_in_case || !is_complete(fixture)) {
        return error_set(error, "a case lacks facts");
    }
    expand_lengths(&parser->lengths, &parser->writer);
    fixture->length = writer_length(&parser->writer);
    parser->is_in_case = false;
    parser->take(parser->context, fixture);
    return true;
}

static bool open_section(struct parser *parser, char *line, struct error *error) {
    char *rest = NULL;
    const char *section = strtok_r(line, blanks, &rest);

    parser->is_in_frame = section != NULL && strcmp(section, "frame") == 0;
    if (section != NULL && strcmp(section, "expect") == 0) {
        return end_case(parser, rest, error);
    }
    if (section != NULL && strcmp(section, "case") == 0) {
        return begin_case(parser, strtok_r(NULL, blanks, &rest), error);
    }
    if (section != NULL && strcmp(section, "link") == 0) {
        return set_link(parser, strtok_r(NULL, blanks, &rest), error);
    }
    return (parser->is_in_frame && parser->is_in_case) ||
           error_set(error, "unknown section, or a frame outside a case");
}

static bool read_frame(struct parser *parser, char *line, struct error *error) {
    char *rest = NULL;
    bool is_ok = true;

    for (char *word = strtok_r(line, blanks, &rest); is_ok && word != NULL;
         word = strtok_r(NULL, blanks, &rest)) {
        is_ok = parser->is_in_frame ? expand_word(parser->set, word, &parser->lengths,
                                                  &parser->writer, error)
                                    : error_set(error, "'%s' is outside a frame", word);
    }
    return is_ok;
}

static bool read_line(struct parser *parser, char *line, struct error *error) {
    line[strcspn(line, "#")] = '\0';
    if (strncmp(line, "--", 2) == 0) {
        return open_section(parser, line + 2, error);
    }
    return read_frame(parser, line, error);
}

static bool read_lines(struct parser *parser, char *text, unsigned *number,
                       struct error *error) {
    bool is_ok = true;

    while (is_ok && *text != '\0') {
        char *line = text;
        size_t length = strcspn(text, "\n");

        text += length + (text[length] == '\n');
        line[length] = '\0';
        ++*number;
        is_ok = read_line(parser, line, error);
    }
    if (is_ok && parser->is_in_case) {
        return error_set(error, "the last case lacks its -- expect");
    }
    return is_ok;
}

bool fixture_read(const char *path, const struct probe_set *set, fixture_fn *take,
                  void *context, struct error *error) {
    struct parser parser = {.set = set, .take = take, .context = context};
    struct file_text text;
    struct error cause;
    unsigned number = 0;

    parser.fixture.link_type = DLT_RAW;
    if (!file_read(path, "packets", &text, error)) {
        return false;
    }
    bool is_ok = read_lines(&parser, text.bytes, &number, &cause);
    file_text_finish(&text);
    return is_ok || error_set(error, "%s:%u: %.400s", path, number, cause.text);
}
