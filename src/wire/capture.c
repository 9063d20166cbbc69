/* SPDX-License-Identifier: MIT
 * Not promiscuous and filtered to our own address, so that other traffic cannot fill
 * the buffer; the buffer is large, since replies come in bursts. */
#include "wire/capture.h"

#include <net/if.h>
#include <pcap/pcap.h>
#include <stdlib.h>

#include "base/error.h"
#include "wire/interface_drops.h"
#include "wire/savefile_writer.h"

enum {
    SNAPSHOT_SIZE = 256, /* link, IP with options, a full quote; cut DNS answers */
    BUFFER_SIZE = 64 << 20,
    BUFFER_WAIT_MS = 10, /* a block that is not full is handed over after this */
};

struct capture {
    pcap_t *pcap;
    bool has_nanoseconds;
    struct savefile_writer *save; /* or NULL */
    struct interface_drops interface;
    uint32_t last_kernel_drops; /* libpcap's counter wraps at 32 bits */
    uint64_t last_interface_drops;
    struct capture_counts counts;
};

static bool set_filter(struct capture *capture, uint32_t address, struct error *error) {
    const struct captured_addresses ours = {{address}, 1};
    struct bpf_program program;

    if (!captured_filter(capture->pcap, &ours, &program, error)) {
        return false;
    }
    bool is_set = pcap_setfilter(capture->pcap, &program) == 0;
    pcap_freecode(&program);
    return is_set || error_set(error, "capture filter: %s", pcap_geterr(capture->pcap));
}

static bool activate(struct capture *capture, const char *interface,
                     struct error *error) {
    char reason[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = capture->pcap;

    pcap_set_snaplen(pcap, SNAPSHOT_SIZE);
    pcap_set_promisc(pcap, 0);
    pcap_set_timeout(pcap, BUFFER_WAIT_MS);
    pcap_set_buffer_size(pcap, BUFFER_SIZE);
    capture->has_nanoseconds =
        pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO) == 0;
    int status = pcap_activate(pcap);
    if (status == PCAP_ERROR_PERM_DENIED) {
        return error_set(error,
                         "cannot capture on '%s': permission denied; run as root, "
                         "or grant CAP_NET_RAW: setcap cap_net_raw+ep liveness",
                         interface);
    }
    if (status < 0) {
        return error_set(error, "cannot capture on '%s': %s", interface,
                         pcap_geterr(pcap));
    }
    if (pcap_setnonblock(pcap, 1, reason) != 0) {
        return error_set(error, "cannot capture on '%s': %s", interface, reason);
    }
    (void)pcap_setdirection(pcap, PCAP_D_IN); /* saves work where it is supported */
    return true;
}

/* Their number since the last call. The interface may have been reset meanwhile. */
static uint64_t new_interface_drops(struct capture *capture) {
    uint64_t before = capture->last_interface_drops;
    uint64_t now;

    if (!interface_drops_read(&capture->interface, &now)) {
        return 0;
    }
    capture->last_interface_drops = now;
    return now >= before ? now - before : now;
}

struct capture *capture_open(const char *interface, uint32_t address,
                             struct error *error) {
    char reason[PCAP_ERRBUF_SIZE];
    struct capture *capture = calloc(1, sizeof(*capture));

    if (capture == NULL) {
        error_set(error, "out of memory for the capture");
        return NULL;
    }
    capture->pcap = pcap_create(interface, reason);
    if (capture->pcap == NULL) {
        error_set(error, "cannot capture on '%s': %s", interface, reason);
    } else if (activate(capture, interface, error) &&
               set_filter(capture, address, error)) {
        interface_drops_open(&capture->interface, (int)if_nametoindex(interface));
        new_interface_drops(capture); /* those before are not ours */
        return capture;
    }
    capture_close(capture);
    return NULL;
}

void capture_close(struct capture *capture) {
    if (capture != NULL) {
        savefile_writer_close(capture->save);
        if (capture->pcap != NULL) {
            pcap_close(capture->pcap);
        }
        interface_drops_close(&capture->interface);
        free(capture);
    }
}

int capture_fd(const struct capture *capture) {
    return pcap_get_selectable_fd(capture->pcap);
}

int capture_link_type(const struct capture *capture) {
    return pcap_datalink(capture->pcap);
}

bool capture_save(struct capture *capture, const char *path, bool is_resumed,
                  struct error *error) {
    capture->save = savefile_writer_open(capture->pcap, path, is_resumed, error);
    return capture->save != NULL;
}

bool capture_save_flush(struct capture *capture, struct error *error) {
    return capture->save == NULL || savefile_writer_flush(capture->save, error);
}

bool capture_save_end(struct capture *capture, struct error *error) {
    return capture->save == NULL || savefile_writer_sync(capture->save, error);
}

/* Carries the callback through libpcap's untyped argument. */
struct delivery {
    const struct capture *capture;
    captured_fn *on_captured;
    void *context;
};

/* It is saved first: what has been handed over may be committed at any time. */
static void on_packet(u_char *user, const struct pcap_pkthdr *header,
                      const u_char *bytes) {
    const struct delivery *delivery = (const struct delivery *)(void *)user;
    const struct capture *capture = delivery->capture;
    const struct captured captured =
        captured_from(header, bytes, capture->has_nanoseconds);

    if (capture->save != NULL) {
        savefile_writer_put(capture->save, header, bytes);
    }
    delivery->on_captured(delivery->context, &captured);
}

int capture_read(struct capture *capture, int limit, captured_fn *on_captured,
                 void *context, struct error *error) {
    struct delivery delivery = {capture, on_captured, context};
    int count = pcap_dispatch(capture->pcap, limit, on_packet, (u_char *)&delivery);

    if (count < 0) {
        error_set(error, "capture broke off: %s", pcap_geterr(capture->pcap));
        return -1;
    }
    return count;
}

void capture_count(struct capture *capture, struct capture_counts *counts) {
    struct pcap_stat now;

    if (pcap_stats(capture->pcap, &now) == 0) {
        capture->counts.kernel_drops +=
            (uint32_t)(now.ps_drop - capture->last_kernel_drops);
        capture->last_kernel_drops = now.ps_drop;
    }
    capture->counts.interface_drops += new_interface_drops(capture);
    *counts = capture->counts;
}
