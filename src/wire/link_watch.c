/* SPDX-License-Identifier: MIT
 * Listens to the kernel's news of links and addresses (rtnetlink(7)). A link that was
 * lost and is back before the kernel came to tell shows by the number of its losses.
 * News that found no room are made up for by asking. */
#include "wire/link_watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
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
    struct interface interface;
    uint32_t source;
    enum link_fault fault;
    bool is_known;         /* what follows is */
    unsigned needed_flags; /* those that it had at first */
    uint32_t losses;       /* of its carrier, ever */
    bool is_source_seen;   /* among the addresses that were asked for */
};

/* What a message tells of our link. */
struct link_news {
    unsigned flags;
    uint32_t losses;
    bool has_mac;
    struct mac mac;
};

static void note_fault(struct link_watch *watch, enum link_fault fault) {
    if (watch->fault == LINK_FINE) {
        watch->fault = fault;
    }
}

static int on_link_attribute(const struct nlattr *attribute, void *context) {
    struct link_news *news = context;
    size_t length = mnl_attr_get_payload_len(attribute);

    if (mnl_attr_get_type(attribute) == IFLA_CARRIER_DOWN_COUNT &&
        length == sizeof(news->losses)) {
        news->losses = mnl_attr_get_u32(attribute);
    } else if (mnl_attr_get_type(attribute) == IFLA_ADDRESS && length == MAC_SIZE) {
        memcpy(news->mac.bytes, mnl_attr_get_payload(attribute), MAC_SIZE);
        news->has_mac = true;
    }
    return MNL_CB_OK;
}

static void compare(struct link_watch *watch, const struct link_news *news) {
    const struct mac *ours = &watch->interface.mac;

    if (!watch->is_known) {
        watch->is_known = true;
        watch->needed_flags = IFF_UP | IFF_LOWER_UP | (news->flags & IFF_RUNNING);
        watch->losses = news->losses;
    }
    if ((news->flags & IFF_UP) == 0) {
        note_fault(watch, LINK_DOWN);
    } else if ((watch->needed_flags & ~news->flags) != 0 ||
               news->losses != watch->losses) {
        note_fault(watch, LINK_NO_CARRIER);
    } else if (watch->interface.has_ethernet && news->has_mac &&
               memcmp(ours->bytes, news->mac.bytes, MAC_SIZE) != 0) {
        note_fault(watch, LINK_MAC_CHANGED);
    }
}

/* Bridges tell of their ports by messages of the same types. */
static void take_link(struct link_watch *watch, const struct nlmsghdr *message) {
    const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
    struct link_news news = {0};

    if (mnl_nlmsg_get_payload_len(message) < sizeof(*header) ||
        header->ifi_family != AF_UNSPEC ||
        header->ifi_index != watch->interface.index) {
        return;
    }
    if (message->nlmsg_type == RTM_DELLINK) {
        note_fault(watch, LINK_DELETED);
        return;
    }
    news.flags = header->ifi_flags;
    mnl_attr_parse(message, sizeof(*header), on_link_attribute, &news);
    compare(watch, &news);
}

static int on_address_attribute(const struct nlattr *attribute, void *context) {
    if (mnl_attr_get_type(attribute) == IFA_LOCAL &&
        mnl_attr_get_payload_len(attribute) == sizeof(uint32_t)) {
        *(uint32_t *)context = ntohl(mnl_attr_get_u32(attribute));
    }
    return MNL_CB_OK;
}

static void take_address(struct link_watch *watch, const struct nlmsghdr *message) {
    uint32_t address = 0;

    mnl_attr_parse(message, sizeof(struct ifaddrmsg), on_address_attribute, &address);
    if (address != watch->source) {
        return;
    }
    if (message->nlmsg_type == RTM_DELADDR) {
        note_fault(watch, LINK_ADDRESS_GONE);
    } else {
        watch->is_source_seen = true;
    }
}

static void take_refusal(struct link_watch *watch, const struct nlmsghdr *message) {
    const struct nlmsgerr *refusal = mnl_nlmsg_get_payload(message);

    if (mnl_nlmsg_get_payload_len(message) >= sizeof(*refusal) &&
        refusal->error == -ENODEV) {
        note_fault(watch, LINK_DELETED);
    }
}

static void take(struct link_watch *watch, const struct nlmsghdr *message) {
    switch (message->nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
        take_link(watch, message);
        break;
    case RTM_NEWADDR:
    case RTM_DELADDR:
        take_address(watch, message);
        break;
    case NLMSG_ERROR:
        take_refusal(watch, message);
        break;
    case NLMSG_DONE: /* of all addresses */
        if (!watch->is_source_seen) {
            note_fault(watch, LINK_ADDRESS_GONE);
        }
        break;
    default:
        break;
    }
}

static void ask_for_link(struct link_watch *watch) {
    char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

    request->nlmsg_type = RTM_GETLINK;
    request->nlmsg_flags = NLM_F_REQUEST;
    struct ifinfomsg *header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
    header->ifi_family = AF_UNSPEC;
    header->ifi_index = watch->interface.index;
    (void)mnl_socket_sendto(watch->socket, request, request->nlmsg_len);
}

static void ask_for_addresses(struct link_watch *watch) {
    char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

    watch->is_source_seen = false;
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
            take(watch, message);
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
    return watch->fault;
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

    if (watch->fault == LINK_ADDRESS_GONE) {
        address_format(watch->source, text);
    }
    error_set(error, "'%s' %s%s%s", watch->interface.name, what[watch->fault],
              text[0] == '\0' ? "" : " ", text);
}

static bool open_socket(struct link_watch *watch, struct error *error) {
    watch->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return (watch->socket != NULL &&
            mnl_socket_bind(watch->socket, RTMGRP_LINK | RTMGRP_IPV4_IFADDR,
                            MNL_SOCKET_AUTOPID) == 0) ||
           error_set(error, "cannot watch interface '%s': %s", watch->interface.name,
                     strerror(errno));
}

struct link_watch *link_watch_open(const struct interface *interface, uint32_t source,
                                   struct error *error) {
    struct link_watch *watch = calloc(1, sizeof(*watch));

    if (watch == NULL) {
        error_set(error, "out of memory for interface '%s'", interface->name);
        return NULL;
    }
    watch->interface = *interface;
    watch->source = source;
    if (open_socket(watch, error)) {
        if (link_watch_ask(watch) == LINK_FINE) {
            return watch;
        }
        if (watch->fault == LINK_NO_CARRIER) {
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
