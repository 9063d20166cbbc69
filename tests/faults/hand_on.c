/* SPDX-License-Identifier: MIT
 * Scenarios that make one file of another. Keys and opt-outs are given, so that the
 * same comes out each time. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "check/check_command.h"
#include "diff/diff_command.h"
#include "export/export_command.h"
#include "merge/merge_command.h"
#include "report/report_command.h"
#include "share/share_command.h"
#include "world.h"

enum { ARGUMENTS_MAX = 12 };

static const char opt_outs[] = "192.0.0.8/29\n192.0.2.0/26\n";
static const char key[] =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

typedef bool command_fn(int argc, char **argv, struct error *error);

/* A list of arguments ends with NULL. */
static bool call(command_fn *command, const char *const *arguments,
                 struct error *error) {
    char *copies[ARGUMENTS_MAX];
    int count = 0;

    for (; arguments[count] != NULL && count < ARGUMENTS_MAX - 1; count++) {
        copies[count] = (char *)arguments[count];
    }
    copies[count] = NULL;
    return command(count, copies, error);
}

/* Scans in several files. */

static bool move_aside(struct world *world, struct error *error) {
    return rename(world->path, world->aside) == 0 ||
           error_set(error, "cannot move '%s'", world->path);
}

bool world_put_aside(struct world *world, struct error *error) {
    return world_scan(world, error) && move_aside(world, error);
}

static bool scan_shard(struct world *world, unsigned shard, struct error *error) {
    world->shard = shard;
    world->shards = 2;
    bool is_ok = world_scan(world, error);
    world->shard = 0;
    world->shards = 1;
    return is_ok;
}

bool world_first_shard(struct world *world, struct error *error) {
    return scan_shard(world, 0, error) && move_aside(world, error);
}

bool world_last_shard(struct world *world, struct error *error) {
    return scan_shard(world, 1, error);
}

/* Sharing. */

static bool share(struct world *world, const char *level, bool has_key,
                  struct error *error) {
    char lists[128];
    char keys[128];

    snprintf(lists, sizeof(lists), "%s",
             scratch_write(&world->scratch, "opt-outs", opt_outs, strlen(opt_outs)));
    snprintf(keys, sizeof(keys), "%s",
             scratch_write(&world->scratch, "key", key, strlen(key)));
    const char *const arguments[] = {"liveness share",
                                     world->path,
                                     world->made,
                                     "--quiet",
                                     "--level",
                                     level,
                                     "--opt-out",
                                     lists,
                                     has_key ? "--key" : NULL,
                                     keys,
                                     NULL};
    return call(share_command, arguments, error);
}

bool world_share_anonymised(struct world *world, struct error *error) {
    return share(world, "anonymised", true, error);
}

bool world_share_summary(struct world *world, struct error *error) {
    return share(world, "summary", false, error);
}

/* Merging and comparing. */

bool world_merge(struct world *world, struct error *error) {
    const char *const arguments[] = {"liveness merge", world->made, world->aside,
                                     world->path,      "--quiet",   NULL};

    return call(merge_command, arguments, error);
}

bool world_diff(struct world *world, struct error *error) {
    const char *const arguments[] = {"liveness diff", world->aside, world->path,
                                     "--csv", NULL};

    return call(diff_command, arguments, error);
}

/* Exporting: text is compressed into a file, and printed. */

bool world_export(struct world *world, struct error *error) {
    const char *const calls[][ARGUMENTS_MAX] = {
        {"liveness export", world->path, "--quiet", "--to=json", "--probe=echo"},
        {"liveness export", world->path, "--quiet", "--to=cidr",
         "--where=level=network_alive"},
        {"liveness export", world->path, "--quiet", "--to=datasette"},
        {"liveness export", world->path, "--quiet", "--to=csv", "--gzip", "--scan=1",
         "--output", world->made},
    };
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < sizeof(calls) / sizeof(calls[0]); i++) {
        is_ok = call(export_command, calls[i], error);
    }
    return is_ok;
}

/* Looking at what was made. */

static bool is_results_file(const char *path) {
    char magic[16] = "";
    FILE *stream = fopen(path, "re");

    if (stream != NULL) {
        if (fread(magic, 1, sizeof(magic), stream) < sizeof(magic)) {
            magic[0] = '\0';
        }
        fclose(stream);
    }
    return memcmp(magic, "SQLite format 3", sizeof(magic)) == 0;
}

static bool describe_results(const char *path, struct error *error) {
    const char *const check[] = {"liveness check", path, NULL};
    const char *const reports[][6] = {
        {"liveness report", path, "coverage", "--csv"},
        {"liveness report", path, "patterns", "--csv"},
        {"liveness report", path, "icmp_codes", "--csv"},
    };
    bool is_ok = call(check_command, check, error);

    for (size_t i = 0; is_ok && i < sizeof(reports) / sizeof(reports[0]); i++) {
        is_ok = call(report_command, reports[i], error);
    }
    return is_ok;
}

static bool describe_text(const char *path, struct error *error) {
    char text[1 << 12];
    int length = 0;
    gzFile file = gzopen(path, "rb");

    while (file != NULL && (length = gzread(file, text, sizeof(text))) > 0) {
        fwrite(text, 1, (size_t)length, stdout);
    }
    return (file != NULL && gzclose(file) == Z_OK && length == 0) ||
           error_set(error, "'%s' is not whole", path);
}

bool world_describe_made(struct world *world, struct error *error) {
    if (access(world->made, F_OK) < 0) {
        return error_set(error, "'%s' is not there", world->made);
    }
    return is_results_file(world->made) ? describe_results(world->made, error)
                                        : describe_text(world->made, error);
}
