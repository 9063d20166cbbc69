/* SPDX-License-Identifier: MIT
 * Copies to an imported scan what the file tells of the scan that was sent: a capture
 * has its replies and knows nothing of its sending. */
#ifndef WAREHOUSE_SENT_FACTS_H
#define WAREHOUSE_SENT_FACTS_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

/* A scan in its file. */
struct scan_place {
    struct database *database;
    int64_t scan;
};

/* Copies what was sent second by second, and what the capture lost then, each change of
 * the rate, the windows of the targets, and the runs behind the first, the newest of
 * them without its end; of these all are from *source, if that is given. Part
 * of the caller's transaction. Both files may be the same. */
bool sent_facts_copy(struct scan_place from, struct scan_place to,
                     const uint32_t *source, struct error *error);

#endif
