/* SPDX-License-Identifier: MIT
 * The player's end has another link address than the gateway that probes are sent to,
 * so the kernel takes them for somebody else's: a packet socket and an XDP program see
 * them, and no time goes into routing them. */
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "problem.h"

/* Columns are counted from 0. */
enum { LINE_SIZE = 512, HEADER_LINES = 2, RECEIVED_DROPPED = 3, SENT_DROPPED = 11 };

static const char commands[] =
    "link set lo up\n"
    "link add " SCANNER_END " numrxqueues 1 numtxqueues 1 address " SCANNER_MAC
    " type veth peer name " PLAYER_END
    " numrxqueues 1 numtxqueues 1 address 02:00:00:00:00:03\n"
    "link set " SCANNER_END " up\n"
    "link set " PLAYER_END " up\n"
    "address add 192.0.2.2/24 dev " SCANNER_END "\n"
    "neighbour add 192.0.2.1 lladdr " GATEWAY_MAC " dev " SCANNER_END " nud permanent\n"
    "route add default via 192.0.2.1 dev " SCANNER_END "\n";

/* /proc tells of this namespace even where /sys does not. Calls `visit` with the name
 * of each interface and the text of its numbers; false if there is nothing to read. */
static bool visit_interfaces(void (*visit)(const char *name, const char *numbers,
                                           void *context),
                             void *context) {
    FILE *file = fopen("/proc/self/net/dev", "re");
    char line[LINE_SIZE];

    if (file == NULL) {
        return false;
    }
    for (int number = 0; fgets(line, sizeof(line), file) != NULL; number++) {
        char *name = line + strspn(line, " ");
        char *colon = strchr(name, ':'); /* which no name has in it */

        if (number >= HEADER_LINES && colon != NULL) {
            *colon = '\0';
            visit(name, colon + 1, context);
        }
    }
    fclose(file);
    return true;
}

static void note_other(const char *name, const char *numbers, void *context) {
    bool *has_others = context;

    (void)numbers;
    *has_others = *has_others || strcmp(name, "lo") != 0;
}

bool wire_make(struct problem *problem) {
    bool has_others = false;

    if (!visit_interfaces(note_other, &has_others) || has_others) {
        return problem_set(problem,
                           "this network namespace has interfaces; call simnet "
                           "through unshare --net");
    }
    /* Where a plain user does not look. */
    FILE *ip = popen("PATH=$PATH:/usr/sbin:/sbin ip -batch -", "we");

    if (ip == NULL || fputs(commands, ip) < 0 || pclose(ip) != 0) {
        return problem_set(problem,
                           "cannot make interfaces: is iproute2 installed, and "
                           "unshare --map-root-user --net used?");
    }
    return true;
}

struct search {
    const char *name;
    int column;
    uint64_t number;
};

static void find_number(const char *name, const char *numbers, void *context) {
    struct search *search = context;
    char *at = (char *)numbers;

    if (strcmp(name, search->name) == 0) {
        for (int i = 0; i <= search->column; i++) {
            search->number = strtoull(at, &at, 10);
        }
    }
}

static uint64_t number_of(const char *interface, int column) {
    struct search search = {.name = interface, .column = column};

    visit_interfaces(find_number, &search);
    return search.number;
}

uint64_t wire_dropped_receiving(const char *interface) {
    return number_of(interface, RECEIVED_DROPPED);
}

uint64_t wire_dropped_sending(const char *interface) {
    return number_of(interface, SENT_DROPPED);
}
