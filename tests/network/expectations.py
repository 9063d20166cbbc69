# SPDX-License-Identifier: MIT
"""Reads expected.txt: which replies every target must send to every probe."""

import ipaddress
import pathlib
from collections import namedtuple

PORTS = {"ssh": 22, "telnet": 23, "http": 80, "https": 443, "cwmp": 7547, "dns": 53, "ntp": 123}
FAMILY = {"echo": "icmp", "ssh": "tcp", "telnet": "tcp", "http": "tcp", "https": "tcp", "cwmp": "tcp", "dns": "udp",
          "ntp": "udp", "control": "tcp"}
PROBES = list(FAMILY)
STUDY = [probe for probe in PROBES if probe != "control"]
GROUPS = {"all": PROBES, "tcp": [p for p in PROBES if FAMILY[p] == "tcp"], "udp": ["dns", "ntp"]}
USUAL_EVIDENCE = {"echo_reply": "cookie", "syn_ack": "cookie", "rst_ack": "cookie", "udp_valid": "cookie",
                  "icmp_error": "quote", "rst_bare": "port", "tcp_other": "port", "udp_invalid": "port"}

# `type` and `code` are those of ICMP replies, else None.
Reply = namedtuple("Reply", "target probe attempt responder kind type code evidence duplicates")
Target = namedtuple("Target", "case address replies")


def read(path=pathlib.Path(__file__).with_name("expected.txt")):
    """The targets of the table, by address; those of a prefix one by one."""
    lines_of = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.split("#")[0].split()
        if words:
            if len(words) < 5:
                raise ValueError(f"{path.name}:{number}: five columns wanted")
            lines_of.setdefault((words[0], words[1]), []).append((number, words[2:]))
    targets = {}
    for (case, where), lines in lines_of.items():
        for address in map(str, ipaddress.ip_network(where)):
            if address in targets:
                raise ValueError(f"{path.name}: {address} is in cases {targets[address].case} and {case}")
            targets[address] = Target(case, address, replies_of(address, lines))
    return targets


def replies_of(address, lines):
    named, replies = set(), set()
    for number, (probes, responder, reply, *more) in lines:
        group = GROUPS.get(probes)
        chosen = [p for p in group if p not in named] if group else probes.split(",")
        for probe in chosen:
            named.add(probe)
            if reply != "-":
                replies |= both_attempts(address, probe, responder, reply, dict(word.split("=") for word in more))
    missing = set(PROBES) - named
    if missing:
        raise ValueError(f"expected.txt: {address}: nothing is said of {', '.join(sorted(missing))}")
    return replies


def both_attempts(address, probe, responder, reply, more):
    kind, _, numbers = reply.partition(":")
    icmp = tuple(map(int, numbers.split("/"))) if numbers else (0, 0) if kind == "echo_reply" else (None, None)
    return {Reply(address, probe, attempt, address if responder == "target" else responder, kind, *icmp,
                  more.get("evidence", USUAL_EVIDENCE[kind]), int(more.get("duplicates", 0)))
            for attempt in (1, 2) if more.get("attempt", str(attempt)) == str(attempt)}
