# SPDX-License-Identifier: MIT
"""Tests of targets on the scanner's own link, which need no gateway, and of replies that come with VLAN tags."""

import subprocess
import sys

import expectations
import harness
from harness import at, must
from scan_place import differences, fetch, files_left, not_one_line, not_well_done, replies_in

HOUSES = ["203.0.113.2", "203.0.113.3", "203.0.113.9"]


def make_street():
    """A link with the scanner's namespace at one end and three addresses of a plain kernel at the other."""
    for name in ("street", "house"):
        must("scanner", "ip", "netns", "add", name)
    must("street", "ip", "link", "add", "street0", "type", "veth", "peer", "name", "house0")
    must("street", "ip", "link", "set", "house0", "netns", "house")
    for command in ("ip address add 203.0.113.1/24 dev street0", "ip link set street0 up"):
        must("street", *command.split())
    for command in ("ip link set lo up", *(f"ip address add {house}/24 dev house0" for house in HOUSES),
                    "ip link set house0 up", "sysctl -q -w net.ipv4.icmp_ratelimit=0"):
        must("house", *command.split())


def closed_host(address):
    """All replies of a kernel without services."""
    replies = {probe: ("rst_ack", None, None) for probe in expectations.GROUPS["tcp"]}
    replies |= {"echo": ("echo_reply", 0, 0), "dns": ("icmp_error", 3, 3), "ntp": ("icmp_error", 3, 3)}
    return {(address, probe, attempt, address, *reply) for probe, reply in replies.items() for attempt in (1, 2)}


def targets_on_the_link_are_asked_without_a_gateway(place):
    output = place.new_output()
    yield from not_well_done(place.scan(output, "203.0.113.0/28", place="street"))
    yield from differences(set().union(*map(closed_host, HOUSES)), replies_in(output))
    targets = fetch(output, "SELECT targets FROM scan")[0][0]
    if targets != len(HOUSES):
        yield f"{targets} targets, though {len(HOUSES)} addresses of the block answer ARP"


def a_link_on_which_nobody_answers_is_an_error(place):
    output = place.new_output()
    yield from not_one_line(place.scan(output, "203.0.113.128/28", place="street"), 1, "ARP")
    yield from files_left(output)


def replies_with_vlan_tags_are_replies(place):
    for command in ("ip link add tag0 type veth peer name tag1", "ip address add 192.0.2.2/32 dev tag0",
                    "ip link set tag0 up", "ip link set tag1 up"):
        must("street", *command.split())
    process = subprocess.Popen(at("street", sys.executable, "-B", harness.HERE / "tagging_hosts.py", "tag1"),
                               stdout=subprocess.PIPE, text=True)
    try:
        process.stdout.readline()
        output = place.new_output()
        options = ["-i", "tag0", "-G", "02:00:00:00:00:01", "--probes", "echo", "198.51.100.0/26"]
        yield from not_well_done(place.scan(output, *options, place="street"))
        hosts = [f"198.51.100.{number}" for number in range(64)]
        yield from differences({(host, "echo", attempt, host, "echo_reply", 0, 0)
                                for host in hosts for attempt in (1, 2)}, replies_in(output))
    finally:
        process.kill()
        process.communicate()


TESTS = [
    targets_on_the_link_are_asked_without_a_gateway,
    a_link_on_which_nobody_answers_is_an_error,
    replies_with_vlan_tags_are_replies,
]
