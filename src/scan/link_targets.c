/* SPDX-License-Identifier: MIT
 * Set arithmetic between targets and routes, then one sweep by ARP. */
#include "scan/link_targets.h"

#include <stdlib.h>

#include "base/error.h"
#include "target/range_set.h"
#include "wire/neighbours.h"
#include "wire/route.h"

enum { PREFIX_LENGTHS = 33 };

/* Prefixes by their length, with and without a gateway. */
struct prefixes {
    struct range_set on_link[PREFIX_LENGTHS];
    struct range_set by_gateway[PREFIX_LENGTHS];
    bool is_short_of_memory;
};

static void on_entry(void *context, const struct route_entry *entry) {
    struct prefixes *prefixes = context;
    uint64_t size = 1ULL << (32 - entry->length);
    struct range_set *sets =
        entry->has_gateway ? prefixes->by_gateway : prefixes->on_link;

    prefixes->is_short_of_memory |= !range_set_add(
        &sets[entry->length],
        (struct address_range){entry->first, (uint32_t)(entry->first + size - 1)});
}

/* Replaces *set by itself less `minus`, or, with is_union, by both together. */
static bool combine(struct range_set *set, const struct range_set *other,
                    bool is_union) {
    struct range_set result = {0};
    bool is_ok = true;

    if (is_union) {
        for (size_t i = 0; is_ok && i < set->range_count; i++) {
            is_ok = range_set_add(&result, set->ranges[i]);
        }
        for (size_t i = 0; is_ok && i < other->range_count; i++) {
            is_ok = range_set_add(&result, other->ranges[i]);
        }
        is_ok = is_ok && range_set_seal(&result);
    } else {
        is_ok = range_set_subtract(set, other, &result);
    }
    range_set_finish(set);
    *set = result;
    return is_ok;
}

/* The longest prefix wins: shorter ones are painted first. */
static bool paint(struct prefixes *prefixes, struct range_set *on_link) {
    bool is_ok = !prefixes->is_short_of_memory && range_set_seal(on_link);

    for (int length = 0; is_ok && length < PREFIX_LENGTHS; length++) {
        struct range_set *added = &prefixes->on_link[length];
        struct range_set *removed = &prefixes->by_gateway[length];

        if (added->range_count > 0) {
            is_ok = range_set_seal(added) && combine(on_link, added, true);
        }
        if (is_ok && removed->range_count > 0) {
            is_ok = range_set_seal(removed) && combine(on_link, removed, false);
        }
    }
    return is_ok;
}

static bool find_on_link(int interface, struct range_set *on_link,
                         struct error *error) {
    struct prefixes *prefixes = calloc(1, sizeof(*prefixes));

    if (prefixes == NULL) {
        return error_set(error, "out of memory for routes");
    }
    /* If the kernel does not tell, no target is taken to be on the link. */
    bool is_ok = !route_walk(interface, on_entry, prefixes) ? range_set_seal(on_link)
                                                            : paint(prefixes, on_link);
    for (int length = 0; length < PREFIX_LENGTHS; length++) {
        range_set_finish(&prefixes->on_link[length]);
        range_set_finish(&prefixes->by_gateway[length]);
    }
    free(prefixes);
    return is_ok || error_set(error, "out of memory for routes");
}

/* Splits the targets into those on the link and those beyond it. */
static bool split(const struct range_set *targets, const struct range_set *on_link,
                  struct range_set *both, struct link_targets *found) {
    struct range_set beyond = {0};
    bool is_ok = range_set_subtract(targets, on_link, &beyond) &&
                 range_set_subtract(targets, &beyond, both);

    found->has_beyond = beyond.count > 0;
    found->beyond = found->has_beyond ? beyond.ranges[0].first : 0;
    range_set_finish(&beyond);
    return is_ok;
}

static uint32_t *list_addresses(const struct range_set *set) {
    uint32_t *addresses = malloc((size_t)set->count * sizeof(*addresses));

    for (uint64_t i = 0; addresses != NULL && i < set->count; i++) {
        addresses[i] = range_set_nth(set, i);
    }
    return addresses;
}

static bool note_silent(const uint32_t *addresses, uint64_t count,
                        struct link_targets *found) {
    bool is_ok = true;

    for (uint64_t i = 0; is_ok && i < count; i++) {
        if (neighbours_find(found->neighbours, addresses[i]) == NULL) {
            is_ok = range_set_add(&found->silent,
                                  (struct address_range){addresses[i], addresses[i]});
        }
    }
    return is_ok && range_set_seal(&found->silent);
}

static bool ask(const struct interface *interface, uint32_t source, double rate,
                const struct range_set *both, struct link_targets *found,
                struct error *error) {
    if (both->count > LINK_TARGETS_MAX) {
        return error_set(error,
                         "%llu targets are on the link of '%s' itself, more than "
                         "%d; give fewer, or --gateway-mac",
                         (unsigned long long)both->count, interface->name,
                         LINK_TARGETS_MAX);
    }
    uint32_t *addresses = list_addresses(both);
    if (addresses == NULL) {
        return error_set(error, "out of memory for neighbours");
    }
    found->neighbours =
        neighbours_ask(interface, source, addresses, (size_t)both->count, rate, error);
    bool is_ok = found->neighbours != NULL;
    if (is_ok && !note_silent(addresses, both->count, found)) {
        is_ok = error_set(error, "out of memory for neighbours");
    }
    free(addresses);
    return is_ok;
}

bool link_targets_resolve(const struct interface *interface, uint32_t source,
                          double rate, const struct range_set *targets,
                          struct link_targets *found, struct error *error) {
    struct range_set on_link = {0};
    struct range_set both = {0};

    *found = (struct link_targets){0};
    bool is_ok = find_on_link(interface->index, &on_link, error);
    if (is_ok && !split(targets, &on_link, &both, found)) {
        is_ok = error_set(error, "out of memory for routes");
    }
    if (is_ok && both.count > 0) {
        is_ok = ask(interface, source, rate, &both, found, error);
    }
    range_set_finish(&on_link);
    range_set_finish(&both);
    return is_ok;
}

void link_targets_finish(struct link_targets *found) {
    neighbours_destroy(found->neighbours);
    found->neighbours = NULL;
    range_set_finish(&found->silent);
}

bool link_targets_remove_silent(const struct link_targets *found,
                                struct range_set *targets, struct error *error) {
    if (found->silent.count == 0) {
        return true;
    }
    if (!combine(targets, &found->silent, false)) {
        return error_set(error, "out of memory for targets");
    }
    return targets->count > 0 ||
           error_set(error, "none of the %llu targets, all on the link, answers ARP",
                     (unsigned long long)found->silent.count);
}
