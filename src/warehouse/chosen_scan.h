/* SPDX-License-Identifier: MIT
 * Which scan of a file a command is about, how much of it is there, and its probes. */
#ifndef WAREHOUSE_CHOSEN_SCAN_H
#define WAREHOUSE_CHOSEN_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/database.h"

struct error;

/* The scan of that number or, for 0, the newest. False, and a usage error, if the file
 * has none. */
bool chosen_scan(struct database *database, int64_t wanted, int64_t *scan,
                 struct error *error);

enum { SCAN_LEVEL_SIZE = 32, SCAN_KEY_ID_SIZE = 256 };

/* View scan_contents. */
struct scan_contents {
    char level[SCAN_LEVEL_SIZE]; /* name of its share level */
    bool has_replies;
    bool has_hosts;
    bool has_blocks;
    bool has_ranges;
    char key_id[SCAN_KEY_ID_SIZE]; /* "" if its addresses are true */
    bool has_opt_outs;
};

bool scan_contents_read(struct database *database, int64_t scan,
                        struct scan_contents *contents, struct error *error);

/* Whether the scan has each of the probes that are named, by commas; NULL is none. If
 * is_study, control probes do not count. False with a usage error that says which are
 * there. */
bool chosen_probes_are_there(struct database *database, int64_t scan,
                             const char *probes, bool is_study, struct error *error);

struct choice {
    enum statement names;  /* whether a name is there, and the names of all */
    const char *parameter; /* of that statement */
    const char *option;    /* where it was chosen, as in "--where kind" */
};

/* Whether there is such a name; false with a usage error that says which there are. */
bool chosen_name_is_there(struct database *database, const struct choice *choice,
                          const char *name, struct error *error);

#endif
