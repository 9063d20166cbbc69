/* SPDX-License-Identifier: MIT
 * Messages as the kernel makes them: whole ones, and those of the wireless extensions,
 * which have no attribute but an event. */
#include "wire/link_state.h"

#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "suite.h"

enum {
    INDEX = 7,
    FINE = IFF_UP | IFF_RUNNING | IFF_LOWER_UP,
    UNKNOWN = -1, /* number of losses */
    MESSAGE_SIZE = 256,
    EVENT_SIZE = 40,
};

static const struct interface interface = {
    .name = "wlan0",
    .index = INDEX,
    .has_ethernet = true,
    .mac = {{2, 0, 0, 0, 0, 1}},
};

static struct link_state fresh_state(void) {
    return (struct link_state){.interface = interface, .source = 0xc0000202};
}

/* RTM_NEWLINK of our interface; without `losses` one of the wireless extensions. */
static enum link_fault take(struct link_state *state, unsigned flags, int losses) {
    char buffer[MESSAGE_SIZE] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

    message->nlmsg_type = RTM_NEWLINK;
    struct ifinfomsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
    header->ifi_family = AF_UNSPEC;
    header->ifi_index = INDEX;
    header->ifi_flags = flags;
    if (losses == UNKNOWN) {
        const uint8_t event[EVENT_SIZE] = {0};

        mnl_attr_put(message, IFLA_WIRELESS, sizeof(event), event);
    } else {
        mnl_attr_put(message, IFLA_ADDRESS, MAC_SIZE, interface.mac.bytes);
        mnl_attr_put_u32(message, IFLA_CARRIER_DOWN_COUNT, (uint32_t)losses);
    }
    link_state_take(state, message);
    return state->fault;
}

static void a_wireless_event_is_no_loss(void) {
    struct link_state state = fresh_state();

    CU_ASSERT_EQUAL(take(&state, FINE, 3), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, FINE, UNKNOWN), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, FINE, 3), LINK_FINE);
}

static void a_wireless_event_that_comes_first_tells_of_no_losses(void) {
    struct link_state state = fresh_state();

    CU_ASSERT_EQUAL(take(&state, FINE, UNKNOWN), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, FINE, 3), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, FINE, 4), LINK_NO_CARRIER);
}

static void a_loss_that_is_over_shows_by_the_count(void) {
    struct link_state state = fresh_state();

    CU_ASSERT_EQUAL(take(&state, FINE, 3), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, FINE, UNKNOWN), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, FINE, 4), LINK_NO_CARRIER);
}

static void a_kernel_that_never_counts_tells_by_flags(void) {
    struct link_state state = fresh_state();

    CU_ASSERT_EQUAL(take(&state, FINE, UNKNOWN), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, FINE, UNKNOWN), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, IFF_UP, UNKNOWN), LINK_NO_CARRIER);
}

static void the_first_fault_stays(void) {
    struct link_state state = fresh_state();

    CU_ASSERT_EQUAL(take(&state, FINE, 0), LINK_FINE);
    CU_ASSERT_EQUAL(take(&state, 0, 1), LINK_DOWN);
    CU_ASSERT_EQUAL(take(&state, FINE, 1), LINK_DOWN);
}

static void other_interfaces_do_not_matter(void) {
    struct link_state state = fresh_state();

    state.interface.index = INDEX + 1;
    CU_ASSERT_EQUAL(take(&state, 0, 1), LINK_FINE);
    CU_ASSERT_FALSE(state.is_known);
}

static CU_TestInfo cases[] = {
    CASE(a_wireless_event_is_no_loss),
    CASE(a_wireless_event_that_comes_first_tells_of_no_losses),
    CASE(a_loss_that_is_over_shows_by_the_count),
    CASE(a_kernel_that_never_counts_tells_by_flags),
    CASE(the_first_fault_stays),
    CASE(other_interfaces_do_not_matter),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"link_state", cases};
