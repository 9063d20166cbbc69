/* SPDX-License-Identifier: MIT
 * A payload names target and tag but not the attempt, so each attempt's tag is tried.
 */
#include "probe/identify.h"

#include "probe/probe_set.h"

bool identify_by_ports(const struct probe_set *set, enum family family, uint32_t target,
                       uint16_t asked, uint16_t ours, struct probe_request *request) {
    int probe = probe_set_find(set, family, target, asked);
    unsigned attempt = probe_set_attempt_of(set, ours);

    if (probe == NO_PROBE || attempt == 0) {
        return false;
    }
    *request = probe_set_request(set, target, (unsigned)probe, attempt);
    return request->source_port == ours;
}

bool identify_by_payload(const struct probe_set *set, unsigned probe,
                         struct span payload, struct probe_request *request) {
    const struct probe_type *type = set->probes[probe].type;
    struct identity identity;

    if (type->identify == NULL || !type->identify(payload, &identity)) {
        return false;
    }
    for (unsigned attempt = 1; attempt <= set->attempts; attempt++) {
        *request = probe_set_request(set, identity.target, probe, attempt);
        if (request->cookie.tag == identity.tag) {
            return true;
        }
    }
    return false;
}
