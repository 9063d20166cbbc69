# SPDX-License-Identifier: MIT
"""Tests of interfaces and gateways, fit and unfit ones, and of the privilege to use them."""

import pathlib
import subprocess
import sys
import time

import expectations
import harness
from harness import at, must
from scan_place import differences, expected_for, files_left, not_one_line, not_well_done, replies_in


def a_tun_device_without_link_layer_is_scanned(place):
    harness.must("scanner", "ip", "netns", "add", "tunnel")
    process = subprocess.Popen(at("tunnel", sys.executable, "-B", harness.HERE / "tun_hosts.py", "tun0"),
                               stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline() != "ready\n":
            yield "no tun device: is /dev/net/tun there?"
            return
        for command in ("ip link set lo up", "sysctl -q -w net.ipv6.conf.all.disable_ipv6=1",
                        "ip address add 192.0.2.2/32 dev tun0", "ip link set tun0 up",
                        "ip route add default dev tun0"):
            must("tunnel", *command.split())
        output = place.new_output()
        yield from not_well_done(place.scan(output, "-i", "tun0", "203.0.113.0/28", place="tunnel"))
        hosts = [f"203.0.113.{number}" for number in range(16)]
        kinds = {probe: ("syn_ack", None, None) for probe in expectations.GROUPS["tcp"]}
        kinds["echo"] = ("echo_reply", 0, 0)
        expected = {(host, probe, attempt, host, *kinds[probe])
                    for host in hosts for probe in kinds for attempt in (1, 2)}
        yield from differences(expected, replies_in(output))
    finally:
        process.kill()
        process.communicate()


def the_gateway_is_asked_for_by_arp_when_nobody_knows_it(place):
    must("scanner", "ip", "neighbour", "flush", "dev", "scan0")
    known = must("scanner", "ip", "neighbour", "show", "dev", "scan0").strip()
    if known:
        yield f"the neighbour table is not empty: {known}"
    output = place.new_output()
    yield from not_well_done(place.scan(output, "-i", "scan0", "198.51.100.15"))
    yield from differences(expected_for(["198.51.100.15"]), replies_in(output))


def no_interface_needs_naming_where_the_route_tells_it(place):
    output = place.new_output()
    yield from not_well_done(place.scan(output, "198.51.100.15"))
    yield from differences(expected_for(["198.51.100.15"]), replies_in(output))


def a_list_may_begin_on_the_scanners_own_link(place):
    """The gateway itself, which needs no gateway, comes before a target that does."""
    output = place.new_output()
    yield from not_well_done(place.scan(output, "-i", "scan0", "192.0.2.1", "198.51.100.15"))
    gateway = {tuple("192.0.2.1" if field == "192.0.2.129" else field for field in reply)
               for reply in expected_for(["192.0.2.129"])}
    yield from differences(expected_for(["198.51.100.15"]) | gateway, replies_in(output))


def make_odd_interfaces():
    """Namespaces with interfaces that cannot be scanned from, each in its own way."""
    must("scanner", "ip", "netns", "add", "lonely")
    for command in ("ip link set lo up",
                    "ip link add mute type veth peer name wall", # nobody answers ARP here
                    "ip address add 192.0.2.2/24 dev mute", "ip link set mute up", "ip link set wall up",
                    "ip route add default via 192.0.2.1 dev mute",
                    "ip link add down0 type veth peer name down1", "ip address add 198.51.100.1/24 dev down0"):
        must("lonely", *command.split())
    must("scanner", "ip", "netns", "add", "nameless")
    for command in ("ip link add bare0 type veth peer name bare1", "ip link set bare0 up", "ip link set bare1 up",
                    "ip route add default dev bare0"):
        must("nameless", *command.split())


def a_gateway_that_does_not_answer_is_an_error(place):
    output = place.new_output()
    began = time.monotonic()
    done = place.scan(output, "-i", "mute", "203.0.113.1", place="lonely")
    if time.monotonic() - began > 6:
        yield f"it took {time.monotonic() - began:.1f} s"
    yield from not_one_line(done, 1, "192.0.2.1", "mute")
    yield from files_left(output)


def an_interface_that_is_down_is_an_error(place):
    output = place.new_output()
    yield from not_one_line(place.scan(output, "-i", "down0", "203.0.113.1", place="lonely"), 1, "down0", "down")
    yield from files_left(output)


def an_interface_without_address_is_an_error(place):
    output = place.new_output()
    done = place.scan(output, "-i", "bare0", "-G", "02:00:00:00:00:01", "203.0.113.1", place="nameless")
    yield from not_one_line(done, 1, "bare0", "address")
    yield from files_left(output)


def an_unknown_interface_is_an_error(place):
    output = place.new_output()
    yield from not_one_line(place.scan(output, "-i", "nosuch0", "203.0.113.1"), (1, 2), "nosuch0")
    yield from files_left(output)


def a_user_without_privilege_is_told_the_remedy(place):
    """As user nobody; in a user namespace, which has no other user, as one whose capabilities are gone."""
    drop = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
    if pathlib.Path("/proc/self/uid_map").read_text().split()[2] != "1":
        drop += ["--reuid", 65534, "--regid", 65534, "--clear-groups"]
    output = place.new_output()
    done = place.scan(output, "-i", "scan0", "198.51.100.15", before=drop)
    yield from not_one_line(done, 1)
    if "root" not in done.stderr and "cap_net_raw" not in done.stderr.lower():
        yield f"no remedy in {done.stderr!r}"
    yield from files_left(output)


TESTS = [
    no_interface_needs_naming_where_the_route_tells_it,
    the_gateway_is_asked_for_by_arp_when_nobody_knows_it,
    a_list_may_begin_on_the_scanners_own_link,
    a_tun_device_without_link_layer_is_scanned,
    a_gateway_that_does_not_answer_is_an_error,
    an_interface_that_is_down_is_an_error,
    an_interface_without_address_is_an_error,
    an_unknown_interface_is_an_error,
    a_user_without_privilege_is_told_the_remedy,
]
