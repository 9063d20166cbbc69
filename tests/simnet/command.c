/* SPDX-License-Identifier: MIT
 * Signals are blocked and read from a descriptor. One that the terminal sent reached
 * the command as well, and is not handed on to it. */
#include "command.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "problem.h"

enum { NOT_FOUND = 127, BY_SIGNAL = 128 };

static void run(const struct command *command, char **words) {
    sigprocmask(SIG_SETMASK, &command->mask, NULL);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* if simnet is killed */
    execvp(words[0], words);
    fprintf(stderr, "simnet: cannot run '%s': %s\n", words[0], strerror(errno));
    _exit(NOT_FOUND);
}

bool command_start(struct command *command, char **words, struct problem *problem) {
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, &command->mask);
    command->signals_fd = signalfd(-1, &signals, SFD_CLOEXEC);
    command->pid = fork();
    if (command->pid == 0) {
        run(command, words);
    }
    command->ended_fd =
        command->pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, command->pid, 0);
    if (command->signals_fd < 0 || command->ended_fd < 0) {
        return problem_set(problem, "cannot run '%s': %s", words[0], strerror(errno));
    }
    return true;
}

static void pass_signal(const struct command *command) {
    struct signalfd_siginfo signal;

    if (read(command->signals_fd, &signal, sizeof(signal)) == sizeof(signal) &&
        signal.ssi_code != SI_KERNEL) {
        kill(command->pid, (int)signal.ssi_signo);
    }
}

bool command_wait(const struct command *command, int other_fd,
                  const struct timespec *timeout) {
    struct pollfd polled[] = {
        {.fd = command->ended_fd, .events = POLLIN},
        {.fd = command->signals_fd, .events = POLLIN},
        {.fd = other_fd, .events = POLLIN},
    };

    if (ppoll(polled, 3, timeout, NULL) <= 0) {
        return false;
    }
    if (polled[1].revents != 0) {
        pass_signal(command);
    }
    return polled[0].revents != 0;
}

int command_finish(struct command *command) {
    int status = 0;

    kill(command->pid, SIGTERM);
    while (waitpid(command->pid, &status, 0) < 0 && errno == EINTR) {
    }
    close(command->ended_fd);
    close(command->signals_fd);
    return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}
