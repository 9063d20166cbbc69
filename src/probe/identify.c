/* SPDX-License-Identifier: MIT
 * A payload names target and tag but not the attempt, so each attempt's tag is tried.
 */
#include "probe/identify.h"

#include "probe/probe_set.h"

bool identify_request(const struct probe_set *set, unsigned probe, struct span payload,
                      struct probe_request *request) {
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
