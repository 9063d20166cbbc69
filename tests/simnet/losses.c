/* SPDX-License-Identifier: MIT
 * Of N replies, a burst of mean length L begins with N·p of those that are not lost and
 * ends with 1/L of those that are; for a share S to be lost, p = S / (1 - S) / L. */
#include "losses.h"

#include <stdlib.h>

#include "clock.h"
#include "draw.h"
#include "problem.h"
#include "world.h"

void losses_init(struct losses *losses, const struct world *world, uint64_t seed) {
    *losses = (struct losses){.seed = seed};
    if (world->loss_share > 0) {
        losses->begins =
            world->loss_share / (1 - world->loss_share) / world->loss_length;
        losses->ends = 1 / world->loss_length;
    }
}

bool losses_draw(struct losses *losses) {
    if (losses->ends == 0) {
        return false;
    }
    const struct asked nth = {.seed = losses->seed,
                              .target = (uint32_t)(losses->draws >> 16),
                              .attempt = losses->draws & 0xffff};
    double drawn = (double)(draw(&nth, 0, DRAW_LOSS) >> 32) / 4294967296.0;

    losses->draws++;
    losses->is_losing =
        losses->is_losing ? drawn >= losses->ends : drawn < losses->begins;
    return losses->is_losing;
}

static bool sends_errors(const struct world *world, const struct role *role) {
    for (unsigned probe = 0; probe < PROBE_COUNT; probe++) {
        for (uint32_t i = 0; i < role->count[probe]; i++) {
            if (world->words[role->first[probe] + i].kind == KIND_ICMP_ERROR) {
                return true;
            }
        }
    }
    return false;
}

/* No fewer than there are. */
static uint64_t count_responders(const struct world *world) {
    uint64_t count = world->word_count; /* those that +from= names */

    for (uint32_t i = 0; i < world->count; i++) {
        count += sends_errors(world, &world->roles[world->targets[i].role]);
    }
    return count;
}

bool limits_init(struct limits *limits, const struct world *world,
                 struct problem *problem) {
    uint64_t size = 16;

    *limits = (struct limits){0};
    if (world->limit_rate == 0) {
        return true;
    }
    for (uint64_t count = count_responders(world); size < 2 * count;) {
        size *= 2;
    }
    limits->mask = (uint32_t)(size - 1);
    limits->interval_ns = (uint64_t)((double)NS_PER_S / world->limit_rate);
    limits->ahead_ns =
        (uint64_t)((world->limit_burst - 1) * (double)limits->interval_ns);
    limits->responders = calloc(size, sizeof(limits->responders[0]));
    return limits->responders != NULL || problem_set(problem, "out of memory");
}

void limits_finish(struct limits *limits) {
    free(limits->responders);
}

static struct responder_limit *find(const struct limits *limits, uint32_t responder) {
    uint32_t at = (uint32_t)draw_mix(responder) & limits->mask;

    while (limits->responders[at].responder != responder &&
           limits->responders[at].responder != 0) {
        at = (at + 1) & limits->mask;
    }
    limits->responders[at].responder = responder;
    return &limits->responders[at];
}

/* A bucket of tokens, kept as the time when it will be full again. */
bool limits_take(struct limits *limits, uint32_t responder, uint64_t now_ns) {
    if (limits->interval_ns == 0) {
        return true;
    }
    struct responder_limit *limit = find(limits, responder);

    if (limit->next_ns > now_ns + limits->ahead_ns) {
        return false;
    }
    limit->next_ns =
        (limit->next_ns > now_ns ? limit->next_ns : now_ns) + limits->interval_ns;
    return true;
}
