/* SPDX-License-Identifier: MIT
 * Asks the kernel a question over rtnetlink(7). */
#ifndef WIRE_NETLINK_H
#define WIRE_NETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>

/* Sends the request and hands each answer to `on_answer` until that returns MNL_CB_STOP
 * or the kernel is done. False if the kernel refused, with errno. */
bool netlink_exchange(struct nlmsghdr *request, mnl_cb_t on_answer, void *context);

#endif
