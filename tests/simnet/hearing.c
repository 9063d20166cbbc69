/* SPDX-License-Identifier: MIT
 * Which replies a probe draws in user space: all words of its attempt, less what is
 * lost or limited. Nothing is allocated for a packet, but what is remembered of it. */
#include <string.h>

#include "answer.h"
#include "clock.h"
#include "draw.h"
#include "names.h"
#include "play.h"
#include "player.h"

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

void player_hear(struct player *player, struct arrival *arrival) {
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
