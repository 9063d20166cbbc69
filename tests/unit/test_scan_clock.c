/* SPDX-License-Identifier: MIT
 * The real-time clock is set in every way, and the time of no packet is ever wrong: it
 * is right or, for few, unknown. The clocks are made up. */
#include <string.h>

#include "base/clock.h"
#include "base/scan_clock.h"
#include "suite.h"

static const int64_t real_begin_ns = 1500000000LL * NS_PER_S;

enum { STEPS_MAX = 3 };

/* The wall clock: it is set by so much at so many milliseconds of true time. */
struct step {
    int64_t at_ms;
    int64_t by_us;
};

struct world {
    int64_t now_ns; /* true time, which the monotonic clock shows */
    const struct step *steps;
    int64_t off_ns; /* how badly both clocks are read together */
};

static int64_t real_at(const struct world *world, int64_t true_ns) {
    int64_t real_ns = real_begin_ns + true_ns;

    for (int i = 0; i < STEPS_MAX && world->steps != NULL; i++) {
        if (world->steps[i].by_us != 0 &&
            true_ns >= world->steps[i].at_ms * NS_PER_MS) {
            real_ns += world->steps[i].by_us * NS_PER_US;
        }
    }
    return real_ns;
}

static void read_world(void *context, struct clock_reading *reading) {
    const struct world *world = context;

    *reading = (struct clock_reading){
        world->now_ns, real_at(world, world->now_ns) + world->off_ns, world->off_ns};
}

/* Packets come each so many microseconds and are read each so many. */
struct course {
    const char *what;
    struct step steps[STEPS_MAX];
    int64_t packet_us;
    int64_t read_us;
    unsigned steps_seen;
    unsigned unknown_max; /* packets of 20 s */
};

static const struct course courses[] = {
    {"it is left alone", {{0, 0}}, 100, 3000, 0, 0},
    {"an hour forward", {{5005, 3600000000}}, 100, 3000, 1, 0},
    {"an hour back", {{5005, -3600000000}}, 100, 3000, 1, 0},
    {"a second forward", {{5005, 1000000}}, 100, 3000, 1, 0},
    {"a second back", {{5005, -1000000}}, 100, 3000, 1, 0},
    {"2 ms forward", {{5005, 2000}}, 100, 3000, 1, 10},
    {"2 ms back", {{5005, -2000}}, 100, 3000, 1, 150},
    {"50 ms back", {{5005, -50000}}, 100, 3000, 1, 1000},
    {"0.1 ms forward, which is within the tolerance", {{5005, 100}}, 100, 3000, 0, 0},
    {"a second back, few packets", {{5005, -1000000}}, 300000, 1000, 1, 1},
    {"a second forward, few packets", {{5005, 1000000}}, 300000, 1000, 1, 1},
    {"ten seconds back, few packets", {{5005, -10000000}}, 300000, 1000, 1, 1},
    {"back, forth and back",
     {{3003, -70000}, {3103, 150000}, {9009, -2000000}},
     100,
     3000,
     3,
     6000},
    {"reading was held up for a second", {{5005, -300000}}, 100, 1000000, 1, 12000},
    {"reading was held up for a second", {{5005, 300000}}, 100, 1000000, 1, 12000},
};

enum {
    COURSES = sizeof(courses) / sizeof(courses[0]),
    TRUE_S = 20,
    WAIT_US = 10000, /* in the capture, before a packet can be read */
};

struct outcome {
    unsigned wrong;
    unsigned unknown;
};

static void take(struct scan_clock *clock, const struct world *world, int64_t came_ns,
                 struct outcome *outcome) {
    int64_t since_ns;

    if (!scan_clock_since(clock, real_at(world, came_ns), &since_ns)) {
        outcome->unknown++;
    } else if (since_ns - came_ns > SCAN_CLOCK_TOLERANCE_US * (int64_t)NS_PER_US ||
               came_ns - since_ns > SCAN_CLOCK_TOLERANCE_US * (int64_t)NS_PER_US) {
        outcome->wrong++;
    }
}

/* As the loop does: a look before each reading and one a second. */
static struct outcome run_course(const struct course *course,
                                 struct scan_clock *clock) {
    struct world world = {.steps = course->steps};
    struct outcome outcome = {0};
    int64_t packet_ns = course->packet_us * NS_PER_US;
    int64_t came_ns = 0;

    scan_clock_init(clock, real_begin_ns, read_world, &world);
    while (world.now_ns < TRUE_S * (int64_t)NS_PER_S) {
        world.now_ns += course->read_us * NS_PER_US;
        scan_clock_look(clock);
        while (came_ns + WAIT_US * NS_PER_US < world.now_ns) {
            take(clock, &world, came_ns, &outcome);
            came_ns += packet_ns;
        }
        scan_clock_note_drained(clock);
    }
    scan_clock_look(clock);
    return outcome;
}

static void no_time_is_wrong_however_the_clock_is_set(void) {
    for (int i = 0; i < COURSES; i++) {
        struct scan_clock clock;
        struct outcome outcome = run_course(&courses[i], &clock);

        CHECK_ROW(outcome.wrong == 0, courses[i].what);
        CHECK_ROW(outcome.unknown <= courses[i].unknown_max, courses[i].what);
        CHECK_ROW(clock.steps == courses[i].steps_seen, courses[i].what);
    }
}

/* The packet came after the look and after the step. */
static void a_step_while_packets_are_read_is_seen(void) {
    static const int64_t by_us[] = {5000000, -5000000, 3000, -3000};

    for (size_t i = 0; i < sizeof(by_us) / sizeof(by_us[0]); i++) {
        const struct step steps[STEPS_MAX] = {{1000, by_us[i]}};
        struct world world = {.steps = steps};
        struct scan_clock clock;
        struct outcome outcome = {0};

        scan_clock_init(&clock, real_begin_ns, read_world, &world);
        world.now_ns = 999999000;
        scan_clock_look(&clock);
        take(&clock, &world, 999998000, &outcome);
        world.now_ns = 1000002000;
        take(&clock, &world, 1000001000, &outcome);
        CU_ASSERT_EQUAL(outcome.wrong, 0);
        CU_ASSERT_EQUAL(clock.steps, 1);
    }
}

static void a_reading_that_was_held_up_is_no_step(void) {
    struct world world = {.off_ns = 0};
    struct scan_clock clock;

    scan_clock_init(&clock, real_begin_ns, read_world, &world);
    world.now_ns = NS_PER_S;
    world.off_ns = 30 * NS_PER_MS;
    scan_clock_look(&clock);
    CU_ASSERT_EQUAL(clock.steps, 0);
}

static void times_of_a_resumed_scan_go_on(void) {
    struct world world = {.now_ns = 100LL * NS_PER_S};
    struct scan_clock clock;
    int64_t since_ns;

    scan_clock_init(&clock, real_begin_ns - 50LL * NS_PER_S, read_world, &world);
    CU_ASSERT_TRUE(scan_clock_since(&clock, real_at(&world, world.now_ns), &since_ns));
    CU_ASSERT_EQUAL(since_ns, 150LL * NS_PER_S);
    CU_ASSERT_EQUAL(scan_clock_now_real_ns(&clock), real_at(&world, world.now_ns));
}

static void no_time_is_before_the_scan_if_the_clock_was_set_back_since(void) {
    struct world world = {.now_ns = 100LL * NS_PER_S};
    struct scan_clock clock;
    int64_t since_ns;

    scan_clock_init(&clock, real_begin_ns + 1000LL * NS_PER_S, read_world, &world);
    CU_ASSERT_TRUE(scan_clock_since(&clock, real_at(&world, world.now_ns), &since_ns));
    CU_ASSERT_EQUAL(since_ns, 0);
}

static void what_became_of_the_clock_is_told(void) {
    static const struct {
        unsigned steps;
        int64_t stepped_ns;
        const char *text;
    } rows[] = {
        {0, 0, ""},
        {1, 2500000000, "the clock was set forward by 2.5000 s"},
        {1, -3600000000000, "the clock was set back by 3600.0000 s"},
        {3, -1000000, "the clock was set 3 times, by -0.0010 s in all"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scan_clock clock = {.steps = rows[i].steps,
                                   .stepped_ns = rows[i].stepped_ns};
        char text[SCAN_CLOCK_TEXT_SIZE];

        CU_ASSERT_STRING_EQUAL(scan_clock_describe(&clock, text), rows[i].text);
    }
}

static CU_TestInfo cases[] = {
    CASE(no_time_is_wrong_however_the_clock_is_set),
    CASE(a_step_while_packets_are_read_is_seen),
    CASE(a_reading_that_was_held_up_is_no_step),
    CASE(times_of_a_resumed_scan_go_on),
    CASE(no_time_is_before_the_scan_if_the_clock_was_set_back_since),
    CASE(what_became_of_the_clock_is_told),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"scan_clock", cases};
