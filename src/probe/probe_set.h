/* SPDX-License-Identifier: MIT
 * The probes of a scan, and how each turns into the packet for a target. */
#ifndef PROBE_PROBE_SET_H
#define PROBE_PROBE_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/keyed_hash.h"
#include "probe/probe.h"

struct error;
struct writer;

enum { PROBES_MAX = 62 }; /* they are bits of a positive 64-bit mask */
enum {
    CONTROL_PORT_FIRST = 49152,
    CONTROL_PORT_LAST = 65535
}; /* RFC 6335 6: dynamic */
enum { NO_PROBE = -1 };

/* Inclusive; shared out evenly among the attempts, so that a port tells the attempt. */
struct port_range {
    uint16_t first;
    uint16_t last;
};

struct probe_set {
    struct probe probes[PROBES_MAX];
    unsigned count;
    unsigned attempts;           /* transmissions of each probe, from 1 */
    struct port_range ports;     /* our source ports */
    uint32_t source;             /* our address */
    struct hash_key key;         /* of the cookies */
    struct hash_key control_key; /* of the control ports, from the seed */
};

/* The probes of the paper and the control probe, as --probes takes them. */
extern const char *const probe_set_default;

/* Reads a list such as "echo,ssh,tcp/8080,udp/161:FILE,control" into an all-zero set.
 * On failure as on success, probe_set_finish frees it. */
bool probe_set_parse(struct probe_set *set, const char *list, struct error *error);
void probe_set_finish(struct probe_set *set);

/* Adds one probe by its name as recorded, with the payload (copied) that it had. */
bool probe_set_restore(struct probe_set *set, const char *name, const void *payload,
                       size_t length, struct error *error);

/* Sets key, control key, source ports and attempts; false if the range has fewer ports
 * than attempts. */
bool probe_set_key(struct probe_set *set, uint64_t seed, const struct hash_key *key);

unsigned probe_set_ports_per_attempt(const struct probe_set *set);

/* The packet for a target: its fields, and its bytes. */
struct probe_request probe_set_request(const struct probe_set *set, uint32_t target,
                                       unsigned probe, unsigned attempt);
void probe_set_build(const struct probe_request *request, struct writer *writer);

/* The probe of this family that goes to this port of this target, or NO_PROBE. */
int probe_set_find(const struct probe_set *set, enum family family, uint32_t target,
                   uint16_t port);

/* The attempt whose share of the source ports holds this one; 0 if none does. */
unsigned probe_set_attempt_of(const struct probe_set *set, uint16_t source_port);

#endif
