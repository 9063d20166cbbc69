/* SPDX-License-Identifier: MIT
 * Every captured frame ends as a reply or as one count of why it is none. */
#include "receive/receiver.h"

#include "base/clock.h"
#include "base/scan_clock.h"
#include "packet/parse.h"
#include "probe/attribute.h"
#include "probe/probe_set.h"
#include "receive/sent_times.h"
#include "target/schedule.h"
#include "warehouse/facts.h"
#include "warehouse/writer.h"
#include "wire/capture.h"

static int reason_of(enum parse_status status) {
    switch (status) {
    case PARSE_OK:
        return 0;
    case PARSE_FRAGMENT:
        return UNSOLICITED_FRAGMENT;
    case PARSE_OTHER_PROTOCOL:
        return UNSOLICITED_OTHER_PROTOCOL;
    case PARSE_MALFORMED:
        break;
    }
    return UNSOLICITED_MALFORMED;
}

/* Times of sending are as good as their tolerance says, so an answer that comes at once
 * may seem to be there a little before its probe was sent. */
static int64_t rtt_us(const struct receiver *receiver, uint64_t tick,
                      int64_t arrived_ns) {
    int64_t sent_ns;

    if (receiver->times == NULL || !sent_times_get(receiver->times, tick, &sent_ns)) {
        return RTT_UNKNOWN;
    }
    int64_t rtt = (arrived_ns - sent_ns) / NS_PER_US;
    if (rtt < -SENT_TIMES_TOLERANCE_US) {
        return RTT_UNKNOWN;
    }
    return rtt > 0 ? rtt : 0;
}

static void note_time(const struct receiver *receiver, int64_t time_ns, uint64_t tick,
                      struct reply_facts *facts) {
    struct scan_clock *clock = receiver->clock;
    int64_t since_ns = time_ns - receiver->started_ns;
    bool is_certain = clock != NULL && scan_clock_since(clock, time_ns, &since_ns);

    facts->time_us = since_ns / NS_PER_US;
    facts->rtt_us =
        is_certain ? rtt_us(receiver, tick, clock->started_ns + since_ns) : RTT_UNKNOWN;
}

/* Fills in the reply's facts and returns 0, or returns the enum unsolicited_reason. */
static int understand(const struct receiver *receiver, const struct captured *captured,
                      struct reply_facts *facts) {
    struct span frame = {captured->bytes, captured->length};
    struct span ipv4;
    struct packet packet;
    struct reply *reply = &facts->reply;
    uint64_t tick;

    if (!parse_link(receiver->link_type, frame, &ipv4)) {
        return UNSOLICITED_MALFORMED;
    }
    int reason = reason_of(parse_ipv4(ipv4, &packet));
    if (reason == 0) {
        reason = attribute_packet(receiver->probes, &packet, reply);
    }
    if (reason != 0) {
        return reason;
    }
    if (!schedule_tick_of(receiver->schedule, reply->target, reply->probe,
                          reply->attempt, &tick)) {
        return UNSOLICITED_NOT_SCANNED;
    }
    note_time(receiver, captured->time_ns, tick, facts);
    return 0;
}

void receiver_take(void *context, const struct captured *captured) {
    struct receiver *receiver = context;
    struct reply_facts facts;
    int reason = understand(receiver, captured, &facts);

    if (reason != 0) {
        receiver->unsolicited[reason]++;
        receiver->unsolicited_sum++;
        return;
    }
    if (writer_put_reply(receiver->writer, &facts)) {
        receiver->handed_over++;
        receiver->by_probe[facts.reply.probe]++;
        receiver->with_cookie += facts.reply.evidence == EVIDENCE_COOKIE;
    } else {
        receiver->ring_drops++; /* never, as long as the caller reads only what fits */
    }
}
