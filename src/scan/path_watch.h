/* SPDX-License-Identifier: MIT
 * Watches the way to the targets while a scan runs: the interface's link and the
 * gateway. */
#ifndef SCAN_PATH_WATCH_H
#define SCAN_PATH_WATCH_H

#include <stdbool.h>
#include <uv.h>

#include "warehouse/exit_reason.h"
#include "wire/gateway_watch.h"

struct error;
struct network_path;

/* From a loss until it is noticed, at most: what was sent meanwhile has to be sent
 * again. A link's loss is told within a second. */
enum { PATH_WATCH_NOTICE_S = (GATEWAY_NOTICE_MS + 999) / 1000 };

struct path_watch;

/* Opens the sockets; nothing is sent yet. Needs CAP_NET_RAW if there is a gateway. */
struct path_watch *path_watch_open(const struct network_path *path,
                                   struct error *error);
void path_watch_close(struct path_watch *watch); /* NULL is fine; after its loop */

/* Begins to watch; `on_loss` is called in the loop, once, when the path is lost. */
void path_watch_start(struct path_watch *watch, uv_loop_t *loop,
                      void (*on_loss)(void *context), void *context);
void path_watch_stop(struct path_watch *watch); /* also if it was not started */

/* To be called each second, and when sending is over: asks the gateway if it is time,
 * or in any case. */
void path_watch_turn(struct path_watch *watch);
void path_watch_ask(struct path_watch *watch);

/* Whether the gateway is known to have been there when it was last asked. */
bool path_watch_is_settled(const struct path_watch *watch);

/* Why the path is lost, with *error set to that and to how the scan in the file
 * `output` goes on; EXIT_DONE if it is not, as far as is known.
 * Asks the kernel, since sending and capturing may fail before it tells. */
enum exit_reason path_watch_reason(struct path_watch *watch, const char *output,
                                   struct error *error);

#endif
