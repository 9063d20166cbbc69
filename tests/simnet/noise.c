/* SPDX-License-Identifier: MIT
 * Sorts follow each other in the order of the table. Stray packets go to ports, and
 * quote ports, that no scanner sends from by default: below 16384. So none is a reply
 * by chance. Forged ones have the ports that a scanner sends from by default, and every
 * fourth seems to come from an address that nobody asks. */
#include "noise.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "draw.h"
#include "noise_packets.h"
#include "problem.h"
#include "sender.h"
#include "world.h"

enum { LASTS_MS = 200, AT_ONCE_MAX = 64 };
enum { STRAY_FIRST = 1024, STRAY_PORTS = 8192 };
enum { FORGED_FIRST = 32768, FORGED_PORTS = 32768 };
enum { UNASKED_EVERY = 4, UNASKED_FIRST = 0xc6120000, UNASKED = 1 << 17 };

void noise_init(struct noise *noise, const struct world *world, uint64_t seed) {
    *noise = (struct noise){.world = world, .seed = seed};
    if (world->noise_rate > 0) {
        noise->interval_ns = (uint64_t)((double)NS_PER_S / world->noise_rate);
    }
}

void noise_allow(struct noise *noise, uint64_t now_ns) {
    if (noise->interval_ns != 0 && noise->until_ns < now_ns) {
        noise->next_ns = now_ns; /* it begins anew */
    }
    noise->until_ns = now_ns + LASTS_MS * NS_PER_MS;
}

/* 198.18.0.0/15 (RFC 2544) is not asked. */
static struct noise_source forged(struct noise_source source) {
    source.first_port = FORGED_FIRST;
    source.ports = FORGED_PORTS;
    if ((source.drawn >> 8) % UNASKED_EVERY == 0) {
        source.address = UNASKED_FIRST + (uint32_t)(source.drawn >> 16) % UNASKED;
    }
    return source;
}

static void push_next(struct noise *noise, struct sender *sender) {
    uint32_t sort = (uint32_t)((noise->seed + noise->count) % NOISE_SORTS);
    const struct asked nth = {.seed = noise->seed,
                              .target = (uint32_t)(noise->count >> 16),
                              .attempt = noise->count & 0xffff};
    struct noise_source source = {
        .drawn = draw(&nth, 0, DRAW_NOISE),
        .address = noise->world->first +
                   (uint32_t)(draw(&nth, 1, DRAW_NOISE) % noise->world->count),
        .first_port = STRAY_FIRST,
        .ports = STRAY_PORTS,
    };

    if (noise->world->is_noise_forged) {
        source = forged(source);
    }
    struct extent extent = noise_sorts[sort].make(sender_frame(sender), source);

    sender_push_framed(sender, extent, NO_TAG);
    noise->by_sort[sort]++;
    noise->count++;
}

uint64_t noise_step(struct noise *noise, struct sender *sender, uint64_t now_ns) {
    for (int i = 0; i < AT_ONCE_MAX; i++) {
        if (noise->interval_ns == 0 || noise->next_ns >= noise->until_ns ||
            now_ns >= noise->until_ns) {
            return UINT64_MAX; /* nor, on a busy machine, what is overdue then */
        }
        if (noise->next_ns > now_ns) {
            break;
        }
        push_next(noise, sender);
        noise->next_ns += noise->interval_ns;
    }
    return noise->next_ns;
}

bool noise_write(const struct noise *noise, const char *path, struct problem *problem) {
    FILE *file = fopen(path, "we");

    if (file == NULL) {
        return problem_set(problem, "cannot write '%s': %s", path, strerror(errno));
    }
    fprintf(file, "sort,packets\n");
    for (int i = 0; i < NOISE_SORTS; i++) {
        fprintf(file, "%s,%" PRIu64 "\n", noise_sorts[i].name, noise->by_sort[i]);
    }
    return fclose(file) == 0 ||
           problem_set(problem, "cannot write '%s': %s", path, strerror(errno));
}

void noise_print(const struct noise *noise) {
    const char *separator = "";

    printf("Noise that no probe caused: ");
    for (int i = 0; i < NOISE_SORTS; i++) {
        printf("%s%" PRIu64 " %s", separator, noise->by_sort[i], noise_sorts[i].name);
        separator = ", ";
    }
    printf(".\n");
}
