/* SPDX-License-Identifier: MIT
 * Replies are drawn from few addresses, and limits are small, so that every way of
 * folding, joining and sealing is taken with few operations. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/watch.h"
#include "check/check_command.h"
#include "lookup/lookup_command.h"
#include "random_replies.h"
#include "report/report_command.h"
#include "target/schedule.h"
#include "warehouse/appender.h"
#include "warehouse/database.h"
#include "warehouse/fact_rows.h"
#include "warehouse/output_file.h"
#include "warehouse/run_record.h"
#include "warehouse/scan_record.h"
#include "warehouse/seal.h"
#include "warehouse/seal_log.h"
#include "warehouse/seal_scan.h"
#include "warehouse/stored_plan.h"
#include "warehouse/stored_scan.h"
#include "warehouse/window_counts.h"
#include "warehouse/writer.h"

enum { COMMITS = 3, COMMIT_REPLIES = 120, WRITER_REPLIES = 60, TARGETS = 1024 };

static const struct address_range range = {0xc0000000, 0xc0000000 + TARGETS - 1};
static const struct setting settings[] = {
    {"max-targets", "1024"}, {"attempts", "2"}, {"retransmit-delay", "1"},
    {"window", "1"},         {"rate", "10000"}, {"probes", "defaults"},
};
enum { SETTINGS = sizeof(settings) / sizeof(settings[0]), SHARD_SETTINGS = 2 };
static const struct blocklist_text blocklist = {"opt-outs", "203.0.113.0/24\n"};

bool world_open(struct world *world) {
    struct error error;
    struct hash_key key;

    memset(world, 0, sizeof(*world));
    scratch_init(&world->scratch);
    world->shards = 1;
    snprintf(world->path, sizeof(world->path), "%s",
             scratch_path(&world->scratch, "results.db"));
    snprintf(world->aside, sizeof(world->aside), "%s",
             scratch_path(&world->scratch, "aside.db"));
    snprintf(world->made, sizeof(world->made), "%s",
             scratch_path(&world->scratch, "made"));
    world->probes = (struct probe_set){
        .attempts = 2, .ports = {32768, 65535}, .source = 0xc6336401};
    hash_key_from_seed(&key, 1, 2);
    return probe_set_parse(&world->probes, probe_set_default, &error) &&
           probe_set_restore(&world->probes, "udp/161", "payload", 7, &error) &&
           probe_set_key(&world->probes, 7, &key) &&
           range_set_add(&world->allowed, range) && range_set_seal(&world->allowed);
}

void world_close(struct world *world) {
    probe_set_finish(&world->probes);
    range_set_finish(&world->allowed);
    scratch_finish(&world->scratch);
}

/* Writing. */

static struct schedule_plan plan_of(const struct world *world) {
    return (struct schedule_plan){.targets = TARGETS,
                                  .shard = world->shard,
                                  .shards = world->shards,
                                  .probes = 10,
                                  .attempts = 2,
                                  .rate_pps = 10000,
                                  .window_s = 1,
                                  .retransmit_delay_s = 1};
}

/* Each target is in one shard. */
static struct reply_facts draw_reply(const struct world *world, uint64_t *random) {
    struct reply_facts facts = random_facts(random);
    struct reply *reply = &facts.reply;
    bool is_direct = reply->target == reply->responder;

    reply->target = reply->target / world->shards * world->shards + world->shard;
    reply->responder = is_direct ? reply->target : reply->responder;
    return facts;
}

static bool commit(struct world *world, struct database *database, int64_t scan,
                   struct appender *appender, uint64_t *random, struct error *error) {
    const struct health_facts health = {.captured = COMMIT_REPLIES,
                                        .replies = COMMIT_REPLIES};
    bool is_ok = database_run(database, STATEMENT_BEGIN, error);
    bool is_duplicate;

    if (!is_ok) {
        return false;
    }
    for (int i = 0; is_ok && i < COMMIT_REPLIES; i++) {
        struct reply_facts facts = draw_reply(world, random);

        is_ok = appender_add(appender, &facts, &is_duplicate, error);
    }
    is_ok = database_end(database,
                         is_ok && appender_write(appender, error) &&
                             fact_rows_add_health(database, scan, &health, error),
                         error);
    world->arrivals += is_ok ? COMMIT_REPLIES : 0;
    return is_ok;
}

/* Folds in some commits and not in others, and forgets replies in between. */
static bool append(struct world *world, struct database *database, int64_t scan,
                   struct error *error) {
    static const struct appender_limits limits = {
        .rows = COMMIT_REPLIES, .unfolded = 150, .rest = 1000000};
    struct appender *appender = appender_create(database, scan, &limits, error);
    uint64_t random = (uint64_t)scan;
    bool is_ok = appender != NULL;

    for (int i = 0; is_ok && i < COMMITS; i++) {
        is_ok = commit(world, database, scan, appender, &random, error);
    }
    appender_destroy(appender);
    return is_ok;
}

static void on_writer(void *context) {
    (void)context; /* the writer's end tells as well */
}

static void put_all(const struct world *world, struct writer_thread *writer) {
    struct health_facts health = {.second = 1, .probes_sent = 1000, .captured = 6};
    uint64_t random = 77;

    health.unsolicited[UNSOLICITED_FRAGMENT] = 6;
    health.rate_reason = RATE_DROPS;
    health.rate_pps = 5000;
    writer_set_slot(writer, 4321);
    writer_put_health(writer, &health);
    for (int i = 0; i < WRITER_REPLIES; i++) {
        struct reply_facts facts = draw_reply(world, &random);

        facts.time_us = i * 30000; /* two seconds */
        writer_put_reply(writer, &facts);
    }
}

static bool write_by_thread(struct world *world, struct database *database,
                            int64_t scan, struct error *error) {
    static struct window_counts windows;
    const struct schedule_plan plan = plan_of(world);
    const struct writer_parts parts = {
        .database = database,
        .scan = scan,
        .slots = schedule_plan_slots(&plan),
        .windows = &windows,
        .on_failure = on_writer,
        .on_hold = on_writer,
        .wal_limits = {.bytes = 1 << 14, .attempt_ms = 1, .patience_ms = 60000},
    };

    window_counts_add(&windows, 1000);
    struct writer_thread *writer = writer_start(&parts, error);
    if (writer == NULL) {
        return false;
    }
    put_all(world, writer);
    if (!writer_finish(writer, error)) {
        return false;
    }
    world->arrivals += WRITER_REPLIES;
    return true;
}

static bool seal_in_batches(struct database *database, struct error *error) {
    static const struct seal_limits small = {
        .run_rows = 120,
        .batch_rows = 150,
        .wal = {.bytes = 1 << 14, .attempt_ms = 1, .patience_ms = 60000}};
    struct watch watch;

    watch_start(&watch, true);
    bool is_ok =
        seal_log(database, &small, &watch, error) && seal(database, &watch, error);
    watch_end(&watch);
    return is_ok && database_leave_wal(database, true, error);
}

static bool end_run(struct database *database, int64_t scan, enum exit_reason reason,
                    struct error *error) {
    const struct run_end end = {
        .ended_us = 1600000000000000, .reason = reason, .detail = "what went wrong"};

    return run_record_finish(database, scan, &end, error);
}

static bool record_scan(struct world *world, struct database *database, int64_t *scan,
                        struct error *error) {
    char numbers[SHARD_SETTINGS][16];
    struct setting all[SETTINGS + SHARD_SETTINGS] = {{"shards", numbers[0]},
                                                     {"shard", numbers[1]}};
    const struct scan_record record = {
        .started_us = 1500000000000000,
        .seed = 7,
        .targets = TARGETS,
        .probes = &world->probes,
        .allowed = &world->allowed,
        .settings = all,
        .setting_count = SETTINGS + SHARD_SETTINGS,
        .blocklists = &blocklist,
        .blocklist_count = 1,
    };

    snprintf(numbers[0], sizeof(numbers[0]), "%u", world->shards);
    snprintf(numbers[1], sizeof(numbers[1]), "%u", world->shard);
    memcpy(&all[SHARD_SETTINGS], settings, sizeof(settings));
    return scan_record_start(database, &record, scan, error);
}

static bool begin_scan(struct world *world, struct database *database, int64_t *scan,
                       struct error *error) {
    struct output_file output;

    return output_file_look(world->path, &output, error) &&
           output_file_reserve(&output, database, error) &&
           output_file_begin(&output, database, error) &&
           record_scan(world, database, scan, error);
}

static bool write_scan(struct world *world, struct database *database, int64_t scan,
                       enum exit_reason reason, struct error *error) {
    return append(world, database, scan, error) &&
           write_by_thread(world, database, scan, error) &&
           end_run(database, scan, reason, error);
}

bool world_scan(struct world *world, struct error *error) {
    struct database database = {0};
    int64_t scan = 0;
    bool is_ok = begin_scan(world, &database, &scan, error) &&
                 write_scan(world, &database, scan, EXIT_DONE, error) &&
                 seal_in_batches(&database, error);

    database_close(&database);
    return is_ok;
}

bool world_interrupt(struct world *world, struct error *error) {
    struct database database = {0};
    int64_t scan = 0;
    bool is_ok = begin_scan(world, &database, &scan, error) &&
                 write_scan(world, &database, scan, EXIT_INTERRUPTED, error);

    database_close(&database);
    return is_ok;
}

static bool take_setting(void *context, const char *name, const char *value,
                         struct error *error) {
    unsigned *count = context;

    ++*count;
    return (name != NULL && value != NULL) || error_set(error, "a setting is missing");
}

/* What was asked, as far as it can be told from the file alone. */
static bool read_back(struct database *database, struct stored_scan *stored,
                      struct error *error) {
    struct probe_set probes = {0};
    struct range_set targets = {0};
    unsigned count = 0;
    bool is_ok =
        stored_scan_read(database, stored, error) &&
        stored_scan_settings(database, stored->scan, take_setting, &count, error) &&
        stored_scan_probes(database, stored->scan, &probes, error) &&
        stored_scan_targets(database, stored->scan, &targets, error) &&
        (range_set_seal(&targets) || error_set(error, "out of memory for targets"));
    bool is_whole = probes.count == 10 && probes.probes[9].payload_length == 7 &&
                    targets.count == TARGETS && count == SETTINGS + SHARD_SETTINGS;

    probe_set_finish(&probes);
    range_set_finish(&targets);
    if (is_ok && !is_whole) {
        fprintf(stderr, "what was asked is read back as something else\n");
        abort();
    }
    return is_ok;
}

bool world_resume(struct world *world, struct error *error) {
    struct database database = {0};
    struct stored_scan stored;
    bool is_ok =
        database_reopen(world->path, &database, error) &&
        read_back(&database, &stored, error) &&
        stored_scan_reopen(&database, stored.scan,
                           &(struct run_start){stored.started_us + 1, 9, stored.source},
                           error) &&
        write_scan(world, &database, stored.scan, EXIT_DONE, error) &&
        seal_in_batches(&database, error);

    database_close(&database);
    return is_ok;
}

bool world_seal(struct world *world, struct error *error) {
    struct database database = {0};
    bool is_ok = database_reopen(world->path, &database, error) &&
                 seal_in_batches(&database, error);

    database_close(&database);
    return is_ok;
}

/* Reading. */

bool world_report(struct world *world, struct error *error) {
    static const char *const calls[][2] = {
        {"levels", "--csv"}, {"patterns", "--json"},     {"churn", "--csv"},
        {"health", "--csv"}, {"coverage", "--markdown"}, {"tcp_ports", NULL},
    };
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < sizeof(calls) / sizeof(calls[0]); i++) {
        char *arguments[] = {(char *)"liveness report", world->path,
                             (char *)calls[i][0],       (char *)"--param=scan=1",
                             (char *)calls[i][1],       NULL};

        is_ok = report_command(calls[i][1] == NULL ? 4 : 5, arguments, error);
    }
    return is_ok;
}

/* An address that has replied, one that has not, and one that is no target. */
bool world_lookup(struct world *world, struct error *error) {
    static const char *const addresses[] = {"192.0.0.1", "192.0.3.255", "203.0.113.7"};
    static const char *const forms[] = {"--scan=1", "--json", "--csv"};
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < sizeof(forms) / sizeof(forms[0]); i++) {
        char *arguments[] = {(char *)"liveness lookup", world->path,
                             (char *)addresses[i], (char *)forms[i], NULL};

        is_ok = lookup_command(4, arguments, error);
    }
    return is_ok;
}

bool world_check(struct world *world, struct error *error) {
    char *arguments[] = {(char *)"liveness check", world->path, NULL};

    return check_command(2, arguments, error);
}
