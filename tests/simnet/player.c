/* SPDX-License-Identifier: MIT
 * Plays in user space: takes probes out of a ring, writes the replies to the next
 * batch, and keeps those that are due later. Nothing is allocated for a packet, but
 * what is remembered of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "answer.h"
#include "clock.h"
#include "draw.h"
#include "losses.h"
#include "names.h"
#include "pending.h"
#include "play.h"
#include "problem.h"
#include "ring.h"
#include "sender.h"
#include "wire.h"

enum {
    RECEIVED_AT_ONCE = 256,
    SPIN_NS = 100 * 1000,  /* what is due sooner is not slept for */
    LOOK_EVERY = 64,       /* rounds without sleep, between looks at the command */
    TIMER_SLACK_NS = 1000, /* the kernel's is 50 us */
};

struct player {
    struct play *play;
    struct ring ring;
    struct sender sender;
    struct pending_replies pending;
    struct losses losses;
    struct limits limits;
    uint64_t forgotten; /* replies that there was no memory for */
    uint32_t rounds;
};

/* A reply to be made. */
struct reply {
    const struct arrival *arrival;
    const struct word *word;
    uint32_t responder;
    uint32_t delay_us;
    struct truth_row row;
};

static struct extent make(struct frame *frame, const struct reply *reply) {
    memcpy(frame->bytes + PROBE_AT, reply->arrival->packet, reply->arrival->length);
    return answer(frame, reply->arrival->length, reply->word, reply->responder);
}

static void send_later(struct player *player, const struct reply *reply,
                       uint32_t number) {
    uint64_t due = reply->arrival->time_ns + reply->delay_us * NS_PER_US;
    struct pending *pending = pending_add(&player->pending, due);
    struct frame frame;

    if (pending == NULL) {
        player->forgotten++;
        return;
    }
    struct extent extent = make(&frame, reply);

    pending->tag = number;
    pending->copies = reply->row.planned;
    pending->length = extent.length;
    memcpy(pending->packet, frame.bytes + extent.start, extent.length);
}

/* How many copies are lost, and for what reason; the others are to be sent. */
static void suppress(struct player *player, const struct reply *reply,
                     enum reason reason, uint32_t copies) {
    struct truth_row row = reply->row;

    if (copies > 0) {
        row.reason = (uint16_t)reason;
        row.copies = copies;
        truth_suppress(&player->play->truth, row);
    }
}

static void plan_copies(struct player *player, struct reply *reply) {
    uint32_t limited = 0;
    uint32_t lost = 0;

    for (uint32_t i = 0; i < reply->word->times; i++) {
        if (reply->word->kind == KIND_ICMP_ERROR &&
            !limits_take(&player->limits, reply->responder, reply->arrival->time_ns)) {
            limited++;
        } else if (losses_draw(&player->losses)) {
            lost++;
        }
    }
    suppress(player, reply, REASON_LIMIT, limited);
    suppress(player, reply, REASON_LOSS, lost);
    reply->row.planned = reply->word->times - limited - lost;
}

static void send_reply(struct player *player, struct reply *reply) {
    plan_copies(player, reply);
    if (reply->row.planned == 0) {
        return;
    }
    uint32_t number = truth_plan(&player->play->truth, reply->row);

    if (reply->delay_us == 0 && reply->row.planned == 1) {
        sender_push(&player->sender, make(sender_frame(&player->sender), reply),
                    number);
    } else {
        send_later(player, reply, number);
    }
}

static void speak(struct player *player, const struct arrival *arrival,
                  const struct role *role, const struct asked *asked) {
    const struct world *world = &player->play->world;

    for (uint32_t i = 0; i < role->count[asked->probe]; i++) {
        uint32_t number = role->first[asked->probe] + i;
        const struct word *word = &world->words[number];

        if (draw_is_sent(asked, word, i)) {
            struct reply reply = {
                .arrival = arrival,
                .word = word,
                .responder = world_responder(world, asked->target, word),
                .delay_us = draw_delay_us(asked, word, i),
                .row = {.arrival_ns = arrival->time_ns,
                        .target = asked->target,
                        .word = number,
                        .attempt = (uint16_t)asked->attempt},
            };
            send_reply(player, &reply);
        }
    }
}

/* The length that the header tells; 0 if that is not all there, or too much. */
static uint32_t length_of(const struct arrival *arrival) {
    if (arrival->length < AT_PAYLOAD) {
        return 0;
    }
    uint32_t length =
        (uint32_t)arrival->packet[AT_LENGTH] << 8 | arrival->packet[AT_LENGTH + 1];

    return length < AT_PAYLOAD || length > arrival->length || length > PROBE_MAX
               ? 0
               : length;
}

static uint32_t target_of(const uint8_t *packet) {
    uint32_t address;

    memcpy(&address, packet + AT_DESTINATION, sizeof(address));
    return swap32(address);
}

static void hear(struct player *player, struct arrival *arrival) {
    struct world *world = &player->play->world;

    arrival->length = length_of(arrival);
    enum probe probe =
        arrival->length == 0 ? PROBE_NONE : probe_of(arrival->packet, arrival->length);

    if (probe == PROBE_NONE) {
        return;
    }
    player->play->truth.probes++;
    noise_allow(&player->play->noise, arrival->time_ns);
    struct asked asked = {
        .seed = player->play->seed,
        .target = target_of(arrival->packet),
        .probe = probe,
    };
    uint32_t index = asked.target - world->first;

    if (index >= world->count || world->targets[index].role == SILENT) {
        return;
    }
    struct target *target = &world->targets[index];
    const struct role *role = &world->roles[target->role];

    if (role->count[probe] > 0 && target->asked[probe] < UINT16_MAX) {
        asked.attempt = ++target->asked[probe];
        speak(player, arrival, role, &asked);
    }
}

static uint32_t receive(struct player *player) {
    struct arrival arrival;
    uint32_t count = 0;

    while (count < RECEIVED_AT_ONCE && ring_peek(&player->ring, &arrival)) {
        hear(player, &arrival);
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
