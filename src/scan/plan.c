/* SPDX-License-Identifier: MIT
 * Turns options into a schedule's plan. */
#include "scan/plan.h"

#include <math.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/duration.h"
#include "base/error.h"
#include "probe/probe_set.h"
#include "scan/options.h"
#include "scan/targets.h"
#include "warehouse/output_file.h"
#include "wire/pacer.h"

enum {
    /* Preamble, Ethernet header, checksum and gap, and the least a frame may hold. */
    WIRE_OVERHEAD = 8 + 14 + 4 + 12,
    WIRE_PAYLOAD_MIN = 46,
    REPLY_BYTES = 30, /* of the sealed file, a reply */
    EMPTY_FILE_BYTES = 128 << 10,
    SEALING_TEXT_SIZE = 64,
    WINDOW_TARGETS_MAX = 1 << 21, /* between their first and last probe: 32 MB */
};

/* Share of probes that draw a reply on the whole Internet (paper, section 4). */
static const double typical_hit_rate = 0.1;

/* What a modest machine sends in any case. */
static const double window_rate_pps = 200000;

/* While the file is sealed: log, sealed replies, and the runs that sorting them takes.
 */
static const double sealing_factor = 3.5;

static double mean_bits_on_wire(const struct probe_set *probes) {
    double bytes = 0;

    for (unsigned i = 0; i < probes->count; i++) {
        uint8_t packet[PACKET_SIZE_MAX];
        struct writer writer;
        struct probe_request request = probe_set_request(probes, 0, i, 1);

        writer_init(&writer, packet, sizeof(packet));
        probe_set_build(&request, &writer);
        bytes += WIRE_OVERHEAD + fmax((double)writer_length(&writer), WIRE_PAYLOAD_MIN);
    }
    return bytes * 8 / probes->count;
}

static double rate_of(const struct scan_options *options,
                      const struct probe_set *probes) {
    return options->bandwidth_bps > 0
               ? options->bandwidth_bps / mean_bits_on_wire(probes)
               : options->rate_pps;
}

static uint64_t target_limit(const struct scan_options *options, uint64_t allowed) {
    uint64_t limit = allowed;

    if (options->max_targets_share > 0) {
        limit = (uint64_t)ceil((double)allowed * options->max_targets_share);
    } else if (options->max_targets > 0) {
        limit = options->max_targets;
    }
    return limit < allowed ? limit : allowed;
}

bool plan_make(const struct scan_options *options, const struct scan_targets *targets,
               const struct probe_set *probes, struct schedule_plan *plan,
               struct error *error) {
    *plan = (struct schedule_plan){
        .targets = target_limit(options, targets->allowed.count),
        .shard = options->shard,
        .shards = options->shards,
        .probes = probes->count,
        .attempts = options->attempts,
        .rate_pps = rate_of(options, probes),
        .window_s = options->window_s,
        .retransmit_delay_s = options->retransmit_delay_s,
        .retransmit_margin_s = plan->retransmit_margin_s,
    };
    return schedule_plan_targets(plan) > 0 ||
           error_set_usage(error, "shard %u of %u has none of the %llu targets",
                           plan->shard, plan->shards,
                           (unsigned long long)plan->targets);
}

void plan_add_margin(struct schedule_plan *plan) {
    if (plan->retransmit_delay_s > 0) {
        plan->retransmit_margin_s =
            pacer_haste_s(plan->rate_pps, plan->retransmit_delay_s);
    }
}

bool plan_fit_window(struct schedule_plan *plan, struct error *error) {
    double rate_pps = fmin(plan->rate_pps, window_rate_pps);
    double longest_s = WINDOW_TARGETS_MAX * (double)plan->probes / rate_pps;

    if (plan->window_s > longest_s) {
        return error_set_usage(error,
                               "--window: expected at most %.0f seconds at this rate, "
                               "or too many targets are under way",
                               longest_s);
    }
    plan->window_s *= rate_pps / plan->rate_pps;
    return true;
}

bool plan_confirm(const struct scan_options *options, const struct schedule_plan *plan,
                  struct error *error) {
    uint64_t targets = schedule_plan_targets(plan);

    return options->is_confirmed || targets <= TARGETS_UNCONFIRMED_MAX ||
           error_set_usage(error, "%llu targets are more than %d; go on with --yes",
                           (unsigned long long)targets, TARGETS_UNCONFIRMED_MAX);
}

static void print_output(const struct output_file *output) {
    if (output->exists) {
        fprintf(stderr, "; added to '%s', which has %lld scan%s%s", output->path,
                (long long)output->scans, output->scans == 1 ? "" : "s",
                output->can_go_on ? ", the newest incomplete: it cannot be resumed then"
                                  : "");
    }
    fputc('\n', stderr);
}

void plan_print(const struct scan_options *options, const struct schedule_plan *plan,
                const struct output_file *output) {
    char duration[DURATION_TEXT_SIZE];
    uint64_t targets = schedule_plan_targets(plan);
    double packets = (double)targets * plan->probes * plan->attempts;
    double bytes = (output->exists ? 0 : EMPTY_FILE_BYTES) +
                   packets * typical_hit_rate * REPLY_BYTES;
    char sealing[SEALING_TEXT_SIZE] = "";

    if (!options->is_no_seal) {
        snprintf(sealing, sizeof(sealing), ", %.1f times that while it is sealed",
                 sealing_factor);
    }

    duration_format(schedule_plan_seconds(plan) + options->cooldown_s, duration);
    fprintf(stderr,
            "plan: %llu targets x %u probes x %u attempts = %.0f packets at %.10g a "
            "second, "
            "about %s; file about %.1f MB%s%s, if one probe in %.0f is answered",
            (unsigned long long)targets, plan->probes, plan->attempts, packets,
            plan->rate_pps, duration, bytes / 1e6, output->exists ? " more" : "",
            sealing, 1 / typical_hit_rate);
    print_output(output);
}
