/* SPDX-License-Identifier: MIT
 * Asks the kernel a question over rtnetlink(7). */
#ifndef WIRE_NETLINK_H
#define WIRE_NETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>

struct mnl_socket *netlink_open(void); /* NULL, with errno, if it cannot be */

/* As netlink_exchange, through a socket that is open. Numbers of requests must differ;
 * answers to others are passed over. */
bool netlink_ask(struct mnl_socket *socket, const struct nlmsghdr *request,
                 mnl_cb_t on_answer, void *context);

/* Sends the request and hands each answer to `on_answer` until that returns MNL_CB_STOP
 * or the kernel is done. False if the kernel refused, with errno. */
bool netlink_exchange(struct nlmsghdr *request, mnl_cb_t on_answer, void *context);

#endif
