/* SPDX-License-Identifier: MIT
 * The ways to forge a reply, and the share of forgeries that is believed by each,
 * computed from how many bits are keyed and how often they are compared. */
#ifndef FUZZ_FORGERY_KINDS_H
#define FUZZ_FORGERY_KINDS_H

#include <stdbool.h>

#include "forge.h"
#include "probe/reply.h"

/* How many values of the guessed field are believed. */
enum hits { HITS_NONE, HITS_ONE, HITS_TWO, HITS_ATTEMPTS, HITS_TWO_PER_ATTEMPT };

/* Kinds that one forged error can be believed by, all at once. */
enum way { WAY_ALONE, WAY_TCP, WAY_DNS, WAY_ECHO };

struct forgery_kind {
    const char *what;
    const char *probe;
    forge_fn *forge;
    secret_fn *secret; /* our port must be guessed as well; this is the right value */
    enum evidence evidence;
    int bits; /* of the guessed field */
    enum hits hits;
    enum way way;
    bool is_bound; /* the packet can name a second target, by its sender */
    unsigned step; /* between the values that `many` tries; 0: it tries all */
};

/* Ends with a kind that has no name. */
extern const struct forgery_kind forgery_kinds[];

/* The number of the probe that is forged. */
unsigned forgery_probe(const struct forgery_kind *kind, const struct probe_set *set);

unsigned forgery_hits(const struct forgery_kind *kind, const struct probe_set *set);

/* Whether what is believed by our port alone: it is all there is to guess. */
bool forgery_is_of_port(const struct forgery_kind *kind);

/* The likeliest port of an attempt: 16 bits are taken modulo the number of ports. */
double likeliest_port(const struct probe_set *set);

/* Share of forgeries believed if all that is keyed is drawn evenly, ports from 65,536.
 */
double random_share(const struct forgery_kind *kind, const struct probe_set *set);

/* The same for a forger who knows all but the key and bets on what is likeliest. */
double informed_share(const struct forgery_kind *kind, const struct probe_set *set);

/* The same for errors that are forged in all the ways at once; the informed forger
 * names two targets, where he can. */
double random_sum(enum way way, const struct probe_set *set);
double informed_sum(enum way way, const struct probe_set *set);

#endif
