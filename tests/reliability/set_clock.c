/* SPDX-License-Identifier: MIT
 * LD_PRELOAD: a real-time clock that is set by SET_CLOCK_MS milliseconds, as often as
 * SET_CLOCK_TIMES, each SET_CLOCK_EVERY_MS once packets are captured. The program
 * and its captured packets see that clock; the machine's own is not touched. */
#include <dlfcn.h>
#include <pcap/pcap.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { NS_PER_MS = 1000000 };
static const int64_t ns_per_s = 1000000000;

typedef int gettime_fn(clockid_t, struct timespec *);
typedef int dispatch_fn(pcap_t *, int, pcap_handler, u_char *);

#define REAL(type, name)                                                               \
    union {                                                                            \
        void *pointer;                                                                 \
        type *function;                                                                \
    } real = {dlsym(RTLD_NEXT, name)}

static int64_t number(const char *name) {
    const char *text = getenv(name);

    return text == NULL ? 0 : atoll(text);
}

/* When packets were first captured, by the machine's clock; 0: not yet. */
static _Atomic int64_t begun_ns;

/* What the clock shows when the machine's shows `real_ns`. */
static int64_t shown(int64_t real_ns) {
    int64_t begun = begun_ns;

    if (begun == 0) {
        return real_ns;
    }
    int64_t times = (real_ns - begun) / (number("SET_CLOCK_EVERY_MS") * NS_PER_MS);
    int64_t most = number("SET_CLOCK_TIMES");

    return real_ns + (times < most ? times : most) * number("SET_CLOCK_MS") * NS_PER_MS;
}

int clock_gettime(clockid_t id, struct timespec *now) {
    REAL(gettime_fn, "clock_gettime");
    int status = real.function(id, now);

    if (status == 0 && id == CLOCK_REALTIME) {
        int64_t ns = shown((int64_t)now->tv_sec * ns_per_s + now->tv_nsec);

        now->tv_sec = (time_t)(ns / ns_per_s);
        now->tv_nsec = (long)(ns % ns_per_s);
    }
    return status;
}

static int64_t machine_ns(void) {
    REAL(gettime_fn, "clock_gettime");
    struct timespec now;

    real.function(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * ns_per_s + now.tv_nsec;
}

struct delivery {
    pcap_handler handler;
    u_char *user;
};

/* Stamps are in nanoseconds, as the program asks for them. */
static void on_packet(u_char *user, const struct pcap_pkthdr *header,
                      const u_char *bytes) {
    const struct delivery *delivery = (const struct delivery *)(void *)user;
    struct pcap_pkthdr changed = *header;
    int64_t ns = shown((int64_t)header->ts.tv_sec * ns_per_s + header->ts.tv_usec);

    changed.ts.tv_sec = (time_t)(ns / ns_per_s);
    changed.ts.tv_usec = (suseconds_t)(ns % ns_per_s);
    delivery->handler(delivery->user, &changed, bytes);
}

int pcap_dispatch(pcap_t *pcap, int count, pcap_handler handler, u_char *user) {
    REAL(dispatch_fn, "pcap_dispatch");
    struct delivery delivery = {handler, user};

    if (begun_ns == 0) {
        begun_ns = machine_ns();
    }
    return real.function(pcap, count, on_packet, (u_char *)&delivery);
}
