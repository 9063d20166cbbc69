/* SPDX-License-Identifier: MIT
 * Makes disk and memory fail at chosen operations of this process: SQLite's system
 * calls and memory through its own seams, liveness' own through the linker's --wrap. */
#ifndef FAULTS_FAULTS_H
#define FAULTS_FAULTS_H

#include <stdbool.h>

enum fault {
    FAULT_READ,        /* fails with EIO */
    FAULT_READ_PART,   /* yields half of the bytes; SQLite reads on */
    FAULT_READ_END,    /* yields none, as at the end of a file */
    FAULT_WRITE,       /* fails with EIO */
    FAULT_WRITE_FULL,  /* fails with ENOSPC */
    FAULT_WRITE_PART,  /* writes half; the next fails with ENOSPC */
    FAULT_TRUNCATE,    /* fails with EIO */
    FAULT_SYNC,        /* fails with EIO */
    FAULT_OPEN,        /* fails with EACCES */
    FAULT_MAP,         /* fails with ENOMEM */
    FAULT_SQLITE_HEAP, /* SQLite gets no memory */
    FAULT_OWN_HEAP,    /* liveness itself gets none */
    FAULTS,
};

const char *fault_name(enum fault fault);

/* Before SQLite is used. Ends the program if a seam is missing, since a test that
 * injects nothing must not pass. */
void faults_install(void);

/* From now on operations that could fail are counted, and the one with the number `at`,
 * from 1, of those that could fail in this way does: that one alone, or with all after
 * it. 0: none. */
void faults_arm(enum fault fault, unsigned long at, bool is_lasting);

/* Nothing fails any more. */
void faults_disarm(void);

/* How many operations that could fail in this way there were while it was armed. */
unsigned long faults_seen(enum fault fault);

/* Whether the calls of liveness itself that have faults came here, once each was made.
 */
bool faults_have_seams(void);

#endif
