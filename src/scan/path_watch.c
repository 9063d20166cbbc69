/* SPDX-License-Identifier: MIT
 * The first loss is final: a link that is up again, or a gateway that answers again,
 * lost what was sent meanwhile, and going on with the scan sends that once more. */
#include "scan/path_watch.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "scan/network_path.h"
#include "scan/resume_hint.h"
#include "wire/arp.h"
#include "wire/link_watch.h"

struct path_watch {
    char interface[INTERFACE_NAME_SIZE];
    struct link_watch *link;
    struct arp *arp; /* NULL: there is no gateway to be asked */
    struct gateway_watch gateway;

    uv_poll_t link_news;
    uv_poll_t gateway_news;
    bool is_started;
    bool is_told; /* on_loss was called */
    void (*on_loss)(void *context);
    void *context;
};

static bool open_gateway(struct path_watch *watch, const struct network_path *path,
                         struct error *error) {
    if (!path->has_gateway) {
        return true;
    }
    watch->gateway = (struct gateway_watch){
        .address = path->gateway,
        .mac = path->next_hop,
        .may_be_silent = path->is_gateway_fixed,
    };
    watch->arp = arp_open(&path->interface, path->source, error);
    return watch->arp != NULL &&
           (arp_listen_for(watch->arp, path->gateway) ||
            error_set(error, "cannot listen to the gateway on '%s'", watch->interface));
}

struct path_watch *path_watch_open(const struct network_path *path,
                                   struct error *error) {
    struct path_watch *watch = calloc(1, sizeof(*watch));

    if (watch == NULL) {
        error_set(error, "out of memory for interface '%s'", path->interface.name);
        return NULL;
    }
    memcpy(watch->interface, path->interface.name, INTERFACE_NAME_SIZE);
    watch->link = link_watch_open(&path->interface, path->source, error);
    if (watch->link == NULL || !open_gateway(watch, path, error)) {
        path_watch_close(watch);
        return NULL;
    }
    return watch;
}

void path_watch_close(struct path_watch *watch) {
    if (watch != NULL) {
        link_watch_close(watch->link);
        arp_close(watch->arp);
        free(watch);
    }
}

static void tell_loss(struct path_watch *watch) {
    if (!watch->is_told) {
        watch->is_told = true;
        watch->on_loss(watch->context);
    }
}

static void ask(struct path_watch *watch) {
    gateway_watch_note_asked(&watch->gateway, clock_monotonic_ns());
    (void)arp_ask(watch->arp, watch->gateway.address); /* else no answer comes */
}

static void on_claim(void *context, const struct arp_claim *claim) {
    struct path_watch *watch = context;

    if (gateway_watch_hear(&watch->gateway, claim)) {
        ask(watch);
    }
}

static void on_link_news(uv_poll_t *poll, int status, int events) {
    struct path_watch *watch = poll->data;

    (void)status;
    (void)events;
    if (link_watch_look(watch->link) != LINK_FINE) {
        tell_loss(watch);
    }
}

static void on_gateway_news(uv_poll_t *poll, int status, int events) {
    struct path_watch *watch = poll->data;

    (void)status;
    (void)events;
    arp_hear(watch->arp, on_claim, watch);
}

void path_watch_start(struct path_watch *watch, uv_loop_t *loop,
                      void (*on_loss)(void *context), void *context) {
    watch->on_loss = on_loss;
    watch->context = context;
    watch->is_started = true;
    watch->link_news.data = watch;
    uv_poll_init(loop, &watch->link_news, link_watch_fd(watch->link));
    uv_poll_start(&watch->link_news, UV_READABLE, on_link_news);
    if (watch->arp != NULL) {
        watch->gateway_news.data = watch;
        uv_poll_init(loop, &watch->gateway_news, arp_fd(watch->arp));
        uv_poll_start(&watch->gateway_news, UV_READABLE, on_gateway_news);
    }
    path_watch_turn(watch);
}

void path_watch_stop(struct path_watch *watch) {
    if (watch != NULL && watch->is_started) {
        watch->is_started = false;
        uv_close((uv_handle_t *)&watch->link_news, NULL);
        if (watch->arp != NULL) {
            uv_close((uv_handle_t *)&watch->gateway_news, NULL);
        }
    }
}

/* What waits is heard first: a program that stood still must not take its own delay for
 * the gateway's. */
void path_watch_turn(struct path_watch *watch) {
    if (watch->arp == NULL) {
        return;
    }
    arp_hear(watch->arp, on_claim, watch);
    if (gateway_watch_turn(&watch->gateway, clock_monotonic_ns())) {
        ask(watch);
    }
    if (watch->gateway.fault != GATEWAY_FINE) {
        tell_loss(watch);
    }
}

void path_watch_ask(struct path_watch *watch) {
    if (watch->arp != NULL && watch->gateway.fault == GATEWAY_FINE) {
        arp_hear(watch->arp, on_claim, watch);
        ask(watch);
    }
}

bool path_watch_is_settled(const struct path_watch *watch) {
    return watch->arp == NULL || gateway_watch_is_settled(&watch->gateway);
}

static enum exit_reason describe_gateway(const struct path_watch *watch,
                                         struct error *error) {
    const struct gateway_watch *gateway = &watch->gateway;
    char address[ADDRESS_TEXT_SIZE];
    char old_mac[MAC_TEXT_SIZE];
    char new_mac[MAC_TEXT_SIZE];

    address_format(gateway->address, address);
    if (gateway->fault == GATEWAY_MOVED) {
        error_set(error, "gateway %s on '%s' moved from %s to %s", address,
                  watch->interface, mac_format(&gateway->mac, old_mac),
                  mac_format(&gateway->new_mac, new_mac));
        return EXIT_GATEWAY_MOVED;
    }
    if (gateway->fault == GATEWAY_LOST) {
        error_set(error, "gateway %s on '%s' does not answer ARP any more", address,
                  watch->interface);
        return EXIT_GATEWAY_LOST;
    }
    return EXIT_DONE;
}

enum exit_reason path_watch_reason(struct path_watch *watch, const char *output,
                                   struct error *error) {
    enum link_fault fault = link_watch_ask(watch->link);
    bool is_in_use = fault == LINK_MAC_CHANGED ||
                     (fault == LINK_FINE && watch->gateway.fault == GATEWAY_MOVED);
    enum exit_reason reason = EXIT_LINK_LOST;

    if (fault != LINK_FINE) {
        link_watch_describe(watch->link, error);
    } else {
        reason = describe_gateway(watch, error);
    }
    if (reason != EXIT_DONE) {
        resume_hint_add(error, is_in_use ? "" : "once it is back,", output);
    }
    return reason;
}
