/* SPDX-License-Identifier: MIT
 * Makes probes and schedule again from the file, as a scan that goes on does, so that
 * the same packet is tied to the same probe. */
#include "import/sent_scan.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/number.h"
#include "import/import_options.h"
#include "target/schedule.h"
#include "warehouse/database.h"
#include "warehouse/left_out.h"

static bool take_ports(void *context, const char *name, const char *value,
                       struct error *error) {
    struct port_range *ports = context;

    if (name == NULL || value == NULL || strcmp(name, "source-ports") != 0) {
        return true;
    }
    return number_parse_ports(value, &ports->first, &ports->last) ||
           error_set(error, "the scan's setting 'source-ports' is '%.40s'", value);
}

static bool read_probes(struct sent_scan *sent, struct error *error) {
    struct database *database = sent->database;
    struct probe_set *probes = &sent->probes;
    int64_t scan = sent->stored.scan;

    probes->attempts = sent->plan.plan.attempts;
    return stored_scan_probes(database, scan, probes, error) &&
           stored_scan_settings(database, scan, take_ports, &probes->ports, error) &&
           ((probes->ports.last > 0 &&
             probe_set_key(probes, sent->stored.seed, &sent->stored.key)) ||
            error_set(error, "'%s': scan %lld has fewer source ports than attempts",
                      database->path, (long long)scan));
}

static bool read_targets(struct sent_scan *sent, struct error *error) {
    struct database *database = sent->database;
    struct range_set *targets = &sent->targets;

    if (!stored_scan_targets(database, sent->stored.scan, targets, error)) {
        return false;
    }
    if (!range_set_seal(targets)) {
        return error_set(error, "out of memory for targets");
    }
    return (targets->count > 0 && sent->plan.plan.targets <= targets->count) ||
           error_set(error, "'%s': scan %lld asks %llu targets and has %llu",
                     database->path, (long long)sent->stored.scan,
                     (unsigned long long)sent->plan.plan.targets,
                     (unsigned long long)targets->count);
}

static bool make_schedule(struct sent_scan *sent, struct error *error) {
    if (!permutation_init(&sent->permutation, sent->targets.count, sent->stored.seed)) {
        return error_set(error, "out of memory for the permutation");
    }
    sent->schedule =
        schedule_create(&sent->plan.plan, &sent->targets, &sent->permutation, error);
    return sent->schedule != NULL;
}

static bool add_source(void *context, uint32_t source, struct error *error) {
    struct captured_addresses *ours = context;

    if (ours->count == CAPTURED_ADDRESSES_MAX) {
        return error_set_usage(error,
                               "the scan was sent from more than %d addresses; "
                               "--source-address names one of them",
                               CAPTURED_ADDRESSES_MAX);
    }
    ours->list[ours->count++] = source;
    return true;
}

/* A scan that was gone on with elsewhere has replies to each of its addresses. */
static bool read_sources(struct sent_scan *sent, const struct import_options *options,
                         struct error *error) {
    int64_t scan = sent->stored.scan;

    sent->probes.source = options->has_source ? options->source : sent->stored.source;
    return options->has_source ? add_source(&sent->ours, options->source, error)
                               : stored_scan_sources(sent->database, scan, add_source,
                                                     &sent->ours, error);
}

bool sent_scan_read(struct database *database, const struct import_options *options,
                    struct sent_scan *sent, struct error *error) {
    struct stored_scan *stored = &sent->stored;

    sent->database = database;
    if (!stored_scan_read_sent(database, options->scan, stored, error) ||
        !left_out_nothing(database, stored->scan, error) ||
        !stored_plan_read(database, stored->scan, &sent->plan, error)) {
        return false;
    }
    if (stored->started_us < 0 || stored->started_us / US_PER_S > UINT32_MAX) {
        return error_set(error, "'%s': scan %lld began at no time that a clock shows",
                         database->path, (long long)stored->scan);
    }
    return read_sources(sent, options, error) && read_probes(sent, error) &&
           read_targets(sent, error) && make_schedule(sent, error);
}

void sent_scan_finish(struct sent_scan *sent) {
    schedule_destroy(sent->schedule);
    permutation_finish(&sent->permutation);
    range_set_finish(&sent->targets);
    probe_set_finish(&sent->probes);
}
