/* SPDX-License-Identifier: MIT
 * Makes the scan's plan again from the file and looks where in it the address is:
 * before or behind what was sent. Replies are not looked at. */
#include "lookup/target_status.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "print/cell.h"
#include "target/permutation.h"
#include "target/range_set.h"
#include "target/target_list.h"
#include "warehouse/chosen_scan.h"
#include "warehouse/database.h"
#include "warehouse/stored_plan.h"
#include "warehouse/stored_scan.h"

enum { NAME_SHOWN = 100 }; /* bytes of a blocklist's name */

struct inquiry {
    struct database *database;
    int64_t scan;
    uint32_t address;
    char *text; /* of TARGET_STATUS_SIZE */
    struct range_set targets;
    struct stored_plan stored;
    bool has_opt_outs; /* replies were taken out */
};

static void tell_entry(struct inquiry *inquiry, struct text_rest blocklist,
                       const struct target_entry *entry) {
    char name[NAME_SHOWN + 1];

    text_copy(name, sizeof(name), blocklist);
    snprintf(inquiry->text, TARGET_STATUS_SIZE,
             "excluded by blocklist '%s' line %u: %s", name, entry->line, entry->text);
}

/* Writes the entry that blocks the address; *is_found says whether there is one. */
static bool find_blocklist(struct inquiry *inquiry, bool *is_found,
                           struct error *error) {
    sqlite3_stmt *row =
        database_statement(inquiry->database, STATEMENT_READ_BLOCKLISTS, error);
    struct target_entry entry;
    int status = SQLITE_DONE;

    *is_found = false;
    if (row == NULL) {
        return false;
    }
    bind_integer(row, ":scan", inquiry->scan);
    while (!*is_found && (status = sqlite3_step(row)) == SQLITE_ROW) {
        const char *list = (const char *)sqlite3_column_text(row, 1);

        /* One that is NULL for want of memory makes the next step fail. */
        if (sqlite3_column_text(row, 0) != NULL && list != NULL &&
            target_list_find(list, inquiry->address, &entry)) {
            *is_found = true;
            tell_entry(inquiry, cell_text(row, 0), &entry);
        }
    }
    sqlite3_reset(row);
    return *is_found || status == SQLITE_DONE ||
           database_failed(inquiry->database, "read", error);
}

static bool tell_not_allowed(struct inquiry *inquiry, struct error *error) {
    unsigned long long silent = inquiry->stored.silent_neighbours;
    bool is_blocked;

    if (!find_blocklist(inquiry, &is_blocked, error)) {
        return false;
    }
    if (!is_blocked && silent > 0) {
        snprintf(inquiry->text, TARGET_STATUS_SIZE,
                 "not a target, or one of %llu on the link that were left out since "
                 "they did not answer ARP",
                 silent);
    } else if (!is_blocked) {
        snprintf(inquiry->text, TARGET_STATUS_SIZE, "not a target");
    }
    return true;
}

/* First attempts to the target that lie before what is sent. */
static unsigned probes_sent(const struct stored_plan *stored, uint64_t position) {
    unsigned sent = 0;

    for (unsigned i = 0; i < stored->plan.probes; i++) {
        sent += schedule_plan_slot(&stored->plan, position, i, 1) < stored->slot;
    }
    return sent;
}

/* Attempts of which all probes lie before what is sent; they are sent in this order. */
static unsigned attempts_made(const struct stored_plan *stored, uint64_t position) {
    unsigned made = 0;

    for (unsigned i = 1; i <= stored->plan.attempts; i++) {
        made += schedule_plan_slot(&stored->plan, position, stored->plan.probes - 1,
                                   i) < stored->slot;
    }
    return made;
}

static void tell_unfinished(struct inquiry *inquiry, uint64_t position) {
    const struct stored_plan *stored = &inquiry->stored;
    const char *end =
        stored->is_ended ? "the scan ended early" : "the scan is not over";
    unsigned sent = probes_sent(stored, position);
    double slots = (double)stored->slots;

    if (sent > 0) {
        snprintf(inquiry->text, TARGET_STATUS_SIZE,
                 "being probed, %u of %u probes sent: %s", sent, stored->plan.probes,
                 end);
        return;
    }
    snprintf(inquiry->text, TARGET_STATUS_SIZE,
             "not yet probed, its turn is at %.1f %% of the schedule: %s, at %.1f %%",
             100 * (double)schedule_plan_slot(&stored->plan, position, 0, 1) / slots,
             end, 100 * (double)stored->slot / slots);
}

/* How far each of the shards got is not known any more. */
static void tell_merged(struct inquiry *inquiry) {
    snprintf(inquiry->text, TARGET_STATUS_SIZE,
             "probed, silent, or not probed: a shard of it ended early");
}

static void tell_asked(struct inquiry *inquiry, uint64_t position) {
    const struct stored_plan *stored = &inquiry->stored;
    unsigned made = attempts_made(stored, position);

    if (stored->merged_shards > 0 && stored->slot < stored->slots) {
        tell_merged(inquiry);
    } else if (made == 0) {
        tell_unfinished(inquiry, position);
    } else if (made < stored->plan.attempts) {
        snprintf(inquiry->text, TARGET_STATUS_SIZE,
                 "probed, silent so far: %u of %u attempts made", made,
                 stored->plan.attempts);
    } else {
        snprintf(inquiry->text, TARGET_STATUS_SIZE, "probed, silent");
    }
}

/* Who opted out is not told apart from who was silent. */
static void add_opt_outs(struct inquiry *inquiry, uint64_t position) {
    size_t length = strlen(inquiry->text);

    if (inquiry->has_opt_outs && probes_sent(&inquiry->stored, position) > 0) {
        snprintf(inquiry->text + length, TARGET_STATUS_SIZE - length,
                 ", or taken out when the file was shared");
    }
}

static bool tell(struct inquiry *inquiry, const struct target_place *place,
                 struct error *error) {
    const struct schedule_plan *plan = &inquiry->stored.plan;

    switch (place->kind) {
    case PLACE_NOT_ALLOWED:
        return tell_not_allowed(inquiry, error);
    case PLACE_LEFT_OUT:
        snprintf(inquiry->text, TARGET_STATUS_SIZE,
                 "left out by --max-targets: %llu of %llu targets are asked",
                 (unsigned long long)plan->targets,
                 (unsigned long long)inquiry->targets.count);
        break;
    case PLACE_IN_OTHER_SHARD:
        snprintf(inquiry->text, TARGET_STATUS_SIZE,
                 "in another shard: %u of %u, and this scan is %u", place->shard,
                 plan->shards, plan->shard);
        break;
    case PLACE_ASKED:
        tell_asked(inquiry, place->position);
        add_opt_outs(inquiry, place->position);
        break;
    }
    return true;
}

static bool find_place(struct inquiry *inquiry, struct target_place *place,
                       struct error *error) {
    const struct stored_plan *stored = &inquiry->stored;
    struct permutation permutation;

    if (stored->plan.targets > inquiry->targets.count) {
        return error_set(error, "'%s': scan %lld asks %llu targets and has %llu",
                         inquiry->database->path, (long long)inquiry->scan,
                         (unsigned long long)stored->plan.targets,
                         (unsigned long long)inquiry->targets.count);
    }
    if (!permutation_init(&permutation, inquiry->targets.count, stored->seed)) {
        return error_set(error, "out of memory for the permutation");
    }
    *place = schedule_plan_place(&stored->plan, &inquiry->targets, &permutation,
                                 inquiry->address);
    permutation_finish(&permutation);
    return true;
}

bool target_status(struct database *database, int64_t scan, uint32_t address,
                   char text[TARGET_STATUS_SIZE], struct error *error) {
    struct inquiry inquiry = {
        .database = database, .scan = scan, .address = address, .text = text};
    struct scan_contents contents;
    struct target_place place;

    if (!scan_contents_read(database, scan, &contents, error)) {
        return false;
    }
    inquiry.has_opt_outs = contents.has_opt_outs;
    bool is_ok = stored_scan_targets(database, scan, &inquiry.targets, error) &&
                 (range_set_seal(&inquiry.targets) ||
                  error_set(error, "out of memory for targets")) &&
                 stored_plan_read(database, scan, &inquiry.stored, error) &&
                 find_place(&inquiry, &place, error) && tell(&inquiry, &place, error);

    range_set_finish(&inquiry.targets);
    return is_ok;
}
