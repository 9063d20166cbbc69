/* SPDX-License-Identifier: MIT
 * One row for each way to forge, and the sums. */
#include "forgery_kinds.h"

#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "likeliest_checksum.h"
#include "probe/probe.h"
#include "world.h"

#define PORT .evidence = EVIDENCE_PORT, .bits = 16
#define COOKIE .evidence = EVIDENCE_COOKIE, .bits = 32
#define QUOTE .evidence = EVIDENCE_QUOTE

const struct forgery_kind forgery_kinds[] = {
    {"RST or foreign ack by its port", "ssh", forge_reset_port, PORT,
     .hits = HITS_ATTEMPTS},
    {"UDP message by its port", "udp/161", forge_message_port, PORT,
     .hits = HITS_ATTEMPTS},
    {"error by the quoted TCP port", "ssh", forge_quoted_port, PORT,
     .hits = HITS_ATTEMPTS},
    {"error by the quoted UDP port", "dns", forge_quoted_port, PORT,
     .hits = HITS_ATTEMPTS},
    {"error by port, target guessed", "ssh", forge_sender_port, PORT},
    {"error by the echo's checksum", "echo", forge_quoted_sum, PORT,
     .hits = HITS_ATTEMPTS},
    {"SYN-ACK by its ack", "ssh", forge_syn_ack, secret_ack, COOKIE, .hits = HITS_TWO},
    {"RST+ACK by its ack", "ssh", forge_rst_ack, secret_ack, COOKIE, .hits = HITS_TWO},
    {"echo by id and sequence", "echo", forge_echo_header, COOKIE,
     .hits = HITS_ATTEMPTS},
    {"echo by header or payload", "echo", forge_echo_both, COOKIE, .hits = HITS_TWO},
    {"echo from elsewhere", "echo", forge_echo_elsewhere, COOKIE, .hits = HITS_ONE,
     .step = 7},
    {"DNS by its name", "dns", forge_dns, COOKIE, .hits = HITS_ATTEMPTS},
    {"NTP by its timestamp", "ntp", forge_ntp, COOKIE, .hits = HITS_ATTEMPTS},
    {"DNS and NTP at once", "dns", forge_dns_and_ntp, COOKIE, .hits = HITS_ATTEMPTS,
     .step = 61},
    {"error by the quoted sequence", "ssh", forge_quoted_tag, secret_tag, QUOTE,
     .bits = 32, .hits = HITS_ONE, .way = WAY_TCP, .is_bound = true, .step = 7},
    {"error by TCP's IP id", "ssh", forge_quoted_id, secret_id, QUOTE, .bits = 16,
     .hits = HITS_TWO, .way = WAY_TCP, .is_bound = true},
    {"error by IP id, target guessed", "ssh", forge_sender_id, secret_id, QUOTE,
     .bits = 16, .hits = HITS_TWO},
    {"error by DNS's IP id", "dns", forge_quoted_id, secret_id, QUOTE, .bits = 16,
     .hits = HITS_TWO, .way = WAY_DNS, .is_bound = true},
    {"error by the quoted DNS checksum", "dns", forge_quoted_sum, secret_sum, QUOTE,
     .bits = 16, .hits = HITS_ONE, .way = WAY_DNS, .is_bound = true},
    {"error by the quoted DNS name", "dns", forge_quoted_payload, QUOTE, .bits = 32,
     .hits = HITS_ATTEMPTS, .way = WAY_DNS, .step = 7},
    {"error by the quoted NTP checksum", "ntp", forge_quoted_sum, secret_sum, QUOTE,
     .bits = 16, .hits = HITS_ONE},
    {"error by a payload's checksum", "udp/161", forge_quoted_sum, secret_sum, QUOTE,
     .bits = 16},
    {"error by the quoted echo id", "echo", forge_quoted_tag, QUOTE, .bits = 32,
     .hits = HITS_ATTEMPTS, .way = WAY_ECHO, .is_bound = true, .step = 61},
    {"error by echo's checksum, IP id", "echo", forge_quoted_sum_and_id, QUOTE,
     .bits = 32, .hits = HITS_TWO_PER_ATTEMPT, .way = WAY_ECHO, .is_bound = true,
     .step = 61},
    {"error by the quoted echo payload", "echo", forge_quoted_payload, QUOTE,
     .bits = 32, .hits = HITS_ONE, .way = WAY_ECHO, .step = 61},
    {0},
};

#undef PORT
#undef COOKIE
#undef QUOTE

unsigned forgery_probe(const struct forgery_kind *kind, const struct probe_set *set) {
    for (unsigned i = 0; i < set->count; i++) {
        if (strcmp(set->probes[i].name, kind->probe) == 0) {
            return i;
        }
    }
    fuzz_require(0, "the probe is one of the scan's");
    return 0;
}

unsigned forgery_hits(const struct forgery_kind *kind, const struct probe_set *set) {
    switch (kind->hits) {
    case HITS_NONE:
        return 0;
    case HITS_ONE:
        return 1;
    case HITS_TWO:
        return 2;
    case HITS_ATTEMPTS:
        return set->attempts;
    case HITS_TWO_PER_ATTEMPT:
        break;
    }
    return 2 * set->attempts;
}

bool forgery_is_of_port(const struct forgery_kind *kind) {
    return kind->evidence == EVIDENCE_PORT && strcmp(kind->probe, "echo") != 0;
}

double likeliest_port(const struct probe_set *set) {
    unsigned ports = probe_set_ports_per_attempt(set);

    return ceil(65536.0 / ports) / 65536;
}

double random_share(const struct forgery_kind *kind, const struct probe_set *set) {
    double share = forgery_hits(kind, set) / pow(2, kind->bits);

    return kind->secret != NULL ? share * set->attempts / 65536 : share;
}

/* The likeliest value of the field that is guessed. Digits make DNS's checksum uneven.
 */
static double likeliest_value(const struct forgery_kind *kind,
                              const struct probe_set *set) {
    unsigned probe = forgery_probe(kind, set);

    if (kind->forge == forge_quoted_sum && set->probes[probe].type == &udp_dns) {
        const struct probe_request request =
            probe_set_request(set, WORLD_TARGET, probe, 1);

        return likeliest_checksum(&request);
    }
    return pow(2, -kind->bits);
}

double informed_share(const struct forgery_kind *kind, const struct probe_set *set) {
    if (forgery_is_of_port(kind)) {
        return kind->hits == HITS_NONE ? 0 : likeliest_port(set);
    }
    double share = forgery_hits(kind, set) * likeliest_value(kind, set);
    return kind->secret != NULL ? share * likeliest_port(set) : share;
}

double random_sum(enum way way, const struct probe_set *set) {
    double sum = 0;

    for (const struct forgery_kind *kind = forgery_kinds; kind->what != NULL; kind++) {
        sum += kind->way == way ? random_share(kind, set) : 0;
    }
    return sum;
}

double informed_sum(enum way way, const struct probe_set *set) {
    double sum = 0;

    for (const struct forgery_kind *kind = forgery_kinds; kind->what != NULL; kind++) {
        if (kind->way == way) {
            sum += (kind->is_bound ? 2 : 1) * informed_share(kind, set);
        }
    }
    return sum;
}
