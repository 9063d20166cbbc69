/* SPDX-License-Identifier: MIT
 * Plays in the kernel: turns each probe into its reply where it is, on the player's end
 * of the wire. The model works on a copy in a buffer whose size the verifier knows. */
#include <stdbool.h>

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "answer.h"
#include "draw.h"
#include "probe.h"
#include "words.h"
#include "xdp_tables.h"

/* The loader sets the number of entries of those that have one here. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct target);
} targets SEC(".maps");

/* A bit for each target that is not silent: most are, and this fits into a cache. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, uint64_t);
} lit SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct role);
} roles SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct word);
} words SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct xdp_settings);
} settings SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct xdp_totals);
} totals SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, uint32_t);
    __type(value, struct frame);
} frames SEC(".maps");

enum { ETHERTYPE_IPV4 = 0x0800 };

static const uint32_t zero = 0;

/* Copies a packet from its IP header on; its length, or 0 if it can be no probe. The
 * end of the packet is not asked of the verifier, but of the helper. */
MODEL uint32_t copy_packet(struct xdp_md *context, struct frame *frame) {
    uint32_t size = context->data_end - context->data;

    if (size < LINK_HEADER + AT_PAYLOAD ||
        bpf_xdp_load_bytes(context, 0, frame->bytes + PROBE_AT - LINK_HEADER,
                           LINK_HEADER + AT_PAYLOAD) < 0) {
        return 0;
    }
    uint32_t length = frame_bound(get16(frame, PROBE_AT + AT_LENGTH));

    if (length < AT_PAYLOAD || length > PROBE_MAX || length > size - LINK_HEADER ||
        get16(frame, PROBE_AT + AT_LENGTH) > PROBE_MAX ||
        get16(frame, PROBE_AT - 2) != ETHERTYPE_IPV4) {
        return 0;
    }
    return bpf_xdp_load_bytes(context, LINK_HEADER, frame->bytes + PROBE_AT, length) < 0
               ? 0
               : length;
}

/* The word that this attempt draws; the loader saw to it that there is but one. */
MODEL const struct word *choose(const struct role *role, const struct asked *asked) {
    uint32_t probe = asked->probe;
    uint32_t count = role->count[probe];

    for (uint32_t i = 0; i < WORDS_MAX && i < count; i++) {
        uint32_t number = role->first[probe] + i;
        const struct word *word = bpf_map_lookup_elem(&words, &number);

        if (word != NULL && draw_is_sent(asked, word, i)) {
            return word;
        }
    }
    return NULL;
}

/* Replaces the packet by what is in the frame. It grows and shrinks at its head, where
 * every driver leaves room. */
MODEL int replace(struct xdp_md *context, struct frame *frame, struct extent extent) {
    uint32_t start = frame_bound(extent.start - LINK_HEADER);
    uint32_t size = frame_bound(extent.length + LINK_HEADER);
    int more = (int)size - (int)(context->data_end - context->data);

    if (start > PROBE_AT || size < LINK_HEADER + IP_HEADER ||
        size > FRAME_SIZE - PROBE_AT) {
        return -1;
    }
    frame_link(frame, start);
    if (more != 0 && bpf_xdp_adjust_head(context, -more) < 0) {
        return -1;
    }
    return (int)bpf_xdp_store_bytes(context, 0, frame->bytes + start, size);
}

MODEL int speak(struct xdp_md *context, struct frame *frame, uint32_t length,
                struct asked *asked, struct target *target) {
    struct xdp_totals *total = bpf_map_lookup_elem(&totals, &zero);
    const struct role *role = bpf_map_lookup_elem(&roles, &target->role);
    uint32_t probe = asked->probe;

    if (total == NULL || role == NULL || probe >= PROBE_COUNT ||
        role->count[probe] == 0 || target->asked[probe] == UINT16_MAX) {
        return XDP_DROP;
    }
    asked->attempt = ++target->asked[probe];
    const struct word *word = choose(role, asked);

    if (word == NULL) {
        return XDP_DROP;
    }
    uint32_t responder = word->from != 0 ? word->from : target->responder;

    if (replace(context, frame, answer(frame, length, word, responder)) < 0) {
        total->failed++;
        return XDP_DROP;
    }
    target->sent[probe]++;
    total->replies++;
    return XDP_TX;
}

/* NULL if nobody answers for it. */
MODEL struct target *find(uint32_t index, uint32_t count) {
    uint32_t number = index / LIT_BITS;

    if (index >= count) {
        return NULL;
    }
    const uint64_t *bits = bpf_map_lookup_elem(&lit, &number);
    if (bits == NULL || (*bits >> index % LIT_BITS & 1) == 0) {
        return NULL;
    }
    return bpf_map_lookup_elem(&targets, &index);
}

SEC("xdp")
int answer_probes(struct xdp_md *context) {
    struct frame *frame = bpf_map_lookup_elem(&frames, &zero);
    struct xdp_totals *total = bpf_map_lookup_elem(&totals, &zero);
    const struct xdp_settings *set = bpf_map_lookup_elem(&settings, &zero);

    if (frame == NULL || total == NULL || set == NULL) {
        return XDP_DROP;
    }
    uint32_t length = copy_packet(context, frame);
    struct asked asked = {
        .seed = set->seed,
        .target = get32(frame, PROBE_AT + AT_DESTINATION),
    };

    if (length == 0) {
        return XDP_DROP;
    }
    asked.probe = probe_of(frame->bytes + PROBE_AT, length);
    if (asked.probe == PROBE_NONE) {
        return XDP_DROP;
    }
    total->probes++;
    struct target *target = find(asked.target - set->first, set->count);

    if (target == NULL) {
        return XDP_DROP;
    }
    return speak(context, frame, length, &asked, target);
}

/* The scanner's end needs a program too, or what is sent to it this way is dropped. */
SEC("xdp")
int hand_on(struct xdp_md *context) {
    (void)context;
    return XDP_PASS;
}

const char program_license[] SEC("license") = "MIT";
