/* SPDX-License-Identifier: MIT
 * A power cut at any moment leaves a file that is sound, and a scan that goes on.
 *
 * A scan is written and sealed in two runs, while all that SQLite asks of
 * the file system is recorded. Then, for drawn moments, a file is made of what a disk
 * may hold after a power cut at that moment, and opened. LIVENESS_CUTS in the
 * environment is how many moments; they are the same in each run but for how the
 * writer's thread was scheduled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/problems.h"
#include "check/ticker.h"
#include "power_cut_image.h"
#include "power_cut_record.h"
#include "power_cut_scan.h"
#include "suite.h"
#include "warehouse/fold_log.h"
#include "warehouse/stored_scan.h"

enum {
    CUTS = 100,
    SEED = 20170904,
    HALF = SCAN_SLOTS / 2,
    GO_ON_EVERY = 10, /* each so many images are gone on with until the end */
    IN_FLIGHT = 300,  /* slots that are sent again */
    REASON_SIZE = 400,
};

/* Operations done when the scan was recorded, closed early, and closed at the end. */
struct milestones {
    size_t recorded;
    size_t closed_early;
    size_t ended;
};

struct cutting {
    struct record record;
    struct milestones milestones;
    struct disk *disk;
    struct store store; /* of the image */
    uint64_t state;
    unsigned images;
    unsigned without_scan;
    unsigned partial;
    unsigned complete;
    unsigned gone_on_with;
    char problem[REASON_SIZE]; /* of the image; "" if none */
};

static void scan_all(struct record *record, struct milestones *milestones) {
    const struct slots before = {.end = HALF, .is_slow = true};
    struct slots after = {
        .first = HALF - IN_FLIGHT, .end = SCAN_SLOTS, .is_slow = true};
    struct store store;

    store_prepare(&store);
    CU_ASSERT_TRUE_FATAL(record_start(store.path));
    CU_ASSERT_TRUE_FATAL(database_create(store.path, &store.database, &store.error));
    store_add_scan(&store);
    milestones->recorded = record_count();
    CU_ASSERT_TRUE_FATAL(scan_slots(&store, &before));
    CU_ASSERT_TRUE_FATAL(scan_close(&store, false));
    milestones->closed_early = record_count();
    CU_ASSERT_TRUE_FATAL(scan_reopen(&store, &after.sent));
    CU_ASSERT_EQUAL_FATAL(after.sent, HALF);
    CU_ASSERT_TRUE_FATAL(scan_slots(&store, &after));
    CU_ASSERT_TRUE_FATAL(scan_close(&store, true));
    milestones->ended = record_count();
    record_stop(record);
    store_finish(&store);
}

static void blame(struct cutting *cutting, const char *what) {
    if (cutting->problem[0] == '\0') {
        snprintf(cutting->problem, sizeof(cutting->problem), "%s: %.200s", what,
                 cutting->store.error.text);
    }
}

/* Of an image from before the scan was recorded. */
static bool tells_that_there_is_none(const char *text) {
    static const char *const sayings[] = {"No such file", "holds no scan",
                                          "is not a results file of liveness"};

    for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++) {
        if (strstr(text, sayings[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static void check_reading(struct cutting *cutting) {
    struct store *store = &cutting->store;
    struct database database;

    if (database_open(store->path, &database, &store->error)) {
        database_close(&database);
    } else if (!tells_that_there_is_none(store->error.text) &&
               strstr(store->error.text, "liveness seal") == NULL) {
        blame(cutting, "opened to be read");
    }
}

static int64_t number_before(struct database *database, uint64_t slot) {
    char query[160];

    snprintf(query, sizeof(query),
             "SELECT count(DISTINCT time_us) FROM distinct_reply WHERE time_us < %llu",
             (unsigned long long)slot * SLOT_US);
    return store_number(database, query);
}

/* What a commit holds belongs together, whichever commit is the last one left. */
static void check_contents(struct cutting *cutting, const struct stored_scan *stored) {
    struct database *database = &cutting->store.database;

    if (number_before(database, stored->slot) != (int64_t)stored->slot) {
        blame(cutting, "progress is ahead of the replies");
    }
    if (store_number(database, "SELECT count(*) - count(DISTINCT time_us) "
                               "FROM distinct_reply") != 0) {
        blame(cutting, "a reply is there twice");
    }
    if (store_number(database,
                     "SELECT (SELECT sum(1 + duplicates) FROM reply_row) IS NOT "
                     "(SELECT sum(replies) FROM health WHERE replies > 0)") != 0) {
        blame(cutting, "health counts other replies");
    }
    if (store_number(database, "SELECT count(*) FROM pragma_integrity_check "
                               "WHERE integrity_check = 'ok'") != 1) {
        blame(cutting, "no integrity");
    }
}

static void check_milestones(struct cutting *cutting, size_t cut,
                             const struct stored_scan *stored) {
    const struct milestones *milestones = &cutting->milestones;

    if (cut >= milestones->closed_early && stored->slot < HALF) {
        blame(cutting, "what was closed is not all there");
    }
    if (cut >= milestones->ended && (!stored->is_complete || stored->is_unfinished)) {
        blame(cutting, "what was sealed is not sealed");
    }
    cutting->complete += stored->is_complete ? 1 : 0;
    cutting->partial += stored->is_complete ? 0 : 1;
}

static void check_soundness(struct cutting *cutting) {
    struct store *store = &cutting->store;
    struct ticker ticker;
    size_t count = 0;

    if (!ticker_start(&ticker, store->database.sqlite, &store->database.budget,
                      &store->error)) {
        blame(cutting, "not checked");
        return;
    }
    if (!problems_find(&store->database, &ticker, &count, &store->error) || count > 0) {
        blame(cutting, "liveness check is not content");
    }
    ticker_stop(&ticker);
}

/* To the end, and then it is what an undisturbed scan is. */
static void go_on(struct cutting *cutting) {
    struct store *store = &cutting->store;
    struct slots slots = {.end = SCAN_SLOTS};

    if (!scan_reopen(store, &slots.sent)) {
        blame(cutting, "not gone on with");
        return;
    }
    slots.first = slots.sent > IN_FLIGHT ? slots.sent - IN_FLIGHT : 0;
    if (!scan_slots(store, &slots) || !scan_close(store, true) ||
        !database_reopen(store->path, &store->database, &store->error)) {
        blame(cutting, "not brought to its end");
        return;
    }
    if (number_before(&store->database, SCAN_SLOTS) != SCAN_SLOTS ||
        store_number(&store->database, "SELECT count(*) FROM reply_row") !=
            SCAN_SLOTS) {
        blame(cutting, "other replies at the end");
    }
    check_soundness(cutting);
    database_close(&store->database);
    cutting->gone_on_with++;
}

static void check_image(struct cutting *cutting, size_t cut) {
    struct store *store = &cutting->store;
    struct stored_scan stored;

    cutting->problem[0] = '\0';
    check_reading(cutting);
    bool is_open = database_reopen(store->path, &store->database, &store->error);
    if (!is_open || !fold_log(&store->database, &store->error) ||
        !stored_scan_read(&store->database, &stored, &store->error)) {
        if (cut >= cutting->milestones.recorded ||
            !tells_that_there_is_none(store->error.text)) {
            blame(cutting, "not opened");
        }
        if (is_open) {
            database_close(&store->database);
        }
        cutting->without_scan++;
        return;
    }
    check_contents(cutting, &stored);
    check_milestones(cutting, cut, &stored);
    database_close(&store->database);
    if (cutting->images % GO_ON_EVERY == 0 && !stored.is_complete) {
        go_on(cutting);
    }
}

static int by_size(const void *left, const void *right) {
    size_t a = *(const size_t *)left;
    size_t b = *(const size_t *)right;

    return (a > b) - (a < b);
}

/* Half of the moments are near one at which more happens than that a page is written.
 */
static size_t draw_cut(struct cutting *cutting) {
    size_t count = cutting->record.count;
    size_t cut = draw_below(&cutting->state, count + 1);

    while (draw_below(&cutting->state, 2) == 0 && cut < count &&
           cutting->record.list[cut].kind == OPERATION_WRITE) {
        cut++;
    }
    return cut;
}

static size_t *draw_cuts(struct cutting *cutting, size_t number) {
    size_t *cuts = calloc(number, sizeof(*cuts));

    CU_ASSERT_PTR_NOT_NULL_FATAL(cuts);
    for (size_t i = 0; i < number; i++) {
        cuts[i] = i + 1 == number ? cutting->record.count : draw_cut(cutting);
    }
    qsort(cuts, number, sizeof(*cuts), by_size);
    return cuts;
}

static void cut_at(struct cutting *cutting, size_t cut) {
    char row[REASON_SIZE + 60];

    disk_advance(cutting->disk, cut);
    CU_ASSERT_TRUE_FATAL(
        disk_write_image(cutting->disk, cutting->store.path, &cutting->state));
    check_image(cutting, cut);
    cutting->images++;
    snprintf(row, sizeof(row), "cut after operation %zu: %s", cut, cutting->problem);
    CHECK_ROW(cutting->problem[0] == '\0', row);
}

static void print_counts(const struct cutting *cutting) {
    printf("\n    %u power cuts in %zu operations, seed %d: %u before the scan was "
           "recorded, %u while it ran, %u after its end; %u gone on with\n    ",
           cutting->images, cutting->record.count, SEED, cutting->without_scan,
           cutting->partial, cutting->complete, cutting->gone_on_with);
}

static void a_power_cut_at_any_moment_leaves_a_scan_that_goes_on(void) {
    const char *asked = getenv("LIVENESS_CUTS");
    size_t number = asked != NULL ? strtoul(asked, NULL, 10) : CUTS;
    struct cutting cutting = {.state = SEED};

    CU_ASSERT_TRUE_FATAL(number > 0);
    scan_all(&cutting.record, &cutting.milestones);
    store_prepare(&cutting.store);
    cutting.disk = disk_create(&cutting.record);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cutting.disk);
    size_t *cuts = draw_cuts(&cutting, number);
    for (size_t i = 0; i < number; i++) {
        cut_at(&cutting, cuts[i]);
    }
    print_counts(&cutting);
    CU_ASSERT_TRUE(cutting.partial > 0 && cutting.complete > 0);
    free(cuts);
    disk_destroy(cutting.disk);
    record_finish(&cutting.record);
    store_finish(&cutting.store);
}

static CU_TestInfo cases[] = {
    CASE(a_power_cut_at_any_moment_leaves_a_scan_that_goes_on),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"power_cut", cases};
