/* SPDX-License-Identifier: MIT
 * Listens to the kernel's news of links and addresses (rtnetlink(7)). News that found
 * no room are made up for by asking. */
#include "wire/link_watch.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/address.h"
#include "base/error.h"
#include "wire/interface.h"

enum { REQUEST_SIZE = 256, NEWS_SIZE = 16384 };

struct link_watch {
    struct mnl_socket *socket;
    struct link_state state;
};

static void ask_for_link(struct link_watch *watch) {
    char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

    request->nlmsg_type = RTM_GETLINK;
    request->nlmsg_flags = NLM_F_REQUEST;
    struct ifinfomsg *header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
    header->ifi_family = AF_UNSPEC;
    header->ifi_index = watch->state.interface.index;
    (void)mnl_socket_sendto(watch->socket, request, request->nlmsg_len);
}

static void ask_for_addresses(struct link_watch *watch) {
    char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

    watch->state.is_source_seen = false;
    request->nlmsg_type = RTM_GETADDR;
    request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
    header->ifa_family = AF_INET;
    (void)mnl_socket_sendto(watch->socket, request, request->nlmsg_len);
}

/* Returns whether some news found no room, and so are lost. */
static bool take_all(struct link_watch *watch) {
    char news[NEWS_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
    bool is_lost = false;

    for (;;) {
        ssize_t length = mnl_socket_recvfrom(watch->socket, news, sizeof(news));
        const struct nlmsghdr *message = (const struct nlmsghdr *)(void *)news;
        int left = (int)length;

        if (length < 0 && errno != ENOBUFS && errno != ENOSPC && errno != EINTR) {
            return is_lost; /* EAGAIN, that is */
        }
        is_lost |= length < 0 && errno != EINTR;
        for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
            link_state_take(&watch->state, message);
        }
    }
}

/* The kernel answers before it returns from being asked, if there is room. */
enum link_fault link_watch_look(struct link_watch *watch) {
    if (take_all(watch)) {
        ask_for_link(watch);
        take_all(watch);
        ask_for_addresses(watch);
        take_all(watch);
    }
    return watch->state.fault;
}

enum link_fault link_watch_ask(struct link_watch *watch) {
    link_watch_look(watch);
    ask_for_link(watch);
    return link_watch_look(watch);
}

void link_watch_describe(const struct link_watch *watch, struct error *error) {
    static const char *const what[] = {
        [LINK_FINE] = "is fine",
        [LINK_DOWN] = "went down",
        [LINK_NO_CARRIER] = "lost its link",
        [LINK_DELETED] = "is gone",
        [LINK_MAC_CHANGED] = "got another link address",
        [LINK_ADDRESS_GONE] = "lost its address",
    };
    char text[ADDRESS_TEXT_SIZE] = "";

    if (watch->state.fault == LINK_ADDRESS_GONE) {
        address_format(watch->state.source, text);
    }
    error_set(error, "'%s' %s%s%s", watch->state.interface.name,
              what[watch->state.fault], text[0] == '\0' ? "" : " ", text);
}

static bool open_socket(struct link_watch *watch, struct error *error) {
    watch->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return (watch->socket != NULL &&
            mnl_socket_bind(watch->socket, RTMGRP_LINK | RTMGRP_IPV4_IFADDR,
                            MNL_SOCKET_AUTOPID) == 0) ||
           error_set(error, "cannot watch interface '%s': %s",
                     watch->state.interface.name, strerror(errno));
}

struct link_watch *link_watch_open(const struct interface *interface, uint32_t source,
                                   struct error *error) {
    struct link_watch *watch = calloc(1, sizeof(*watch));

    if (watch == NULL) {
        error_set(error, "out of memory for interface '%s'", interface->name);
        return NULL;
    }
    watch->state.interface = *interface;
    watch->state.source = source;
    if (open_socket(watch, error)) {
        if (link_watch_ask(watch) == LINK_FINE) {
            return watch;
        }
        if (watch->state.fault == LINK_NO_CARRIER) {
            error_set(error, "'%s' has no link; is a cable plugged in?",
                      interface->name);
        } else {
            link_watch_describe(watch, error);
        }
    }
    link_watch_close(watch);
    return NULL;
}

void link_watch_close(struct link_watch *watch) {
    if (watch != NULL) {
        if (watch->socket != NULL) {
            mnl_socket_close(watch->socket);
        }
        free(watch);
    }
}

int link_watch_fd(const struct link_watch *watch) {
    return mnl_socket_get_fd(watch->socket);
}
