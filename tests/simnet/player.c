/* SPDX-License-Identifier: MIT
 * Plays in user space: takes probes out of a ring, sends replies in batches, and waits
 * for those that are due later. */
#include "player.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "clock.h"
#include "play.h"
#include "problem.h"
#include "wire.h"

enum {
    RECEIVED_AT_ONCE = 256,
    SPIN_NS = 100 * 1000,  /* what is due sooner is not slept for */
    LOOK_EVERY = 64,       /* rounds without sleep, between looks at the command */
    TIMER_SLACK_NS = 1000, /* the kernel's is 50 us */
};

static uint32_t receive(struct player *player) {
    struct arrival arrival;
    uint32_t count = 0;

    while (count < RECEIVED_AT_ONCE && ring_peek(&player->ring, &arrival)) {
        player_hear(player, &arrival);
        ring_release(&player->ring);
        count++;
    }
    return count;
}

/* Sends up to a batch of what is due. When the next is, or UINT64_MAX. */
static uint64_t send_due(struct player *player, uint64_t now) {
    struct pending *pending = pending_first(&player->pending);

    for (uint32_t i = 0; i < BATCH_MAX && pending != NULL && pending->due_ns <= now;
         i++) {
        struct frame *frame = sender_frame(&player->sender);
        const struct extent extent = {LINK_HEADER, pending->length};

        memcpy(frame->bytes + LINK_HEADER, pending->packet, pending->length);
        sender_push(&player->sender, extent, pending->tag);
        if (--pending->copies == 0) {
            pending_remove_first(&player->pending);
            pending = pending_first(&player->pending);
        }
    }
    return pending == NULL ? UINT64_MAX : pending->due_ns;
}

/* Waits for a probe, for what is due, or for the command to end, and says if it did. */
static bool wait_until(struct player *player, uint64_t due, bool is_busy) {
    const struct timespec at_once = {0};
    const struct command *command = &player->play->command;
    uint64_t now = clock_now();

    if (is_busy || due < now + SPIN_NS) {
        return ++player->rounds % LOOK_EVERY == 0 &&
               command_wait(command, -1, &at_once);
    }
    if (due == UINT64_MAX) {
        return command_wait(command, player->ring.fd, NULL);
    }
    uint64_t left = due - now - SPIN_NS;
    const struct timespec timeout = {
        .tv_sec = (time_t)(left / NS_PER_S),
        .tv_nsec = (long)(left % NS_PER_S),
    };

    return command_wait(command, player->ring.fd, &timeout);
}

static void play_until_end(struct player *player) {
    bool has_ended = false;

    while (!has_ended) {
        uint32_t received = receive(player);
        uint64_t now = clock_now();
        uint64_t due = send_due(player, now);
        uint64_t noise = noise_step(&player->play->noise, &player->sender, now);

        sender_flush(&player->sender);
        has_ended = wait_until(player, due < noise ? due : noise, received > 0);
    }
    while (receive(player) > 0) {
        sender_flush(&player->sender);
    }
    truth_end(&player->play->truth);
}

static void on_sent(void *context, uint32_t tag, uint64_t now_ns) {
    truth_send(context, tag, now_ns);
}

static bool open_all(struct player *player, struct problem *problem) {
    struct play *play = player->play;

    losses_init(&player->losses, &play->world, play->seed);
    return limits_init(&player->limits, &play->world, problem) && wire_make(problem) &&
           ring_open(&player->ring, PLAYER_END, problem) &&
           sender_open(&player->sender, PLAYER_END, on_sent, &play->truth, problem) &&
           command_start(&play->command, play->words, problem);
}

static uint64_t count_lost(const struct player *player) {
    return ring_dropped(&player->ring) + player->sender.failed + player->forgotten +
           wire_dropped_sending(SCANNER_END) + wire_dropped_sending(PLAYER_END);
}

bool play_in_user_space(struct play *play, struct problem *problem) {
    struct player *player = calloc(1, sizeof(*player));

    if (player == NULL) {
        return problem_set(problem, "out of memory");
    }
    player->play = play;
    player->ring.fd = player->sender.fd = -1;
    (void)prctl(PR_SET_TIMERSLACK, (unsigned long)TIMER_SLACK_NS);
    bool is_good = open_all(player, problem);

    if (is_good) {
        play_until_end(player);
        play->truth.lost = count_lost(player);
    }
    ring_close(&player->ring);
    sender_close(&player->sender);
    pending_finish(&player->pending);
    limits_finish(&player->limits);
    free(player);
    return is_good;
}
