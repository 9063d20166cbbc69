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
 * the rate, and the windows of the targets, in one transaction. Both files may be the
 * same. */
bool sent_facts_copy(struct scan_place from, struct scan_place to, struct error *error);

#endif
