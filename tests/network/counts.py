# SPDX-License-Identifier: MIT
"""The canned reports counted from a set of replies with plain sets, from their definitions and not from their SQL."""

import ipaddress
from collections import Counter, defaultdict
from itertools import permutations, product

from expectations import FAMILY, GROUPS, STUDY

FAMILIES = ["icmp", "tcp", "udp"]
PORTS = [probe for probe in GROUPS["tcp"] if probe in STUDY]
RST = {"rst_ack", "rst_bare"}
POSITIVE = {"echo_reply", "syn_ack", "udp_valid"}
CATEGORIES = ["port_unreachable", "host_unreachable", "other_unreachable", "other", "multiple"]

COLUMNS = {
    "levels": "level addresses share",
    "coverage": "family addresses share only only_share",
    "coverage_24": "family addresses share only only_share",
    "coverage_probe": "probe addresses share only",
    "combinations": "icmp tcp udp addresses share",
    "replies": "family reply_only error_only both reply_only_share error_only_share both_share",
    "error_only": "family addresses share_of_all",
    "icmp_errors": "family category addresses share",
    "icmp_codes": "family type code name category replies share_of_category direct indirect",
    "ports_answered": "ports rst_only both synack_only addresses share",
    "tcp_ports": "probe active synack_only rst_only both only only_share",
    "tarpits": "measure addresses share inflation",
    "conditional": "given then addresses probability",
    "conditional_as_coded": "given then addresses probability",
    "cross_layer": "family direct indirect indirect_only",
    "negative": "positive any gain",
    "retransmission": "family first second gain",
    "patterns": "pattern addresses share",
}


def ratio(part, whole):
    return part / whole if whole else None


def senders(replies, wanted=lambda reply: True):
    return {reply.responder for reply in replies if wanted(reply)}


def family_of(reply):
    return FAMILY[reply.probe]


def category(reply):
    if reply.type != 3:
        return "other"
    return {3: "port_unreachable", 1: "host_unreachable"}.get(reply.code, "other_unreachable")


def is_error(reply):
    return reply.kind == "icmp_error"


def is_direct(reply):
    return reply.responder == reply.target


def levels(replies):
    everyone = senders(replies)
    rows = [("network_alive", everyone),
            ("transport_active", senders(replies, lambda r: r.kind == "syn_ack" or r.kind in RST)),
            ("transport_alive", senders(replies, lambda r: r.kind == "syn_ack")),
            ("application_active", senders(replies, lambda r: r.kind in ("udp_valid", "udp_invalid"))),
            ("application_alive", senders(replies, lambda r: r.kind == "udp_valid"))]
    return [(name, len(who), ratio(len(who), len(everyone))) for name, who in rows]


def sets_by_family(replies, name_of):
    lit = {family: set() for family in FAMILIES}
    for reply in replies:
        lit[family_of(reply)].add(name_of(reply))
    return lit


def coverage_of(lit):
    everyone = set().union(*lit.values())
    rows, lonely = [], 0
    for family in FAMILIES:
        only = lit[family] - set().union(*(lit[other] for other in FAMILIES if other != family))
        lonely += len(only)
        rows.append((family, len(lit[family]), ratio(len(lit[family]), len(everyone)), len(only),
                     ratio(len(only), len(everyone))))
    return [*rows, ("all", len(everyone), 1.0, lonely, ratio(lonely, len(everyone)))]


def coverage(replies):
    return coverage_of(sets_by_family(replies, lambda reply: reply.responder))


def coverage_24(replies):
    return coverage_of(sets_by_family(
        replies, lambda reply: int(ipaddress.ip_address(reply.responder)) >> 8))


def probes_by_responder(replies, wanted=lambda reply: True):
    lit = defaultdict(set)
    for reply in filter(wanted, replies):
        lit[reply.responder].add(reply.probe)
    return lit


def coverage_probe(replies):
    lit = probes_by_responder(replies)
    return [(probe, sum(probe in probes for probes in lit.values()),
             ratio(sum(probe in probes for probes in lit.values()), len(lit)),
             sum(probes == {probe} for probes in lit.values())) for probe in STUDY]


def combinations(replies):
    lit = sets_by_family(replies, lambda reply: reply.responder)
    counted = Counter(tuple(int(who in lit[family]) for family in FAMILIES) for who in senders(replies))
    whole = sum(counted.values())
    return [(*which, counted[which], ratio(counted[which], whole)) for which in product((0, 1), repeat=3) if any(which)]


def replies(replies):
    rows = []
    for family in FAMILIES:
        errors = senders(replies, lambda r: family_of(r) == family and is_error(r))
        answers = senders(replies, lambda r: family_of(r) == family and not is_error(r))
        parts = [len(answers - errors), len(errors - answers), len(errors & answers)]
        rows.append((family, *parts, *(ratio(part, sum(parts)) for part in parts)))
    return rows


def error_only(replies):
    everyone = senders(replies)
    silent_else = everyone - senders(replies, lambda r: not is_error(r))
    by_family = [(family, senders(replies, lambda r: family_of(r) == family) & silent_else) for family in FAMILIES]
    return [(name, len(who), ratio(len(who), len(everyone))) for name, who in [*by_family, ("all", silent_else)]]


def icmp_errors(replies):
    rows = []
    for family in FAMILIES:
        sorts = defaultdict(set)
        for reply in replies:
            if family_of(reply) == family and is_error(reply):
                sorts[reply.responder].add(category(reply))
        counted = Counter(next(iter(sort)) if len(sort) == 1 else "multiple" for sort in sorts.values())
        rows += [(family, name, counted[name], ratio(counted[name], len(sorts))) for name in CATEGORIES]
    return rows


def icmp_codes(replies):
    """Counts replies, those of both attempts, and not addresses."""
    counted, direct, whole = Counter(), Counter(), Counter()
    for reply in filter(is_error, replies):
        which = (family_of(reply), reply.type, reply.code, category(reply))
        counted[which] += 1
        direct[which] += is_direct(reply)
        whole[which[0], which[3]] += 1
    return [(family, type_, code, ..., sort, counted[which], ratio(counted[which], whole[family, sort]),
             direct[which], counted[which] - direct[which])
            for which in counted for family, type_, code, sort in [which]]


def answers_by_port(replies):
    """By responder: the study ports that drew a SYN-ACK, and those that drew a RST."""
    synack = probes_by_responder(replies, lambda r: r.kind == "syn_ack")
    rst = probes_by_responder(replies, lambda r: r.kind in RST)
    return {who: (synack[who], rst[who]) for who in set(synack) | set(rst)}


def ports_answered(replies):
    answers = answers_by_port(replies)
    rows = []
    for ports in range(1, len(PORTS) + 1):
        here = [both for both in answers.values() if len(both[0] | both[1]) == ports]
        rst_only = sum(not synack for synack, _ in here)
        synack_only = sum(not rst for _, rst in here)
        rows.append((ports, rst_only, len(here) - rst_only - synack_only, synack_only, len(here),
                     ratio(len(here), len(answers))))
    return rows


def tcp_ports(replies):
    answers = answers_by_port(replies).values()
    rows = []
    for port in PORTS:
        here = [both for both in answers if port in both[0] | both[1]]
        synack_only = sum(port not in rst for _, rst in here)
        rst_only = sum(port not in synack for synack, _ in here)
        only = sum(synack | rst == {port} for synack, rst in here)
        rows.append((port, len(here), synack_only, rst_only, len(here) - synack_only - rst_only, only,
                     ratio(only, len(answers))))
    return rows


def tarpits(replies, replies_to_control):
    synack = probes_by_responder(replies, lambda r: r.kind == "syn_ack")
    tarpit = {who for who, ports in synack.items() if ports == set(PORTS)}
    high = tarpit & senders(replies_to_control, lambda r: r.kind == "syn_ack")
    rows = [("tarpits", len(tarpit), ratio(len(tarpit), len(synack)), None),
            ("on_control_port", len(high), ratio(len(high), len(tarpit)), None)]
    for port in PORTS:
        here = sum(port in ports for ports in synack.values())
        rows.append((port, here, ratio(here, len(synack)), ratio(len(tarpit), here)))
    return rows


def is_active(reply):
    if FAMILY[reply.probe] == "udp":
        return not is_error(reply) or (is_direct(reply) and (reply.type, reply.code) == (3, 3))
    return reply.kind in ("echo_reply", "syn_ack") or reply.kind in RST


def conditional(replies, wanted=is_active):
    active = {probe: senders(replies, lambda r: r.probe == probe and wanted(r)) for probe in STUDY}
    return [(given, then, len(active[given] & active[then]),
             ratio(len(active[given] & active[then]), len(active[given]))) for given, then in permutations(STUDY, 2)]


def conditional_as_coded(replies):
    return conditional(replies, lambda reply: True)


def cross_layer(replies):
    rows = []
    for family in FAMILIES:
        direct = senders(replies, lambda r: family_of(r) == family and is_error(r) and is_direct(r))
        indirect = senders(replies, lambda r: family_of(r) == family and is_error(r) and not is_direct(r))
        rows.append((family, len(direct), len(indirect), len(indirect - direct)))
    return rows


def negative(replies):
    positive, everyone = senders(replies, lambda r: r.kind in POSITIVE), senders(replies)
    return [(len(positive), len(everyone), ratio(len(everyone) - len(positive), len(positive)))]


def retransmission(replies):
    rows = []
    for family in FAMILIES:
        first = senders(replies, lambda r: family_of(r) == family and r.attempt == 1)
        later = senders(replies, lambda r: family_of(r) == family) - first
        rows.append((family, len(first), len(later), ratio(len(later), len(first))))
    return rows


def patterns(replies):
    order = ["echo_reply", "syn_ack", "rst", "tcp_other", "udp_valid", "udp_invalid", "icmp_error"]
    heard = defaultdict(set)
    for reply in replies:
        heard[reply.responder].add((reply.probe, "rst" if reply.kind in RST else reply.kind))
    sentence = Counter(" ".join(
        probe + ":" + ",".join(kind for kind in order if (probe, kind) in pairs)
        for probe in STUDY if any(probe == name for name, _ in pairs)) for pairs in heard.values())
    return [(pattern, count, ratio(count, len(heard))) for pattern, count in sentence.items()]


def report(name, all_replies):
    """The rows the report must print, in no particular order; `...` stands for a cell that is not checked."""
    study = [reply for reply in all_replies if reply.probe in STUDY]
    if name == "tarpits":
        return tarpits(study, [reply for reply in all_replies if reply.probe == "control"])
    return globals()[name](study)
