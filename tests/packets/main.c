/* SPDX-License-Identifier: MIT
 * Runs the cases of one .pkt file and says how each went in TAP. Each frame is also cut
 * at every byte: what is left must never be tied to another target or probe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/error.h"
#include "fixture.h"
#include "names.h"
#include "probe/probe_set.h"
#include "world.h"

struct runner {
    struct probe_set probes;
    unsigned count;
    unsigned failures;
};

static void print_outcome(const struct probe_set *set, const char *head, int reason,
                          const struct reply *reply) {
    char target[ADDRESS_TEXT_SIZE];
    char responder[ADDRESS_TEXT_SIZE];

    if (reason != 0) {
        printf("# %s unsolicited=%s\n", head, name_of(reason_names, reason));
        return;
    }
    printf("# %s kind=%s probe=%s attempt=%u evidence=%s responder=%s target=%s "
           "icmp=%d/%d\n",
           head, name_of(kind_names, reply->kind), set->probes[reply->probe].name,
           reply->attempt, name_of(evidence_names, reply->evidence),
           address_format(reply->responder, responder),
           address_format(reply->target, target), reply->icmp_type, reply->icmp_code);
}

static bool is_same_probe(const struct reply *a, const struct reply *b) {
    return a->target == b->target && a->probe == b->probe && a->attempt == b->attempt &&
           a->responder == b->responder;
}

static bool is_same_reply(const struct reply *a, const struct reply *b) {
    return is_same_probe(a, b) && a->kind == b->kind && a->evidence == b->evidence &&
           a->icmp_type == b->icmp_type && a->icmp_code == b->icmp_code;
}

/* From memory of exactly that size, so that a sanitizer sees each byte read too far. */
static int receive(const struct runner *runner, const struct fixture *fixture,
                   size_t length, struct reply *reply) {
    uint8_t *bytes = malloc(length + (length == 0));

    if (bytes == NULL) {
        exit(EXIT_FAILURE);
    }
    memcpy(bytes, fixture->frame, length);
    int reason =
        world_receive(&runner->probes, fixture->link_type, bytes, length, reply);
    free(bytes);
    return reason;
}

static void report(struct runner *runner, bool is_ok, const struct fixture *fixture,
                   const char *aspect) {
    printf("%sok %u - %s%s\n", is_ok ? "" : "not ", ++runner->count, fixture->name,
           aspect);
    runner->failures += !is_ok;
}

static void run_whole(struct runner *runner, const struct fixture *fixture) {
    struct reply reply = {0};
    int reason = receive(runner, fixture, fixture->length, &reply);
    bool is_ok = reason == fixture->reason &&
                 (reason != 0 || is_same_reply(&reply, &fixture->reply));

    report(runner, is_ok, fixture, "");
    if (!is_ok) {
        print_outcome(&runner->probes, "expected", fixture->reason, &fixture->reply);
        print_outcome(&runner->probes, "got", reason, &reply);
    }
}

static void run_cut(struct runner *runner, const struct fixture *fixture) {
    struct reply reply = {0};
    bool is_ok = true;
    size_t length;

    for (length = 0; is_ok && length < fixture->length; length++) {
        int reason = receive(runner, fixture, length, &reply);

        is_ok = reason != 0 ||
                (fixture->reason == 0 && is_same_probe(&reply, &fixture->reply));
    }
    report(runner, is_ok, fixture, ", cut anywhere");
    if (!is_ok) {
        printf("# cut to %zu of %zu bytes\n", length - 1, fixture->length);
        print_outcome(&runner->probes, "got", 0, &reply);
    }
}

static void run_case(void *context, const struct fixture *fixture) {
    run_whole(context, fixture);
    run_cut(context, fixture);
}

int main(int argc, char **argv) {
    struct runner runner = {0};
    struct error error;

    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE.pkt\n", argv[0]);
        return 2;
    }
    world_init(&runner.probes);
    bool is_read = fixture_read(argv[1], &runner.probes, run_case, &runner, &error);
    probe_set_finish(&runner.probes);
    if (!is_read) {
        printf("Bail out! %s\n", error.text);
        return EXIT_FAILURE;
    }
    printf("1..%u\n", runner.count);
    return runner.failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
