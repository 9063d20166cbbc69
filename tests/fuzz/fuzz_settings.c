/* SPDX-License-Identifier: MIT
 * Takes over what a results file says of its scan, as --resume does: lines NAME=VALUE
 * are settings, lines +NAME PAYLOAD are probes. What is accepted can be scanned with.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "fuzz.h"
#include "packet/parse.h"
#include "probe/probe_set.h"
#include "scan/options.h"

/* A string that takes any change: what libFuzzer sees is one line after another. */
static bool take_line(char *line, struct scan_options *options, struct probe_set *set,
                      struct error *error) {
    char *rest = strpbrk(line, line[0] == '+' ? " " : "=");

    if (rest == NULL) {
        rest = line + strlen(line);
    } else {
        *rest++ = '\0';
    }
    return line[0] == '+' ? probe_set_restore(set, line + 1, rest, strlen(rest), error)
                          : options_restore(options, line, rest, error);
}

static bool take_lines(char *text, struct scan_options *options, struct probe_set *set,
                       struct error *error) {
    char *rest = NULL;
    bool is_ok = true;

    for (char *line = strtok_r(text, "\n", &rest); is_ok && line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        is_ok = take_line(line, options, set, error);
    }
    return is_ok;
}

static void require_packet(const struct probe_set *set, unsigned probe,
                           unsigned attempt) {
    uint8_t bytes[PACKET_SIZE_MAX];
    struct packet packet;
    struct writer writer;
    const struct probe_request request =
        probe_set_request(set, 0xc0000201, probe, attempt);

    writer_init(&writer, bytes, sizeof(bytes));
    probe_set_build(&request, &writer);
    fuzz_require(!writer.is_full, "a probe fits a packet");
    fuzz_require(parse_ipv4((struct span){bytes, writer_length(&writer)}, &packet) ==
                     PARSE_OK,
                 "a probe is a packet");
    fuzz_require(request.source_port >= set->ports.first &&
                     request.source_port <= set->ports.last &&
                     probe_set_attempt_of(set, request.source_port) == attempt,
                 "a probe's port tells its attempt");
    int found = probe_set_find(set, request.probe->type->family, 0xc0000201,
                               request.destination_port);
    fuzz_require(found == (int)probe, "a probe's port is its own");
}

static void require_sound(const struct scan_options *options, struct probe_set *set) {
    const struct hash_key key = {{1}};

    fuzz_require(options->attempts >= 1 && options->attempts <= 3,
                 "there are 1 to 3 attempts");
    fuzz_require(options->rate_pps > 0, "the rate is above 0");
    set->attempts = options->attempts;
    set->ports =
        options->has_ports ? options->ports : (struct port_range){16384, 65535};
    if (!probe_set_key(set, options->seed, &key)) {
        return; /* fewer ports than attempts */
    }
    for (unsigned probe = 0; probe < set->count; probe++) {
        require_packet(set, probe, 1);
        require_packet(set, probe, set->attempts);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct scan_options options = {.attempts = 2, .rate_pps = 1, .shards = 1};
    static struct probe_set set;
    struct error error = {.text = ""};
    char *text = malloc(size + 1);

    fuzz_require(keyed_hash_init(), "there is a hash");
    fuzz_require(text != NULL, "there is memory");
    memcpy(text, data, size);
    text[size] = '\0';
    set = (struct probe_set){0};
    if (take_lines(text, &options, &set, &error)) {
        require_sound(&options, &set);
    } else {
        fuzz_require(error.text[0] != '\0', "an error says what is wrong");
        fuzz_require(strchr(error.text, '\n') == NULL, "an error is one line");
    }
    probe_set_finish(&set);
    free(text);
    return 0;
}
