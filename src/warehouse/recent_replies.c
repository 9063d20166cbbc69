/* SPDX-License-Identifier: MIT
 * An open-addressing hash table, cleared when half full: memory stays bounded whatever
 * the scan meets. A duplicate of a reply that was forgotten gets a row of its own, and
 * the view `replies` adds the rows up, so counts are exact either way. Entries with
 * counts to write are chained, since in a flood they are few among many. Whoever was
 * asked can answer in billions of ways, so places in the table are keyed: else answers
 * could be chosen that all belong in one place, and each would pass over all others. */
#include "warehouse/recent_replies.h"

#include <stdlib.h>
#include <string.h>

#include "base/keyed_hash.h"
#include "probe/reply.h"

enum { NONE = -1 };

struct entry {
    uint32_t target;
    uint32_t responder;
    uint64_t rest; /* probe, attempt, kind, type and code; never 0 in use */
    int64_t row;
    uint32_t duplicates; /* not yet taken */
    int32_t next;        /* in the chain of entries with duplicates */
};

struct recent_replies {
    struct hash_key key;
    struct entry *entries;
    size_t capacity;
    size_t count;
    int32_t first; /* of the chain, or NONE */
};

struct recent_replies *recent_replies_create(size_t capacity) {
    struct recent_replies *recent =
        keyed_hash_init() ? calloc(1, sizeof(*recent)) : NULL;

    if (recent == NULL) {
        return NULL;
    }
    hash_key_random(&recent->key);
    recent->capacity = capacity;
    recent->first = NONE;
    recent->entries = calloc(capacity, sizeof(*recent->entries));
    if (recent->entries == NULL) {
        free(recent);
        return NULL;
    }
    return recent;
}

void recent_replies_destroy(struct recent_replies *recent) {
    if (recent != NULL) {
        free(recent->entries);
        free(recent);
    }
}

static uint64_t pack_rest(const struct reply *reply) {
    return (uint64_t)reply->probe << 48 | (uint64_t)reply->attempt << 40 |
           (uint64_t)reply->kind << 32 | (uint64_t)(uint16_t)reply->icmp_type << 16 |
           (uint64_t)(uint16_t)reply->icmp_code;
}

static size_t hash(const struct recent_replies *recent, const struct reply *reply,
                   uint64_t rest) {
    uint64_t addresses = (uint64_t)reply->target << 32 | reply->responder;

    return (size_t)keyed_hash(&recent->key, addresses ^ rest * 0x9e3779b97f4a7c15U);
}

/* The reply's entry, or the free one where it belongs. */
static struct entry *find(struct recent_replies *recent, const struct reply *reply) {
    uint64_t rest = pack_rest(reply);
    size_t at = hash(recent, reply, rest);

    for (;; at++) {
        struct entry *entry = &recent->entries[at & (recent->capacity - 1)];

        if (entry->rest == 0 ||
            (entry->rest == rest && entry->target == reply->target &&
             entry->responder == reply->responder)) {
            return entry;
        }
    }
}

bool recent_replies_count(struct recent_replies *recent, const struct reply *reply) {
    struct entry *entry = find(recent, reply);

    if (entry->rest == 0) {
        return false;
    }
    if (entry->duplicates++ == 0) {
        entry->next = recent->first;
        recent->first = (int32_t)(entry - recent->entries);
    }
    return true;
}

bool recent_replies_add(struct recent_replies *recent, const struct reply *reply,
                        int64_t row) {
    if (recent->count >= recent->capacity / 2) {
        return false;
    }
    *find(recent, reply) = (struct entry){
        .target = reply->target,
        .responder = reply->responder,
        .rest = pack_rest(reply),
        .row = row,
    };
    recent->count++;
    return true;
}

bool recent_replies_take(struct recent_replies *recent, int64_t *row,
                         int64_t *duplicates) {
    if (recent->first == NONE) {
        return false;
    }
    struct entry *entry = &recent->entries[recent->first];
    *row = entry->row;
    *duplicates = entry->duplicates;
    entry->duplicates = 0;
    recent->first = entry->next;
    return true;
}

void recent_replies_clear(struct recent_replies *recent) {
    memset(recent->entries, 0, recent->capacity * sizeof(*recent->entries));
    recent->count = 0;
    recent->first = NONE;
}
