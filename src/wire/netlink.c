/* SPDX-License-Identifier: MIT
 * A socket for each question where they are few, and one that is kept open where there
 * are many, or where none can be opened any more. */
#include "wire/netlink.h"

#include <errno.h>
#include <sys/socket.h>

enum { ANSWER_SIZE = 16384 };

struct mnl_socket *netlink_open(void) {
    struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

    if (socket != NULL && mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) != 0) {
        int reason = errno;

        mnl_socket_close(socket);
        errno = reason;
        return NULL;
    }
    return socket;
}

static int take(const void *answer, size_t length, const struct nlmsghdr *request,
                unsigned port, mnl_cb_t on_answer, void *context) {
    const struct nlmsghdr *first = answer;

    if (length >= sizeof(*first) && first->nlmsg_seq != request->nlmsg_seq) {
        return MNL_CB_OK;
    }
    return mnl_cb_run(answer, length, request->nlmsg_seq, port, on_answer, context);
}

bool netlink_ask(struct mnl_socket *socket, const struct nlmsghdr *request,
                 mnl_cb_t on_answer, void *context) {
    char answer[ANSWER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
    unsigned port = mnl_socket_get_portid(socket);
    int status = -1;

    if (mnl_socket_sendto(socket, request, request->nlmsg_len) >= 0) {
        do {
            ssize_t length = mnl_socket_recvfrom(socket, answer, sizeof(answer));
            status = length < 0 ? -1
                                : take(answer, (size_t)length, request, port, on_answer,
                                       context);
        } while (status > MNL_CB_STOP);
    }
    return status == MNL_CB_STOP;
}

bool netlink_exchange(struct nlmsghdr *request, mnl_cb_t on_answer, void *context) {
    struct mnl_socket *socket = netlink_open();

    if (socket == NULL) {
        return false;
    }
    request->nlmsg_seq = 1;
    bool is_ok = netlink_ask(socket, request, on_answer, context);
    int reason = errno;
    mnl_socket_close(socket);
    errno = reason;
    return is_ok;
}
