/* SPDX-License-Identifier: MIT
 * A table of statements, each with the function that reads its fields. */
#include "world_statements.h"

#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "problem.h"
#include "word_options.h"
#include "world.h"

enum { FIELDS_MAX = 4 };

void reading_widen(struct reading *reading, uint32_t first, uint64_t count) {
    if (first < reading->first) {
        reading->first = first;
    }
    if (first + count - 1 > reading->last) {
        reading->last = first + count - 1;
    }
}

static bool read_count(const char *text, uint32_t *count, struct problem *problem) {
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != '\0' || number > INT32_MAX) {
        return problem_set(problem, "'%s' is no number", text);
    }
    *count = (uint32_t)number;
    return true;
}

static bool read_words(struct reading *reading, char *text) {
    char *rest;

    reading->word_count = 0;
    for (char *word = strtok_r(text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        if (reading->word_count == WORDS_OF_LINE_MAX) {
            return problem_set(reading->problem, "more than %d words",
                               WORDS_OF_LINE_MAX);
        }
        if (!word_read(word, &reading->words[reading->word_count++],
                       reading->problem)) {
            return false;
        }
    }
    return true;
}

static bool add_role(struct reading *reading, bool is_indirect, uint32_t *role) {
    return world_add_role(reading->world, reading->words, reading->word_count,
                          is_indirect, role, reading->problem);
}

static bool on_blocks(struct reading *reading, char **fields) {
    uint32_t count = 0;

    if (!reading->is_ranging) {
        return true;
    }
    return read_count(fields[1], &count, reading->problem) &&
           blocks_add(&reading->blocks, fields[2], count, reading->problem);
}

/* An address, and the silent one that it speaks for. */
static bool place_inhabitant(struct reading *reading, struct block_class *class,
                             const uint32_t roles[2]) {
    uint32_t address;
    uint32_t other;

    if (!blocks_next(class, &address) ||
        (roles[1] != SILENT && !blocks_next_silent(class, &other))) {
        return problem_set(reading->problem,
                           "more addresses than the %u blocks of class %s can hold",
                           class->count, class->name);
    }
    if (roles[0] != SILENT) {
        world_place(reading->world, address, roles[0], address);
    }
    if (roles[1] != SILENT) {
        world_place(reading->world, other, roles[1], address);
    }
    return true;
}

static bool on_addresses(struct reading *reading, char **fields) {
    struct block_class *class = blocks_find(&reading->blocks, fields[2]);
    uint32_t roles[2];
    uint32_t count = 0;

    if (class == NULL) {
        return problem_set(reading->problem,
                           "no class '%s', expected one of a blocks line before",
                           fields[2]);
    }
    if (!read_count(fields[1], &count, reading->problem)) {
        return false;
    }
    if (reading->is_ranging) {
        return true;
    }
    if (!read_words(reading, fields[3]) || !add_role(reading, false, &roles[0]) ||
        !add_role(reading, true, &roles[1])) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!place_inhabitant(reading, class, roles)) {
            return false;
        }
    }
    return true;
}

/* Makes indirect errors those of the router that their +from= names. */
static bool resolve_routers(struct reading *reading) {
    for (size_t i = 0; i < reading->word_count; i++) {
        struct read_word *word = &reading->words[i];

        if (word->is_indirect && word->word.from == 0) {
            return problem_set(reading->problem,
                               "an indirect error here needs its router, expected "
                               "+from=ADDRESS");
        }
        word->is_indirect = false;
    }
    return true;
}

static bool place_all(struct reading *reading, uint32_t first, uint64_t count,
                      char *words) {
    uint32_t role;

    if (reading->is_ranging) {
        reading_widen(reading, first, count);
        return true;
    }
    if (!read_words(reading, words) || !resolve_routers(reading) ||
        !add_role(reading, false, &role)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        world_place(reading->world, first + i, role, first + i);
    }
    return true;
}

static bool on_prefix(struct reading *reading, char **fields) {
    uint32_t first;
    uint64_t count;

    if (!prefix_read(fields[1], &first, &count)) {
        return problem_set(reading->problem,
                           "'%s' is no prefix, expected such as 198.51.100.0/24",
                           fields[1]);
    }
    return place_all(reading, first, count, fields[2]);
}

static bool on_address(struct reading *reading, char **fields) {
    uint32_t address;

    if (!address_read(fields[1], &address)) {
        return problem_set(reading->problem,
                           "'%s' is no address, expected such as 198.51.100.1",
                           fields[1]);
    }
    return place_all(reading, address, 1, fields[2]);
}

static bool on_silent(struct reading *reading, char **fields) {
    char nothing[] = "";
    char *given[] = {fields[0], fields[1], nothing, NULL};

    return on_prefix(reading, given);
}

static bool on_loss(struct reading *reading, char **fields) {
    double share;
    char *end;
    double length = strtod(fields[2], &end);

    if (!share_read(fields[1], &share) || share >= 1 || *end != '\0' ||
        !(length >= 1)) {
        return problem_set(reading->problem,
                           "loss %s %s is none, expected a share below 1 and a mean "
                           "length of at least 1",
                           fields[1], fields[2]);
    }
    if (!reading->is_ranging) {
        reading->world->loss_share = share;
        reading->world->loss_length = length;
    }
    return true;
}

static bool read_rate(const char *text, double *rate) {
    char *end;

    *rate = strtod(text, &end);
    return end != text && *end == '\0' && *rate > 0 && *rate <= 1e6;
}

static bool on_limit(struct reading *reading, char **fields) {
    double rate;
    double burst;

    if (!read_rate(fields[1], &rate) || !read_rate(fields[2], &burst) || burst < 1) {
        return problem_set(reading->problem,
                           "limit %s %s is none, expected ICMP errors a second and at "
                           "once",
                           fields[1], fields[2]);
    }
    if (!reading->is_ranging) {
        reading->world->limit_rate = rate;
        reading->world->limit_burst = burst;
    }
    return true;
}

static bool on_noise(struct reading *reading, char **fields) {
    double rate;

    if (!read_rate(fields[1], &rate)) {
        return problem_set(reading->problem, "%s %s is none, expected packets a second",
                           fields[0], fields[1]);
    }
    if (!reading->is_ranging) {
        reading->world->noise_rate = rate;
        reading->world->is_noise_forged = strcmp(fields[0], "forgeries") == 0;
    }
    return true;
}

static const struct {
    const char *name;
    size_t fields;
    bool (*read)(struct reading *reading, char **fields);
    const char *expected; /* after the name */
} statements[] = {
    {"blocks", 3, on_blocks, "NUMBER CLASS"},
    {"addresses", 4, on_addresses, "NUMBER CLASS WORDS"},
    {"prefix", 3, on_prefix, "CIDR WORDS"},
    {"address", 3, on_address, "A.B.C.D WORDS"},
    {"silent", 2, on_silent, "CIDR"},
    {"loss", 3, on_loss, "SHARE LENGTH"},
    {"limit", 3, on_limit, "RATE BURST"},
    {"noise", 2, on_noise, "RATE"},
    {"forgeries", 2, on_noise, "RATE"},
};

bool statement_read(struct reading *reading, char *line) {
    char *fields[FIELDS_MAX + 1] = {0};
    size_t count = 0;

    for (char *rest = line; rest != NULL && count <= FIELDS_MAX;) {
        fields[count++] = strsep(&rest, "\t");
    }
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        if (strcmp(statements[i].name, fields[0]) != 0) {
            continue;
        }
        if (count != statements[i].fields) {
            return problem_set(reading->problem,
                               "%zu fields, expected %s and, separated by tabs, %s",
                               count, fields[0], statements[i].expected);
        }
        return statements[i].read(reading, fields);
    }
    return problem_set(reading->problem,
                       "no statement '%s', expected blocks, addresses, prefix, "
                       "address, silent, loss, limit, noise or forgeries",
                       fields[0]);
}
