/* SPDX-License-Identifier: MIT
 * LD_PRELOAD: the first call of the function that BAD_CALL names fails, once. For
 * libpcap that is reading packets, for the C library starting a thread. */
#include <dlfcn.h>
#include <errno.h>
#include <pcap/pcap.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef int dispatch_fn(pcap_t *, int, pcap_handler, u_char *);
typedef int create_fn(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

/* Whether this call has to fail. */
static bool is_bad(const char *name) {
    static atomic_bool has_failed;
    const char *bad = getenv("BAD_CALL");

    return bad != NULL && strcmp(bad, name) == 0 && !atomic_exchange(&has_failed, true);
}

int pcap_dispatch(pcap_t *pcap, int count, pcap_handler callback, u_char *user) {
    union {
        void *pointer;
        dispatch_fn *function;
    } real = {dlsym(RTLD_NEXT, "pcap_dispatch")};

    return is_bad("pcap_dispatch") ? PCAP_ERROR
                                   : real.function(pcap, count, callback, user);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*start)(void *), void *argument) {
    union {
        void *pointer;
        create_fn *function;
    } real = {dlsym(RTLD_NEXT, "pthread_create")};

    return is_bad("pthread_create")
               ? EAGAIN
               : real.function(thread, attributes, start, argument);
}
