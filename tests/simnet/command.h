/* SPDX-License-Identifier: MIT
 * The command that a world is played to, and the signals that end it. */
#ifndef SIMNET_COMMAND_H
#define SIMNET_COMMAND_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct problem;

struct command {
    pid_t pid;
    int ended_fd;   /* readable once it ended */
    int signals_fd; /* readable if a signal came */
    sigset_t mask;  /* before */
};

/* Runs words[0] with them as arguments; `words` ends with NULL. */
bool command_start(struct command *command, char **words, struct problem *problem);

/* Waits until it ended, something is readable from `other_fd`, a signal came, which is
 * handed on to it, or the time is over; NULL is for ever. Whether it ended. */
bool command_wait(const struct command *command, int other_fd,
                  const struct timespec *timeout);

/* Its exit status as a shell has it. Ends it if it still runs. */
int command_finish(struct command *command);

#endif
