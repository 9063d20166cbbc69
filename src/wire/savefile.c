/* SPDX-License-Identifier: MIT
 * libpcap reads through a stream of ours, which counts and hashes the bytes as they
 * pass, so that a file is read once, and standard input is as good as any. */
#include "wire/savefile.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/watch.h"

enum { BUFFER_SIZE = 1 << 16, REASON_SIZE = 400, LOOK_MS = 100 };

struct savefile {
    const char *path;
    int fd;
    FILE *stream; /* until libpcap has it */
    pcap_t *pcap;
    struct bpf_program filter;
    uint64_t size; /* in bytes; 0: unknown */
    uint64_t bytes;
    uint64_t packets;
    bool has_bad_time;
    struct digest digest;
    char buffer[BUFFER_SIZE];
};

static bool wait_for_bytes(const struct savefile *savefile) {
    struct pollfd poll_fd = {.fd = savefile->fd, .events = POLLIN};

    while (poll(&poll_fd, 1, LOOK_MS) == 0) {
        if (watch_is_signalled()) {
            errno = EINTR;
            return false;
        }
    }
    return true;
}

static ssize_t read_bytes(void *cookie, char *bytes, size_t length) {
    struct savefile *savefile = cookie;
    ssize_t count;

    if (!wait_for_bytes(savefile)) {
        return -1;
    }
    do {
        count = read(savefile->fd, bytes, length);
    } while (count < 0 && errno == EINTR);
    if (count > 0) {
        savefile->bytes += (uint64_t)count;
        digest_add(&savefile->digest, bytes, (size_t)count);
    }
    return count;
}

static bool open_stream(struct savefile *savefile, struct error *error) {
    const cookie_io_functions_t functions = {.read = read_bytes};
    struct stat status;

    savefile->fd = strcmp(savefile->path, "-") == 0
                       ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                       : open(savefile->path, O_RDONLY | O_CLOEXEC);
    if (savefile->fd < 0 || fstat(savefile->fd, &status) < 0) {
        return error_set_usage(error, "cannot open '%s': %s", savefile->path,
                               strerror(errno));
    }
    savefile->size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
    digest_begin(&savefile->digest);
    savefile->stream = fopencookie(savefile, "r", functions);
    if (savefile->stream == NULL) {
        return error_set(error, "out of memory for '%s'", savefile->path);
    }
    setvbuf(savefile->stream, savefile->buffer, _IOFBF, BUFFER_SIZE);
    return true;
}

static bool open_pcap(struct savefile *savefile, struct error *error) {
    char reason[PCAP_ERRBUF_SIZE];

    savefile->pcap = pcap_fopen_offline_with_tstamp_precision(
        savefile->stream, PCAP_TSTAMP_PRECISION_NANO, reason);
    if (savefile->pcap == NULL) {
        return error_set(error, "'%s' is not a savefile: %.*s", savefile->path,
                         REASON_SIZE, reason);
    }
    savefile->stream = NULL;
    return true;
}

struct savefile *savefile_open(const char *path, const struct captured_addresses *ours,
                               struct error *error) {
    struct savefile *savefile = calloc(1, sizeof(*savefile));

    if (savefile == NULL) {
        error_set(error, "out of memory for '%s'", path);
        return NULL;
    }
    savefile->path = path;
    if (!open_stream(savefile, error) || !open_pcap(savefile, error) ||
        !captured_filter(savefile->pcap, ours, &savefile->filter, error)) {
        savefile_close(savefile);
        return NULL;
    }
    return savefile;
}

void savefile_close(struct savefile *savefile) {
    if (savefile == NULL) {
        return;
    }
    pcap_freecode(&savefile->filter);
    if (savefile->pcap != NULL) {
        pcap_close(savefile->pcap);
    }
    if (savefile->stream != NULL) {
        fclose(savefile->stream);
    }
    if (savefile->fd >= 0) {
        close(savefile->fd);
    }
    free(savefile);
}

int savefile_link_type(const struct savefile *savefile) {
    return pcap_datalink(savefile->pcap);
}

/* Carries the callback through libpcap's untyped argument. */
struct delivery {
    struct savefile *savefile;
    captured_fn *on_captured;
    void *context;
};

/* A pcapng file may hold any 64 bits as a time. */
static bool is_time(const struct pcap_pkthdr *header) {
    return header->ts.tv_sec >= 0 && header->ts.tv_sec <= UINT32_MAX;
}

static void on_packet(u_char *user, const struct pcap_pkthdr *header,
                      const u_char *bytes) {
    const struct delivery *delivery = (const struct delivery *)(void *)user;
    struct savefile *savefile = delivery->savefile;

    if (!is_time(header)) {
        savefile->has_bad_time = true;
        pcap_breakloop(savefile->pcap);
        return;
    }
    savefile->packets++;
    if (pcap_offline_filter(&savefile->filter, header, bytes) != 0) {
        const struct captured captured = captured_from(header, bytes, true);

        delivery->on_captured(delivery->context, &captured);
    }
}

int savefile_read(struct savefile *savefile, int limit, captured_fn *on_captured,
                  void *context, struct error *error) {
    struct delivery delivery = {savefile, on_captured, context};
    int count = savefile->has_bad_time ? PCAP_ERROR_BREAK
                                       : pcap_dispatch(savefile->pcap, limit, on_packet,
                                                       (u_char *)&delivery);

    if (count >= 0 && !savefile->has_bad_time) {
        return count;
    }
    error_set(error, "'%s': %.*s, behind packet %llu", savefile->path, REASON_SIZE,
              savefile->has_bad_time ? "a packet's time is beyond the year 2106"
                                     : pcap_geterr(savefile->pcap),
              (unsigned long long)savefile->packets);
    return -1;
}

uint64_t savefile_packets(const struct savefile *savefile) {
    return savefile->packets;
}

double savefile_share(const struct savefile *savefile) {
    return savefile->size == 0 ? -1 : (double)savefile->bytes / (double)savefile->size;
}

const char *savefile_digest(struct savefile *savefile, char text[DIGEST_TEXT_SIZE]) {
    return digest_end(&savefile->digest, text);
}
