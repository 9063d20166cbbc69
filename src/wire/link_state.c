/* SPDX-License-Identifier: MIT
 * A link that was lost and is back before the kernel came to tell shows by the number
 * of its losses. Not every message has it: those of the wireless extensions have
 * nothing but flags and an event. */
#include "wire/link_state.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "base/address.h"

/* What a message tells of our link. */
struct link_news {
    unsigned flags;
    bool has_losses;
    uint32_t losses;
    bool has_mac;
    struct mac mac;
};

static void note_fault(struct link_state *state, enum link_fault fault) {
    if (state->fault == LINK_FINE) {
        state->fault = fault;
    }
}

static int on_link_attribute(const struct nlattr *attribute, void *context) {
    struct link_news *news = context;
    size_t length = mnl_attr_get_payload_len(attribute);

    if (mnl_attr_get_type(attribute) == IFLA_CARRIER_DOWN_COUNT &&
        length == sizeof(news->losses)) {
        news->losses = mnl_attr_get_u32(attribute);
        news->has_losses = true;
    } else if (mnl_attr_get_type(attribute) == IFLA_ADDRESS && length == MAC_SIZE) {
        memcpy(news->mac.bytes, mnl_attr_get_payload(attribute), MAC_SIZE);
        news->has_mac = true;
    }
    return MNL_CB_OK;
}

/* What it had at first is what it needs. */
static void note_first(struct link_state *state, const struct link_news *news) {
    if (!state->is_known) {
        state->is_known = true;
        state->needed_flags = IFF_UP | IFF_LOWER_UP | (news->flags & IFF_RUNNING);
    }
    if (news->has_losses && !state->has_losses) {
        state->has_losses = true;
        state->losses = news->losses;
    }
}

static void compare(struct link_state *state, const struct link_news *news) {
    const struct mac *ours = &state->interface.mac;

    note_first(state, news);
    if ((news->flags & IFF_UP) == 0) {
        note_fault(state, LINK_DOWN);
    } else if ((state->needed_flags & ~news->flags) != 0 ||
               (news->has_losses && news->losses != state->losses)) {
        note_fault(state, LINK_NO_CARRIER);
    } else if (state->interface.has_ethernet && news->has_mac &&
               memcmp(ours->bytes, news->mac.bytes, MAC_SIZE) != 0) {
        note_fault(state, LINK_MAC_CHANGED);
    }
}

/* Bridges tell of their ports by messages of the same types. */
static void take_link(struct link_state *state, const struct nlmsghdr *message) {
    const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
    struct link_news news = {0};

    if (mnl_nlmsg_get_payload_len(message) < sizeof(*header) ||
        header->ifi_family != AF_UNSPEC ||
        header->ifi_index != state->interface.index) {
        return;
    }
    if (message->nlmsg_type == RTM_DELLINK) {
        note_fault(state, LINK_DELETED);
        return;
    }
    news.flags = header->ifi_flags;
    mnl_attr_parse(message, sizeof(*header), on_link_attribute, &news);
    compare(state, &news);
}

static int on_address_attribute(const struct nlattr *attribute, void *context) {
    if (mnl_attr_get_type(attribute) == IFA_LOCAL &&
        mnl_attr_get_payload_len(attribute) == sizeof(uint32_t)) {
        *(uint32_t *)context = ntohl(mnl_attr_get_u32(attribute));
    }
    return MNL_CB_OK;
}

static void take_address(struct link_state *state, const struct nlmsghdr *message) {
    uint32_t address = 0;

    mnl_attr_parse(message, sizeof(struct ifaddrmsg), on_address_attribute, &address);
    if (address != state->source) {
        return;
    }
    if (message->nlmsg_type == RTM_DELADDR) {
        note_fault(state, LINK_ADDRESS_GONE);
    } else {
        state->is_source_seen = true;
    }
}

static void take_refusal(struct link_state *state, const struct nlmsghdr *message) {
    const struct nlmsgerr *refusal = mnl_nlmsg_get_payload(message);

    if (mnl_nlmsg_get_payload_len(message) >= sizeof(*refusal) &&
        refusal->error == -ENODEV) {
        note_fault(state, LINK_DELETED);
    }
}

void link_state_take(struct link_state *state, const struct nlmsghdr *message) {
    switch (message->nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
        take_link(state, message);
        break;
    case RTM_NEWADDR:
    case RTM_DELADDR:
        take_address(state, message);
        break;
    case NLMSG_ERROR:
        take_refusal(state, message);
        break;
    case NLMSG_DONE: /* of all addresses */
        if (!state->is_source_seen) {
            note_fault(state, LINK_ADDRESS_GONE);
        }
        break;
    default:
        break;
    }
}
