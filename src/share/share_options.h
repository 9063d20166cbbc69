/* SPDX-License-Identifier: MIT
 * The command line of `liveness share`. */
#ifndef SHARE_SHARE_OPTIONS_H
#define SHARE_SHARE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* The numbers of the table share_level. */
enum share_level { SHARE_FULL = 1, SHARE_ANONYMISED, SHARE_BLOCKS24, SHARE_SUMMARY };

enum { OPT_OUTS_MAX = 64 };

struct share_options {
    const char *input;
    const char *output;
    enum share_level level;             /* 0 until it is given */
    const char *opt_outs[OPT_OUTS_MAX]; /* files */
    size_t opt_out_count;
    const char *key;     /* file; NULL: a fresh one */
    const char *licence; /* these three NULL where nothing is said */
    const char *contact;
    const char *terms;
    int64_t scan; /* 0: all */
    bool has_keys;
    bool has_payloads;
    bool is_quiet;
};

bool share_options_parse(int argc, char **argv, struct share_options *options,
                         struct error *error);

#endif
