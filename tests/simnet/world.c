/* SPDX-License-Identifier: MIT
 * Arrays that double when they are full. */
#include "world.h"

#include <stdlib.h>

#include "names.h"
#include "problem.h"
#include "word_text.h"

bool world_init(struct world *world, uint32_t first, uint32_t last,
                struct problem *problem) {
    *world = (struct world){.first = first, .count = last - first + 1};
    world->targets = calloc(world->count, sizeof(world->targets[0]));
    world->roles = calloc(1, sizeof(world->roles[0]));
    world->role_count = 1;
    return (world->targets != NULL && world->roles != NULL) ||
           problem_set(problem, "out of memory for %u targets", world->count);
}

void world_finish(struct world *world) {
    free(world->targets);
    free(world->roles);
    free(world->words);
    *world = (struct world){0};
}

/* Room for one more in an array that has as many elements as its least power of two. */
static void *grown(void *array, size_t count, size_t size) {
    bool is_full = (count & (count - 1)) == 0;

    return is_full ? realloc(array, (count == 0 ? 1 : 2 * count) * size) : array;
}

static struct word *add_word(struct world *world) {
    struct word *words = grown(world->words, world->word_count, sizeof(words[0]));

    if (words == NULL) {
        return NULL;
    }
    world->words = words;
    return &words[world->word_count++];
}

static struct role *add_role(struct world *world) {
    struct role *roles = grown(world->roles, world->role_count, sizeof(roles[0]));

    if (roles == NULL) {
        return NULL;
    }
    world->roles = roles;
    roles[world->role_count] = (struct role){0};
    return &roles[world->role_count++];
}

bool world_add_role(struct world *world, const struct read_word *words, size_t count,
                    bool is_indirect, uint32_t *number, struct problem *problem) {
    struct role *role = NULL;

    *number = SILENT;
    for (unsigned probe = 0; probe < PROBE_COUNT; probe++) {
        for (size_t i = 0; i < count; i++) {
            if (words[i].word.probe != probe || words[i].is_indirect != is_indirect) {
                continue;
            }
            if (role == NULL && (role = add_role(world)) == NULL) {
                return problem_set(problem, "out of memory");
            }
            if (role->count[probe] == WORDS_MAX) {
                return problem_set(problem, "more than %d words for %s", WORDS_MAX,
                                   probe_name(probe));
            }
            struct word *word = add_word(world);

            if (word == NULL) {
                return problem_set(problem, "out of memory");
            }
            *word = words[i].word;
            if (role->count[probe]++ == 0) {
                role->first[probe] = world->word_count - 1;
            }
        }
    }
    *number = role == NULL ? SILENT : (uint32_t)(role - world->roles);
    return true;
}

void world_place(struct world *world, uint32_t address, uint32_t role,
                 uint32_t responder) {
    struct target *target = &world->targets[address - world->first];

    target->role = role;
    target->responder = responder;
}
