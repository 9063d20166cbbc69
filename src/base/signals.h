/* SPDX-License-Identifier: MIT
 * Which signals mean what to a command that works on a results file: SIGINT, SIGTERM
 * and SIGHUP stop it, unless whoever started the program had them ignored, as nohup
 * does; SIGUSR1 asks how far it is; all others that can be ignored do not end it. */
#ifndef BASE_SIGNALS_H
#define BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* To be called before anything else. From then on SIGUSR1 waits, and writing to a pipe
 * that nobody reads, or beyond a limit of file size, fails instead of ending the
 * program. */
void signals_begin(void);

/* The same for a command that only reads, but that a pipe that nobody reads any more
 * ends it, as whoever closed it wants. */
void signals_begin_reading(void);

/* Whether a signal that stops was not ignored when the program began. */
bool signals_is_heeded(int number);

/* Those that stop, of which the ignored ones are left out. */
void signals_stopping(sigset_t *signals);

/* Signals that stop, and SIGUSR1, wait for whoever asks for them next. Threads that are
 * started meanwhile never get them. */
void signals_hold(void);

/* They come, those that have waited first. */
void signals_release(void);

#endif
