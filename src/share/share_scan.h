/* SPDX-License-Identifier: MIT
 * Shares one scan of a file: as much of it as the level leaves. */
#ifndef SHARE_SHARE_SCAN_H
#define SHARE_SHARE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "share/anonymiser_key.h"
#include "share/share_options.h"

struct crypto_pan;
struct database;
struct error;
struct file_digest;
struct range_set;
struct watch;

struct share_job {
    const struct share_options *options;
    enum share_level level; /* of this step */
    struct database *from;
    struct database *to;
    const struct file_digest *parent;
    const struct range_set *opt_outs; /* NULL: nobody opted out */
    struct crypto_pan *pan;           /* if addresses are anonymised */
    char key_id[ANONYMISER_KEY_ID_SIZE];
    bool has_log;      /* some replies in `from` are not sealed */
    bool is_recounted; /* opt-outs were taken out in the step before */
    struct watch *watch;
};

/* In the caller's transactions. */
bool share_scan(const struct share_job *job, int64_t scan, struct error *error);

#endif
