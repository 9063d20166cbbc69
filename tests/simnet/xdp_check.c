/* SPDX-License-Identifier: MIT
 * The kernel counts how often each target was asked what, and how often it replied;
 * the model says which replies these were. */
#include "xdp_check.h"

#include <stddef.h>

#include "draw.h"
#include "names.h"
#include "problem.h"
#include "truth.h"
#include "world.h"

static bool refuse(struct problem *problem, const struct word *word, const char *what) {
    return problem_set_usage(problem,
                             "--xdp sends one reply a probe, without delay; it cannot "
                             "play %s:%s %s",
                             probe_name(word->probe), kind_name(word->kind), what);
}

static bool check_word(const struct word *word, struct problem *problem) {
    if (word->delay_max_us > 0) {
        return refuse(problem, word, "with +delay=");
    }
    if (word->times > 1) {
        return refuse(problem, word, "with +times=");
    }
    return true;
}

static bool may_meet(const struct word *one, const struct word *other) {
    return one->attempt == ALL_ATTEMPTS || other->attempt == ALL_ATTEMPTS ||
           one->attempt == other->attempt;
}

/* Of one probe, of one role. */
static bool check_words(const struct word *words, uint32_t count,
                        struct problem *problem) {
    for (uint32_t i = 0; i < count; i++) {
        if (!check_word(&words[i], problem)) {
            return false;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (may_meet(&words[i], &words[j])) {
                return refuse(problem, &words[i], "as a second reply");
            }
        }
    }
    return true;
}

bool xdp_check_world(const struct world *world, struct problem *problem) {
    const char *statement = world->loss_share > 0   ? "loss"
                            : world->limit_rate > 0 ? "limit"
                            : world->noise_rate > 0 ? "noise"
                                                    : NULL;

    if (statement != NULL) {
        return problem_set_usage(problem, "--xdp cannot play '%s'", statement);
    }
    for (uint32_t i = 0; i < world->role_count; i++) {
        for (unsigned probe = 0; probe < PROBE_COUNT; probe++) {
            const struct role *role = &world->roles[i];

            if (!check_words(world->words + role->first[probe], role->count[probe],
                             problem)) {
                return false;
            }
        }
    }
    return true;
}

/* The replies of one target to one probe; how many. */
static uint32_t add_replies(struct truth *truth, const struct role *role,
                            struct asked asked, uint32_t times_asked) {
    uint32_t first = role->first[asked.probe];
    uint32_t sent = 0;

    for (asked.attempt = 1; asked.attempt <= times_asked; asked.attempt++) {
        for (uint32_t i = 0; i < role->count[asked.probe]; i++) {
            const struct truth_row row = {
                .target = asked.target,
                .word = first + i,
                .attempt = (uint16_t)asked.attempt,
                .copies = 1,
                .planned = 1,
            };

            if (draw_is_sent(&asked, &truth->world->words[first + i], i)) {
                truth_plan(truth, row);
                sent++;
                break;
            }
        }
    }
    return sent;
}

bool xdp_add_truth(struct truth *truth, const struct target *targets, uint64_t seed,
                   struct problem *problem) {
    const struct world *world = truth->world;

    for (uint32_t i = 0; i < world->count; i++) {
        for (uint32_t probe = 0; probe < PROBE_COUNT; probe++) {
            const struct asked asked = {seed, world->first + i, probe, 0};
            const struct role *role = &world->roles[targets[i].role];
            uint32_t sent = add_replies(truth, role, asked, targets[i].asked[probe]);

            if (sent != targets[i].sent[probe]) {
                return problem_set(problem, "to %s the kernel sent %u replies, not %u",
                                   probe_name(probe), targets[i].sent[probe], sent);
            }
        }
    }
    return true;
}
