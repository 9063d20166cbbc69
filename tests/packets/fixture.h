/* SPDX-License-Identifier: MIT
 * Reads .pkt files: captured frames, and what they should be found to be. */
#ifndef PACKETS_FIXTURE_H
#define PACKETS_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe/reply.h"

struct error;
struct probe_set;

enum { FRAME_SIZE_MAX = 2048, CASE_NAME_SIZE = 96 };

struct fixture {
    char name[CASE_NAME_SIZE];
    int link_type; /* libpcap's */
    uint8_t frame[FRAME_SIZE_MAX];
    size_t length;
    int reason;         /* enum unsolicited_reason, or 0: a reply */
    struct reply reply; /* expected; its ttl is not */
};

typedef void fixture_fn(void *context, const struct fixture *fixture);

/* Calls `take` for each case of the file. A file consists of sections:
 *   -- case NAME                       begins a case
 *   -- link raw|ethernet|sll|sll2|null of this and the next cases; raw at first
 *   -- frame                           lines of words (expand.h); '#' begins a comment
 *   -- expect unsolicited=REASON       ends a case, as does
 *   -- expect kind=K probe=P attempt=N evidence=E responder=target|ADDRESS
 *             [target=ADDRESS] [icmp=TYPE/CODE]
 * False, with *error naming file and line, if there is something else. */
bool fixture_read(const char *path, const struct probe_set *set, fixture_fn *take,
                  void *context, struct error *error);

#endif
