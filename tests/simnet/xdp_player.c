/* SPDX-License-Identifier: MIT
 * Loads the program that plays in the kernel, gives it the world's tables, waits for
 * the command to end and reads the counters. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "play.h"
#include "problem.h"
#include "wire.h"
#include "xdp_check.h"
#include "xdp_program.h"
#include "xdp_tables.h"

struct xdp_player {
    struct play *play;
    struct bpf_object *object;
    struct target *targets; /* shared with the kernel */
};

static struct bpf_map *map_named(const struct xdp_player *player, const char *name) {
    return bpf_object__find_map_by_name(player->object, name);
}

static size_t targets_size(const struct xdp_player *player) {
    return (size_t)player->play->world.count * sizeof(struct target);
}

/* The memory of a table that is shared with the kernel, or NULL. */
static void *map_table(const struct xdp_player *player, const char *name, size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
                        bpf_map__fd(map_named(player, name)), 0);

    return memory == MAP_FAILED ? NULL : memory;
}

static bool fill(const struct xdp_player *player, const char *name, const void *values,
                 uint32_t count, size_t size) {
    int fd = bpf_map__fd(map_named(player, name));

    for (uint32_t i = 0; i < count; i++) {
        if (bpf_map_update_elem(fd, &i, (const char *)values + i * size, BPF_ANY) < 0) {
            return false;
        }
    }
    return true;
}

static uint32_t lit_count(const struct world *world) {
    return world->count / LIT_BITS + 1;
}

static bool load(struct xdp_player *player) {
    const struct world *world = &player->play->world;
    uint32_t words = world->word_count == 0 ? 1 : world->word_count;

    player->object = bpf_object__open_mem(xdp_program, sizeof(xdp_program), NULL);
    if (player->object == NULL) {
        return false;
    }
    if (bpf_map__set_max_entries(map_named(player, "targets"), world->count) < 0 ||
        bpf_map__set_max_entries(map_named(player, "lit"), lit_count(world)) < 0 ||
        bpf_map__set_max_entries(map_named(player, "roles"), world->role_count) < 0 ||
        bpf_map__set_max_entries(map_named(player, "words"), words) < 0) {
        return false;
    }
    return bpf_object__load(player->object) == 0;
}

static bool fill_lit(struct xdp_player *player) {
    const struct world *world = &player->play->world;
    size_t size = lit_count(world) * sizeof(uint64_t);
    uint64_t *bits = map_table(player, "lit", size);

    for (uint32_t i = 0; bits != NULL && i < world->count; i++) {
        if (world->targets[i].role != SILENT) {
            bits[i / LIT_BITS] |= 1ULL << i % LIT_BITS;
        }
    }
    return bits != NULL && munmap(bits, size) == 0;
}

static bool fill_tables(struct xdp_player *player) {
    const struct world *world = &player->play->world;
    const struct xdp_settings settings = {player->play->seed, world->first,
                                          world->count};

    player->targets = map_table(player, "targets", targets_size(player));
    if (player->targets == NULL) {
        return false;
    }
    memcpy(player->targets, world->targets, targets_size(player));
    return fill_lit(player) &&
           fill(player, "roles", world->roles, world->role_count,
                sizeof(world->roles[0])) &&
           fill(player, "words", world->words, world->word_count,
                sizeof(world->words[0])) &&
           fill(player, "settings", &settings, 1, sizeof(settings));
}

static bool attach(const struct xdp_player *player, const char *program,
                   const char *interface) {
    int fd = bpf_program__fd(bpf_object__find_program_by_name(player->object, program));

    return bpf_xdp_attach((int)if_nametoindex(interface), fd, XDP_FLAGS_DRV_MODE,
                          NULL) == 0;
}

static bool prepare(struct xdp_player *player, struct problem *problem) {
    libbpf_set_print(NULL); /* what is wrong is said once */
    if (!load(player) || !fill_tables(player) ||
        !attach(player, "answer_probes", PLAYER_END) ||
        !attach(player, "hand_on", SCANNER_END)) {
        return problem_set(problem, "--xdp: %s%s", strerror(errno),
                           errno == EPERM ? "; it needs root, without --map-root-user"
                                          : "");
    }
    return true;
}

static bool read_outcome(struct xdp_player *player, struct problem *problem) {
    struct truth *truth = &player->play->truth;
    struct xdp_totals totals;
    uint32_t first = 0;

    if (bpf_map_lookup_elem(bpf_map__fd(map_named(player, "totals")), &first, &totals) <
        0) {
        return problem_set(problem, "--xdp: %s", strerror(errno));
    }
    truth->probes = totals.probes;
    truth->lost = totals.failed + wire_dropped_sending(SCANNER_END) +
                  wire_dropped_receiving(SCANNER_END);
    return xdp_add_truth(truth, player->targets, player->play->seed, problem);
}

static bool play(struct xdp_player *player, struct problem *problem) {
    struct command *command = &player->play->command;

    if (!wire_make(problem) || !prepare(player, problem) ||
        !command_start(command, player->play->words, problem)) {
        return false;
    }
    while (!command_wait(command, -1, NULL)) {
    }
    return read_outcome(player, problem);
}

bool play_in_kernel(struct play *played, struct problem *problem) {
    struct xdp_player player = {.play = played};
    bool is_good = xdp_check_world(&played->world, problem) && play(&player, problem);

    if (player.targets != NULL) {
        munmap(player.targets, targets_size(&player));
    }
    bpf_object__close(player.object);
    return is_good;
}
