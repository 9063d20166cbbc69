/* SPDX-License-Identifier: MIT
 * The kernel's statistics of a link (rtnetlink(7)), which know the namespace that they
 * are asked in, as /sys does not. A packet for which there is no protocol counts as
 * dropped too, but not while somebody captures on the interface. */
#include "wire/interface_drops.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "wire/netlink.h"

enum { REQUEST_SIZE = 256 };

static int on_attribute(const struct nlattr *attribute, void *context) {
    uint64_t *packets = context;
    struct rtnl_link_stats64 statistics = {0};
    size_t length = mnl_attr_get_payload_len(attribute);

    if (mnl_attr_get_type(attribute) == IFLA_STATS64) {
        memcpy(&statistics, mnl_attr_get_payload(attribute),
               length < sizeof(statistics) ? length : sizeof(statistics));
        *packets = statistics.rx_dropped + statistics.rx_missed_errors +
                   statistics.rx_over_errors + statistics.rx_fifo_errors;
    }
    return MNL_CB_OK;
}

static int on_link(const struct nlmsghdr *message, void *context) {
    mnl_attr_parse(message, sizeof(struct ifinfomsg), on_attribute, context);
    return MNL_CB_STOP;
}

void interface_drops_open(struct interface_drops *drops, int index) {
    *drops = (struct interface_drops){.socket = netlink_open(), .index = index};
}

bool interface_drops_read(struct interface_drops *drops, uint64_t *packets) {
    char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

    *packets = 0;
    if (drops->socket == NULL) {
        return false;
    }
    request->nlmsg_type = RTM_GETLINK;
    request->nlmsg_flags = NLM_F_REQUEST;
    request->nlmsg_seq = ++drops->asked;
    struct ifinfomsg *header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
    header->ifi_family = AF_UNSPEC;
    header->ifi_index = drops->index;
    return netlink_ask(drops->socket, request, on_link, packets);
}

void interface_drops_close(struct interface_drops *drops) {
    if (drops->socket != NULL) {
        mnl_socket_close(drops->socket);
        drops->socket = NULL;
    }
}
