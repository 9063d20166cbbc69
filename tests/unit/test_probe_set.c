/* SPDX-License-Identifier: MIT
 * Lists of probes, and the ports that probes are sent from and to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "chi_square.h"
#include "probe/probe_set.h"
#include "suite.h"

static void the_default_list_is_the_papers_probes_and_the_control(void) {
    static const struct {
        const char *name;
        enum family family;
        uint16_t port;
        bool is_control;
    } rows[] = {
        {"echo", FAMILY_ICMP, 0, false},   {"ssh", FAMILY_TCP, 22, false},
        {"telnet", FAMILY_TCP, 23, false}, {"http", FAMILY_TCP, 80, false},
        {"https", FAMILY_TCP, 443, false}, {"cwmp", FAMILY_TCP, 7547, false},
        {"dns", FAMILY_UDP, 53, false},    {"ntp", FAMILY_UDP, 123, false},
        {"control", FAMILY_TCP, 0, true},
    };
    struct probe_set set = {0};
    struct error error;

    CU_ASSERT_TRUE(probe_set_parse(&set, probe_set_default, &error));
    CU_ASSERT_EQUAL_FATAL(set.count, sizeof(rows) / sizeof(rows[0]));
    for (unsigned i = 0; i < set.count; i++) {
        CU_ASSERT_STRING_EQUAL(set.probes[i].name, rows[i].name);
        CHECK_ROW(set.probes[i].type->family == rows[i].family, rows[i].name);
        CHECK_ROW(set.probes[i].port == rows[i].port, rows[i].name);
        CHECK_ROW(set.probes[i].is_control == rows[i].is_control, rows[i].name);
    }
    probe_set_finish(&set);
}

static void ports_are_given_by_number(void) {
    struct probe_set set = {0};
    struct error error;

    CU_ASSERT_TRUE(probe_set_parse(&set, "tcp/1,tcp/8080,tcp/65535", &error));
    CU_ASSERT_EQUAL_FATAL(set.count, 3);
    CU_ASSERT_EQUAL(set.probes[1].port, 8080);
    CU_ASSERT_STRING_EQUAL(set.probes[2].name, "tcp/65535");
    probe_set_finish(&set);
}

static void bad_lists_say_what_would_be_right(void) {
    static const struct {
        const char *list;
        const char *error; /* a part of it */
    } rows[] = {
        {"", "expected at least one probe"},
        {",,", "expected at least one probe"},
        {"ftp", "unknown probe 'ftp'; expected echo, ssh"},
        {"SSH", "unknown probe 'SSH'"},
        {"ssh, http", "unknown probe ' http'"},
        {"ssh:22", "unknown probe 'ssh:22'"},
        {"tcp/0", "'tcp/0': expected a port from 1 to 65535"},
        {"tcp/65536", "'tcp/65536': expected a port"},
        {"tcp/", "'tcp/': expected a port"},
        {"tcp/ 80", "'tcp/ 80': expected a port"},
        {"tcp/+80", "'tcp/+80': expected a port"},
        {"tcp/80x", "'tcp/80x': expected a port"},
        {"tcp/0080", "'tcp/0080': expected a port"},
        {"tcp/4294967376", "'tcp/4294967376': expected a port"},
        {"udp/161", "'udp/161': expected udp/PORT:FILE"},
        {"udp/161:", "'udp/161:': expected udp/PORT:FILE"},
        {"udp/0:x", "'udp/0:x': expected a port"},
        {"udp/000000000161:x", "'udp/000000000161:x': expected a port"},
        {"udp/161:no/such", "cannot open payload 'no/such'"},
        {"ssh,ssh", "'ssh' asks the same as 'ssh'"},
        {"ssh,tcp/22", "'tcp/22' asks the same as 'ssh'"},
        {"control,echo,control", "'control' asks the same as 'control'"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct probe_set set = {0};
        struct error error = {.text = ""};

        CHECK_ROW(!probe_set_parse(&set, rows[i].list, &error), rows[i].list);
        CHECK_ROW(strstr(error.text, rows[i].error) != NULL, rows[i].list);
        CHECK_ROW(error.is_usage, rows[i].list);
        probe_set_finish(&set);
    }
}

static void a_payload_is_read_from_its_file(void) {
    struct probe_set set = {0};
    struct scratch scratch;
    struct error error;
    char list[256];

    scratch_init(&scratch);
    snprintf(list, sizeof(list), "dns,udp/161:%s",
             scratch_write(&scratch, "payload", "a\0b", 3));
    CU_ASSERT_TRUE(probe_set_parse(&set, list, &error));
    CU_ASSERT_EQUAL_FATAL(set.count, 2);
    CU_ASSERT_STRING_EQUAL(set.probes[1].name, "udp/161");
    CU_ASSERT_EQUAL(set.probes[1].port, 161);
    CU_ASSERT_EQUAL(set.probes[1].payload_length, 3);
    CU_ASSERT_EQUAL(memcmp(set.probes[1].payload, "a\0b", 3), 0);
    probe_set_finish(&set);
    scratch_finish(&scratch);
}

static bool parse_payload_of(size_t length, struct error *error) {
    static const uint8_t zeros[UDP_PAYLOAD_MAX + 1];
    struct probe_set set = {0};
    struct scratch scratch;
    char list[256];

    scratch_init(&scratch);
    snprintf(list, sizeof(list), "udp/161:%s",
             scratch_write(&scratch, "payload", zeros, length));
    bool is_ok = probe_set_parse(&set, list, error);
    probe_set_finish(&set);
    scratch_finish(&scratch);
    return is_ok;
}

static void a_payload_must_fit_a_packet(void) {
    struct error error;

    CU_ASSERT_TRUE(parse_payload_of(0, &error));
    CU_ASSERT_TRUE(parse_payload_of(UDP_PAYLOAD_MAX, &error));
    CU_ASSERT_FALSE(parse_payload_of(UDP_PAYLOAD_MAX + 1, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected at most 1472 bytes, got 1473"));
}

static void no_more_probes_than_bits_are_taken(void) {
    char list[16 * (PROBES_MAX + 1)] = "";
    struct probe_set set = {0};
    struct error error;

    for (int i = 0; i < PROBES_MAX; i++) {
        snprintf(list + strlen(list), 16, "tcp/%d,", 1000 + i);
    }
    CU_ASSERT_TRUE(probe_set_parse(&set, list, &error));
    CU_ASSERT_EQUAL(set.count, PROBES_MAX);
    probe_set_finish(&set);
    strcat(list, "ssh");
    CU_ASSERT_FALSE(probe_set_parse(&set, list, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "--probes: expected at most 62 probes");
    probe_set_finish(&set);
}

static void make(struct probe_set *set, const char *list, struct port_range ports,
                 unsigned attempts) {
    struct hash_key key;
    struct error error;

    *set =
        (struct probe_set){.attempts = attempts, .ports = ports, .source = 0xc6336401};
    hash_key_from_seed(&key, 1, 2);
    CU_ASSERT_TRUE_FATAL(probe_set_parse(set, list, &error));
    CU_ASSERT_TRUE_FATAL(probe_set_key(set, 7, &key));
}

/* Ranges that divide evenly among the attempts, and ranges that do not. */
static const struct {
    const char *what;
    struct port_range ports;
    unsigned attempts;
} splits[] = {
    {"one attempt, the upper half", {32768, 65535}, 1},
    {"two attempts, the upper half", {32768, 65535}, 2},
    {"three attempts", {16384, 65535}, 3},
    {"three attempts, two ports left over", {40000, 40100}, 3},
    {"every port", {1, 65535}, 2},
    {"as many ports as attempts", {50000, 50002}, 3},
    {"a single port", {50000, 50000}, 1},
};

enum { SPLITS = sizeof(splits) / sizeof(splits[0]) };

static void the_source_port_tells_the_attempt(void) {
    for (int i = 0; i < SPLITS; i++) {
        struct probe_set set;
        unsigned wrong = 0;

        make(&set, probe_set_default, splits[i].ports, splits[i].attempts);
        for (uint32_t j = 0; j < 3000; j++) {
            unsigned attempt = 1 + j % splits[i].attempts;
            struct probe_request request =
                probe_set_request(&set, 0xc0000000 + j, j % set.count, attempt);

            wrong += probe_set_attempt_of(&set, request.source_port) != attempt;
            wrong += request.source_port < splits[i].ports.first;
            wrong += request.source_port > splits[i].ports.last;
        }
        CHECK_ROW(wrong == 0, splits[i].what);
        probe_set_finish(&set);
    }
}

static void a_port_outside_the_range_is_of_no_attempt(void) {
    for (int i = 0; i < SPLITS; i++) {
        struct port_range ports = splits[i].ports;
        struct probe_set set;
        unsigned wrong = 0;

        make(&set, "ssh", ports, splits[i].attempts);
        for (uint32_t port = 0; port <= 65535; port++) {
            bool is_outside = port < ports.first || port > ports.last;

            wrong += is_outside && probe_set_attempt_of(&set, (uint16_t)port) != 0;
        }
        CHECK_ROW(wrong == 0, splits[i].what);
        probe_set_finish(&set);
    }
}

static void each_attempt_has_as_many_ports(void) {
    for (int i = 0; i < SPLITS; i++) {
        unsigned ports[SPLITS] = {0};
        struct probe_set set;

        make(&set, "ssh", splits[i].ports, splits[i].attempts);
        for (uint32_t port = 0; port <= 65535; port++) {
            ports[probe_set_attempt_of(&set, (uint16_t)port)]++;
        }
        for (unsigned attempt = 1; attempt <= splits[i].attempts; attempt++) {
            CHECK_ROW(ports[attempt] == probe_set_ports_per_attempt(&set),
                      splits[i].what);
        }
        probe_set_finish(&set);
    }
}

static void fewer_ports_than_attempts_are_refused(void) {
    struct probe_set set = {.attempts = 3, .ports = {50000, 50001}};
    struct hash_key key = {{0}};

    CU_ASSERT_FALSE(probe_set_key(&set, 1, &key));
}

static uint16_t control_port(const struct probe_set *set, uint32_t target) {
    for (unsigned i = 0; i < set->count; i++) {
        if (set->probes[i].is_control) {
            return probe_set_request(set, target, i, 1).destination_port;
        }
    }
    return 0;
}

static void the_control_port_is_a_dynamic_one(void) {
    struct probe_set set;
    unsigned wrong = 0;

    make(&set, probe_set_default, (struct port_range){32768, 65535}, 2);
    for (uint32_t i = 0; i < 20000; i++) {
        uint16_t port = control_port(&set, 0xc0000000 + i * 7919);

        wrong += port < CONTROL_PORT_FIRST;
        wrong += probe_set_find(&set, FAMILY_TCP, 0xc0000000 + i * 7919, port) !=
                 (int)set.count - 1;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    probe_set_finish(&set);
}

/* Of 60 ports in a row, many would be drawn for some of so many targets. */
static void the_control_port_is_never_that_of_another_probe(void) {
    char list[16 * PROBES_MAX] = "control";
    struct probe_set set;
    unsigned wrong = 0;

    for (int i = 0; i < 60; i++) {
        snprintf(list + strlen(list), 16, ",tcp/%d", 65476 + i);
    }
    make(&set, list, (struct port_range){32768, 65535}, 2);
    for (uint32_t i = 0; i < 20000; i++) {
        uint16_t port = control_port(&set, 0xc0000000 + i);

        wrong += port >= 65476 || port < CONTROL_PORT_FIRST;
        wrong += probe_set_find(&set, FAMILY_TCP, 0xc0000000 + i, 65476) == 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    probe_set_finish(&set);
}

static void the_control_port_depends_on_seed_and_target(void) {
    struct probe_set set;
    struct hash_key key;
    unsigned same_target = 0;
    unsigned same_seed = 0;
    unsigned same_key = 0;

    make(&set, "control", (struct port_range){32768, 65535}, 2);
    for (uint32_t i = 0; i < 1000; i++) {
        uint16_t port = control_port(&set, i);

        same_target += port == control_port(&set, i + 1);
        probe_set_key(&set, 8, &set.key);
        same_seed += port == control_port(&set, i);
        hash_key_from_seed(&key, i, 9);
        probe_set_key(&set, 7, &key);
        same_key += port == control_port(&set, i);
    }
    CU_ASSERT_TRUE(same_target < 5);
    CU_ASSERT_TRUE(same_seed < 5);
    CU_ASSERT_EQUAL(same_key, 1000); /* the cookies' key has no part in it */
    probe_set_finish(&set);
}

/* Over neighbouring targets, as over those that a scan asks one after the other. */
static void the_control_ports_are_even(void) {
    const unsigned ports = CONTROL_PORT_LAST - CONTROL_PORT_FIRST + 1;
    uint32_t *near = calloc(ports, sizeof(*near));
    uint32_t *far = calloc(ports, sizeof(*far));
    struct probe_set set;

    make(&set, probe_set_default, (struct port_range){32768, 65535}, 2);
    for (uint32_t i = 0; i < 20 * ports; i++) {
        near[control_port(&set, 0xc0000000 + i) - CONTROL_PORT_FIRST]++;
        far[control_port(&set, i * 2654435761U) - CONTROL_PORT_FIRST]++;
    }
    CU_ASSERT_TRUE(is_even(near, ports, 20));
    CU_ASSERT_TRUE(is_even(far, ports, 20));
    free(near);
    free(far);
    probe_set_finish(&set);
}

static void a_probe_is_found_by_family_and_port(void) {
    struct probe_set set;

    make(&set, probe_set_default, (struct port_range){32768, 65535}, 2);
    CU_ASSERT_EQUAL(probe_set_find(&set, FAMILY_ICMP, 1, 0), 0);
    CU_ASSERT_EQUAL(probe_set_find(&set, FAMILY_TCP, 1, 443), 4);
    CU_ASSERT_EQUAL(probe_set_find(&set, FAMILY_UDP, 1, 53), 6);
    CU_ASSERT_EQUAL(probe_set_find(&set, FAMILY_TCP, 1, 53), NO_PROBE);
    CU_ASSERT_EQUAL(probe_set_find(&set, FAMILY_UDP, 1, 443), NO_PROBE);
    CU_ASSERT_EQUAL(probe_set_find(&set, FAMILY_TCP, 1, 0), NO_PROBE);
    probe_set_finish(&set);
}

static void a_stored_probe_is_not_taken_twice(void) {
    struct probe_set set = {0};
    struct error error;

    CU_ASSERT_TRUE(probe_set_restore(&set, "udp/161", "a", 1, &error));
    CU_ASSERT_TRUE(probe_set_restore(&set, "tcp/161", NULL, 0, &error));
    CU_ASSERT_FALSE(probe_set_restore(&set, "udp/161", "b", 1, &error));
    CU_ASSERT_STRING_EQUAL(error.text, "--probes: 'udp/161' asks the same as "
                                       "'udp/161'; name each probe once");
    probe_set_finish(&set);
}

static CU_TestInfo cases[] = {
    CASE(the_default_list_is_the_papers_probes_and_the_control),
    CASE(ports_are_given_by_number),
    CASE(bad_lists_say_what_would_be_right),
    CASE(a_payload_is_read_from_its_file),
    CASE(a_payload_must_fit_a_packet),
    CASE(no_more_probes_than_bits_are_taken),
    CASE(a_stored_probe_is_not_taken_twice),
    CASE(the_source_port_tells_the_attempt),
    CASE(a_port_outside_the_range_is_of_no_attempt),
    CASE(each_attempt_has_as_many_ports),
    CASE(fewer_ports_than_attempts_are_refused),
    CASE(the_control_port_is_a_dynamic_one),
    CASE(the_control_port_is_never_that_of_another_probe),
    CASE(the_control_port_depends_on_seed_and_target),
    CASE(the_control_ports_are_even),
    CASE(a_probe_is_found_by_family_and_port),
    CU_TEST_INFO_NULL,
};

const struct suite suite = {"probe_set", cases};
