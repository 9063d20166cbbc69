# SPDX-License-Identifier: MIT
"""Tests of mistakes in options, lists and files: each is told in one line, and leaves nothing behind."""

import contextlib
import hashlib
import json
import sqlite3

from harness import counter, must, run
from other_scanners import gateway_mac
from scan_place import files_left, not_one_line


def mistakes(place):
    """(sentence, arguments, exit status, words that the message must hold)."""
    def lists(name, content):
        return ["-w", place.write(name, content)]

    good = "198.51.100.15"
    missing = place.directory / "missing.txt"
    bad_line = lists("bad-line.txt", "# comment\n198.51.100.15\n198.51.100.300\n")
    ipv6 = lists("ipv6.txt", "198.51.100.15\n2001:db8::1\n")
    return [
        ("a_malformed_target", ["300.1.2.3"], 2, ["300.1.2.3"]),
        ("a_prefix_longer_than_32", ["10.0.0.0/33"], 2, ["10.0.0.0/33"]),
        ("a_range_backwards", ["10.0.0.9-10.0.0.1"], 2, ["10.0.0.9-10.0.0.1"]),
        ("an_ipv6_target", ["2001:db8::1"], 2, ["2001:db8::1", "IPv6"]),
        ("an_empty_list", lists("empty.txt", ""), 2, ["empty.txt"]),
        ("a_list_of_comments_only", lists("comments.txt", "# nobody\n\n"), 2, ["comments.txt"]),
        ("a_list_with_a_bad_line", bad_line, 2, ["bad-line.txt", "3", "198.51.100.300"]),
        ("a_list_with_a_zero_byte", lists("zero.txt", "198.51.100.15\n\0\n198.51.100.16\n"), 2, ["zero.txt", "NUL"]),
        ("a_list_with_an_ipv6_address", ipv6, 2, ["ipv6.txt", "2", "2001:db8::1", "IPv6"]),
        ("a_missing_list", ["-w", missing], (1, 2), ["missing.txt", "No such file"]),
        ("a_missing_blocklist", ["-b", missing, good], (1, 2), ["missing.txt", "No such file"]),
        ("a_directory_as_list", ["-w", place.directory], (1, 2), [str(place.directory)]),
        ("a_rate_in_words", ["-r", "fast", good], 2, ["--rate", "fast"]),
        ("a_rate_of_0", ["-r", "0", good], 2, ["--rate", "'0'"]),
        ("a_negative_rate", ["-r", "-1", good], 2, ["--rate", "-1"]),
        ("a_rate_with_a_tail", ["-r", "10x", good], 2, ["--rate", "10x"]),
        ("an_unknown_probe", ["--probes", "ssh,gopher", good], 2, ["gopher"]),
        ("a_port_of_70000", ["--probes", "tcp/70000", good], 2, ["70000"]),
        ("an_empty_probe_list", ["--probes", "", good], 2, ["probe"]),
        ("a_probe_named_twice", ["--probes", "ssh,ssh", good], 2, ["ssh"]),
        ("a_udp_probe_without_file", ["--probes", "udp/161", good], 2, ["udp/161"]),
        ("a_missing_payload", ["--probes", f"udp/161:{missing}", good], (1, 2), ["missing.txt", "No such file"]),
        ("an_unknown_option", ["--frobnicate", good], 2, ["--frobnicate"]),
        ("a_missing_value", [good, "--rate"], 2, ["rate"]),
        ("no_target", [], 2, ["target"]),
        ("a_shard_out_of_range", ["--shards", 2, "--shard", 2, "-e", 1, good], 2, ["--shard"]),
        ("attempts_of_0", ["--attempts", 0, good], 2, ["--attempts"]),
        ("a_bad_gateway_mac", ["-G", "02:00", good], 2, ["--gateway-mac", "02:00"]),
        ("a_foreign_source_address", ["-S", "192.0.2.99", "-i", "scan0", good], (1, 2), ["192.0.2.99"]),
        ("a_bad_port_range", ["-s", "9-1", good], 2, ["--source-ports", "9-1"]),
        ("everything_blocked", ["-b", place.write("all.txt", "0.0.0.0/0\n"), good], (1, 2), ["block"]),
        ("more_than_65536_targets", ["100.64.0.0/15"], 2, ["131072", "--yes"]),
    ]


def a_mistake_is_told_in_one_line(place, arguments, status, words):
    output = place.new_output()
    before = counter("router", "probes")
    yield from not_one_line(place.scan(output, *arguments), status, *words)
    yield from files_left(output)
    if counter("router", "probes") != before:
        yield "packets were sent"


def reserved_addresses_need_blocklist_none(place):
    output = place.new_output()
    done = run("scanner", place.program, "scan", "-q", "-i", "scan0", "-o", output, "198.51.100.15")
    yield from not_one_line(done, (1, 2), "blocklist")
    yield from files_left(output)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def an_output_that_is_no_results_file_is_not_touched(place):
    foreign = place.new_output()
    with sqlite3.connect(foreign) as database:
        database.execute("CREATE TABLE diary (entry TEXT)")
    database.close()
    text = place.write("text.db", "dear diary, you are long enough\n")
    newer = place.new_output()
    place.scan(newer, "-i", "scan0", "198.51.100.15")
    with contextlib.closing(sqlite3.connect(newer)) as database:
        database.execute("PRAGMA user_version = 99")
    sent = counter("router", "probes")
    for path in (foreign, text, newer):
        before = digest(path)
        yield from not_one_line(place.scan(path, "-i", "scan0", "198.51.100.15"), 2, path.name, "new name")
        if digest(path) != before:
            yield f"{path.name} was changed"
        yield from (f"left behind: {other.name}" for other in path.parent.glob(path.name + "?*"))
    yield from not_one_line(place.scan("/dev/null", "-i", "scan0", "198.51.100.15"), 2, "/dev/null", "new name")
    if counter("router", "probes") != sent:
        yield "packets were sent"


def an_output_in_a_missing_directory_is_an_error(place):
    output = place.directory / "nowhere" / "results.db"
    yield from not_one_line(place.scan(output, "-i", "scan0", "198.51.100.15"), (1, 2), "nowhere/results.db")


def a_dry_run_sends_nothing(place):
    """A permanent neighbour keeps the kernel from sending ARP of its own, so that not one frame is to be seen."""
    gateway = ["192.0.2.1", "lladdr", gateway_mac(), "dev", "scan0", "nud"]
    must("scanner", "ip", "neighbour", "replace", *gateway, "permanent")
    before = interface_packets()
    output = place.new_output()
    done = run("scanner", place.program, "scan", "-b", "none", "-i", "scan0", "--dry-run", "-o", output,
               "100.64.0.0/15")
    after = interface_packets()
    must("scanner", "ip", "neighbour", "replace", *gateway, "reachable")
    if done.returncode != 0 or "131072" not in done.stdout + done.stderr:
        yield f"exit status {done.returncode}, said {done.stdout + done.stderr!r}"
    if after != before:
        yield f"{after - before} packets left the interface"
    yield from files_left(output)


def interface_packets():
    """From ip, since /sys shows the interfaces of the namespace it was mounted in."""
    return json.loads(must("scanner", "ip", "-j", "-s", "link", "show", "scan0"))[0]["stats64"]["tx"]["packets"]


TESTS = [
    a_dry_run_sends_nothing,
    reserved_addresses_need_blocklist_none,
    an_output_that_is_no_results_file_is_not_touched,
    an_output_in_a_missing_directory_is_an_error,
]
