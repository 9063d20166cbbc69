/* SPDX-License-Identifier: MIT
 * Hands any frame to a scan's receiver, on every kind of link: it ends as one reply
 * that the schedule has a place for, or as one count. The first byte chooses link type
 * and scan. The warehouse is replaced by a look at what it would be given. */
#include "receive/receiver.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/scan_clock.h"
#include "fuzz.h"
#include "packet/parse.h"
#include "receive/sent_times.h"
#include "sound_reply.h"
#include "target/permutation.h"
#include "target/range_set.h"
#include "target/schedule.h"
#include "warehouse/facts.h"
#include "warehouse/writer.h"
#include "wire/capture.h"
#include "worlds.h"

/* Every other address of 192.0.2.0/24, of which one shard of two is asked. */
enum { FIRST = 0xc0000200, LAST = 0xc00002ff, ARRIVED_NS = 5000000, SEED = 3 };

struct place {
    struct range_set targets;
    struct permutation permutation;
    struct schedule *schedules[FUZZ_WORLDS];
    struct sent_times *times;
};

/* What the receiver puts, and the packet that it must be made of. */
struct writer_thread {
    const struct place *place;
    const struct probe_set *set;
    const struct captured *captured;
    int link_type;
    int count;
};

static struct schedule *make_schedule(const struct place *place,
                                      const struct probe_set *set) {
    struct error error;
    const struct schedule_plan plan = {
        .targets = place->targets.count,
        .shard = 1,
        .shards = 2,
        .probes = set->count,
        .attempts = set->attempts,
        .rate_pps = 1000,
        .window_s = 1,
        .retransmit_delay_s = 2,
    };
    struct schedule *schedule =
        schedule_create(&plan, &place->targets, &place->permutation, &error);

    fuzz_require(schedule != NULL, error.text);
    return schedule;
}

static void make_place(struct place *place) {
    for (uint32_t target = FIRST; target <= LAST; target += 2) {
        fuzz_require(
            range_set_add(&place->targets, (struct address_range){target, target}),
            "there is memory");
    }
    fuzz_require(range_set_seal(&place->targets) &&
                     permutation_init(&place->permutation, place->targets.count, SEED),
                 "there is memory");
    for (unsigned i = 0; i < FUZZ_WORLDS; i++) {
        place->schedules[i] =
            make_schedule(place, worlds_get((uint8_t)(i * FUZZ_LINK_TYPES)));
    }
    place->times = sent_times_create();
    fuzz_require(place->times != NULL, "there is memory");
    for (uint64_t tick = 0; tick < 4000; tick += 100) {
        sent_times_begin(place->times, tick, tick + 99, (int64_t)tick * NS_PER_US);
        sent_times_end(place->times, (int64_t)(tick + 99) * NS_PER_US);
    }
}

bool writer_put_reply(struct writer_thread *writer, const struct reply_facts *facts) {
    const struct captured *captured = writer->captured;
    struct packet packet;
    struct span ipv4;

    fuzz_require(parse_link(writer->link_type,
                            (struct span){captured->bytes, captured->length}, &ipv4) &&
                     parse_ipv4(ipv4, &packet) == PARSE_OK,
                 "a reply is made of a packet");
    sound_reply_require(writer->set, &packet, &facts->reply);
    fuzz_require(range_set_contains(&writer->place->targets, facts->reply.target),
                 "a reply's target is one of the scan's");
    fuzz_require(facts->rtt_us == RTT_UNKNOWN ||
                     (facts->rtt_us >= 0 && facts->rtt_us <= ARRIVED_NS / NS_PER_US),
                 "a reply comes after its probe");
    fuzz_require(facts->time_us == ARRIVED_NS / NS_PER_US, "a reply has its time");
    writer->count++;
    return true;
}

/* Both clocks stand still at 0, so stamps are times since the scan began. */
static void read_still_clocks(void *context, struct clock_reading *reading) {
    (void)context;
    *reading = (struct clock_reading){0};
}

/* Each counter, and all of them. */
static uint64_t sum_of(const struct receiver *receiver) {
    uint64_t sum = receiver->handed_over;

    for (int reason = 1; reason < UNSOLICITED_COUNT; reason++) {
        sum += receiver->unsolicited[reason];
    }
    fuzz_require(sum == receiver->handed_over + receiver->unsolicited_sum,
                 "the sum is that of the reasons");
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct place place;

    if (size == 0) {
        return 0;
    }
    if (place.times == NULL) {
        make_place(&place);
    }
    const struct captured captured = {data + 1, size - 1, ARRIVED_NS};
    struct writer_thread writer = {.place = &place,
                                   .set = worlds_get(data[0]),
                                   .captured = &captured,
                                   .link_type = fuzz_link_type(data[0])};
    struct scan_clock clock;
    struct receiver receiver = {
        .probes = writer.set,
        .schedule = place.schedules[data[0] / FUZZ_LINK_TYPES % FUZZ_WORLDS],
        .times = place.times,
        .writer = &writer,
        .link_type = writer.link_type,
        .clock = &clock,
    };
    scan_clock_init(&clock, 0, read_still_clocks, NULL);

    receiver_take(&receiver, &captured);
    fuzz_require(sum_of(&receiver) == 1, "a frame is counted once");
    fuzz_require(receiver.handed_over == (uint64_t)writer.count,
                 "what was handed over is counted");
    return 0;
}
