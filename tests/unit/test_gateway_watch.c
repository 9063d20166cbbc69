/* SPDX-License-Identifier: MIT
 * A gateway that answers is asked seldom, one that does not is asked again and then
 * lost, and one that answers from elsewhere has moved. */
#include <string.h>

#include "base/clock.h"
#include "suite.h"
#include "wire/arp.h"
#include "wire/gateway_watch.h"

static const struct mac old_mac = {{2, 0, 0, 0, 0, 1}};
static const struct mac new_mac = {{2, 0, 0, 0, 0, 2}};

enum { GATEWAY = 0xc0000201, STRANGER = 0xc0000263 };

/* A letter a second tells what is heard in it:
 *   .  nothing         a  the answer          g  the gateway itself asks for another
 *   n  an answer from the new address         G  gratuitous ARP from there
 *   b  answers from both                      s  a stranger's answer
 *   m  the answer, and then gratuitous ARP from the new address */
struct course {
    const char *what;
    const char *heard;
    bool may_be_silent;
    enum gateway_fault fault; /* in the end */
    unsigned seconds;         /* until then; 0: never */
    unsigned asked;           /* times, until then */
};

static const struct course courses[] = {
    {"it answers", "aaaaaaaaaaaaaaaaaaaa", false, GATEWAY_FINE, 0, 4},
    {"it never answers", "....................", false, GATEWAY_LOST, 3, 3},
    {"it never answers and need not", "....................", true, GATEWAY_FINE, 0, 9},
    {"it falls silent, though it need not have answered", "aaaaa...............", true,
     GATEWAY_LOST, 8, 4},
    {"it falls silent right after an answer", "a....................", false,
     GATEWAY_LOST, 8, 4},
    {"it misses two answers", "a......aaaaaaaaaaaaa", false, GATEWAY_FINE, 0, 6},
    {"it is heard, but does not hear", "gggggggggggggggggggg", false, GATEWAY_LOST, 3,
     3},
    {"it answers from elsewhere", "aaaaannnnnnnnnnnnnnn", false, GATEWAY_MOVED, 6, 2},
    {"it says that it has moved, and so it is", "aaGnnnnnnnnnnnnnnnnn", false,
     GATEWAY_MOVED, 4, 3},
    {"it moves right after its answer", "aaaaamnnnnnnnnnnnnnn", false, GATEWAY_MOVED, 7,
     3},
    {"somebody says that it has moved, and it has not", "aaGaaaaaaaaaaaaaaaaa", false,
     GATEWAY_FINE, 0, 6},
    {"somebody else answers too", "bbbbbbbbbbbbbbbbbbbb", false, GATEWAY_FINE, 0, 8},
    {"somebody else answers for one that may be silent", "nnnnnnnnnnnnnnnnnnnn", true,
     GATEWAY_FINE, 0, 0},
    {"strangers answer", "ssssssssssssssssssss", false, GATEWAY_LOST, 3, 3},
};

enum { COURSES = sizeof(courses) / sizeof(courses[0]) };

static void hear(struct gateway_watch *watch, char letter, uint64_t now_ns,
                 unsigned *asked) {
    struct arp_claim claim = {
        .address = letter == 's' ? STRANGER : GATEWAY,
        .mac = strchr("nG", letter) != NULL ? new_mac : old_mac,
        .is_reply = strchr("anbsm", letter) != NULL,
    };

    if (letter == '.') {
        return;
    }
    if (gateway_watch_hear(watch, &claim)) {
        gateway_watch_note_asked(watch, now_ns);
        ++*asked;
    }
    if (letter == 'b' || letter == 'm') {
        claim.mac = new_mac;
        claim.is_reply = letter == 'b';
        gateway_watch_hear(watch, &claim);
    }
}

static void each_course_ends_as_it_should(void) {
    for (int i = 0; i < COURSES; i++) {
        const struct course *course = &courses[i];
        struct gateway_watch watch = {
            .address = GATEWAY, .mac = old_mac, .may_be_silent = course->may_be_silent};
        uint64_t now_ns = NS_PER_S;
        unsigned second = 0;
        unsigned asked = 0;

        for (; second < strlen(course->heard); second++) {
            if (gateway_watch_turn(&watch, now_ns)) {
                gateway_watch_note_asked(&watch, now_ns);
                asked++;
            }
            if (watch.fault != GATEWAY_FINE) {
                break;
            }
            hear(&watch, course->heard[second], now_ns + NS_PER_MS, &asked);
            now_ns += (uint64_t)GATEWAY_TURN_MS * NS_PER_MS;
        }
        CHECK_ROW(watch.fault == course->fault, course->what);
        CHECK_ROW(course->seconds == 0 || second == course->seconds, course->what);
        CHECK_ROW(course->asked == 0 || asked == course->asked, course->what);
    }
}

/* The worst case: it is lost right after it answered. */
static void a_loss_is_noticed_within_the_time_that_a_resumed_scan_goes_back(void) {
    struct gateway_watch watch = {.address = GATEWAY, .mac = old_mac};
    uint64_t now_ns = NS_PER_S;
    unsigned asked = 0;

    gateway_watch_turn(&watch, now_ns);
    gateway_watch_note_asked(&watch, now_ns);
    hear(&watch, 'a', now_ns, &asked);
    uint64_t answered_ns = now_ns;
    while (watch.fault == GATEWAY_FINE && now_ns < answered_ns + 60ULL * NS_PER_S) {
        now_ns += (uint64_t)GATEWAY_TURN_MS * NS_PER_MS;
        if (gateway_watch_turn(&watch, now_ns)) {
            gateway_watch_note_asked(&watch, now_ns);
        }
    }
    CU_ASSERT_EQUAL(watch.fault, GATEWAY_LOST);
    CU_ASSERT_TRUE(now_ns - answered_ns <= (uint64_t)GATEWAY_NOTICE_MS * NS_PER_MS);
}

static void it_is_settled_once_it_has_answered(void) {
    struct gateway_watch watch = {.address = GATEWAY, .mac = old_mac};
    unsigned asked = 0;

    CU_ASSERT_TRUE(gateway_watch_is_settled(&watch));
    gateway_watch_note_asked(&watch, NS_PER_S);
    CU_ASSERT_FALSE(gateway_watch_is_settled(&watch));
    hear(&watch, 'n', NS_PER_S, &asked);
    CU_ASSERT_FALSE(gateway_watch_is_settled(&watch));
    hear(&watch, 'a', NS_PER_S, &asked);
    CU_ASSERT_TRUE(gateway_watch_is_settled(&watch));
}

static CU_TestInfo cases[] = {
    CASE(each_course_ends_as_it_should),
    CASE(a_loss_is_noticed_within_the_time_that_a_resumed_scan_goes_back),
    CASE(it_is_settled_once_it_has_answered),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"gateway_watch", cases};
