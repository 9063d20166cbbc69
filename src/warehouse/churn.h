/* SPDX-License-Identifier: MIT
 * Compares the scans of a file with each other: tables churn, churn24 and comparison
 * (schema/009_churn.sql). */
#ifndef WAREHOUSE_CHURN_H
#define WAREHOUSE_CHURN_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

/* Asked time and again; true breaks off. */
typedef bool churn_interrupted_fn(void *context);

/* Compares each two scans that have ended and are not compared yet, in a transaction a
 * pair. True as well when it was broken off: the next call goes on. */
bool churn_update(struct database *database, churn_interrupted_fn *is_interrupted,
                  void *context, struct error *error);

/* Forgets the comparisons of a scan that goes on, in the caller's transaction. */
bool churn_forget(struct database *database, int64_t scan, struct error *error);

#endif
