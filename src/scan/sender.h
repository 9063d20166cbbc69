/* SPDX-License-Identifier: MIT
 * The thread that sends the schedule's packets at the asked rate. */
#ifndef SCAN_SENDER_H
#define SCAN_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/probe_set.h"

struct error;
struct network_path;
struct probe_set;
struct schedule;
struct schedule_plan;
struct sender_socket;
struct sent_times;
struct window_clock;

struct sender_parts {
    const struct schedule_plan *plan;
    struct schedule *schedule;
    uint64_t first_slot; /* where it stands */
    double wait_s;       /* before the first packet */
    const struct probe_set *probes;
    const struct network_path *path;
    struct sender_socket *socket;
    struct sent_times *times; /* this and the next: written by the thread alone */
    struct window_clock *window_clock;
    void (*on_done)(void *context); /* in the sender's thread, once: all is sent,
                                       or it was stopped, or sending failed */
    void *context;
};

/* Counts since the start. Any thread may read them. */
struct sender_counts {
    uint64_t sent;
    uint64_t failures;
    uint64_t sending_us;           /* without waits in which no packet was due */
    uint64_t slot;                 /* all before it are sent */
    uint64_t by_probe[PROBES_MAX]; /* handed to the interface */
};

struct sender_thread;

struct sender_thread *sender_start(const struct sender_parts *parts,
                                   struct error *error);
void sender_count(const struct sender_thread *sender, struct sender_counts *counts);
uint64_t sender_slot(const struct sender_thread *sender); /* all before it are sent */
void sender_stop(struct sender_thread *sender);

/* Packets a second from now on. */
void sender_set_rate(struct sender_thread *sender, double rate_pps);

/* Holds sending back while the writer is behind. */
void sender_pause(struct sender_thread *sender, bool is_paused);

/* Stops and ends the thread. Returns 0, or the errno value that ended the sending. */
int sender_join(struct sender_thread *sender);
void sender_destroy(struct sender_thread *sender); /* after sender_join */

/* Whether every shot was taken. */
bool sender_is_complete(const struct sender_thread *sender);

#endif
