/* SPDX-License-Identifier: MIT
 * A socket for each question: they are few, and an old answer cannot be taken for a new
 * one. */
#include "wire/netlink.h"

#include <errno.h>

enum { ANSWER_SIZE = 16384 };

bool netlink_exchange(struct nlmsghdr *request, mnl_cb_t on_answer, void *context) {
    char answer[ANSWER_SIZE];
    struct mnl_socket *socket = mnl_socket_open(NETLINK_ROUTE);
    int status = -1;

    if (socket == NULL) {
        return false;
    }
    request->nlmsg_seq = 1;
    if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 &&
        mnl_socket_sendto(socket, request, request->nlmsg_len) >= 0) {
        unsigned port = mnl_socket_get_portid(socket);

        do {
            ssize_t length = mnl_socket_recvfrom(socket, answer, sizeof(answer));
            status = length < 0 ? -1
                                : mnl_cb_run(answer, (size_t)length, request->nlmsg_seq,
                                             port, on_answer, context);
        } while (status > MNL_CB_STOP);
    }
    int reason = errno;
    mnl_socket_close(socket);
    errno = reason;
    return status == MNL_CB_STOP;
}
