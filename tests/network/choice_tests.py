# SPDX-License-Identifier: MIT
"""Tests of what a user may choose: targets, blocklists, probes, attempts, shards, and other scans beside."""

import subprocess

import harness
from harness import at, counter, run
from scan_place import differences, expected_for, fetch, not_well_done, replies_in
from signal_tests import finish


def lists_may_have_comments_carriage_returns_blocks_and_ranges(place):
    path = place.write("mixed.txt", "# hosts\r\n198.51.100.15\r\n\r\n  198.51.100.16 # closed\r\n"
                                    "198.51.100.20-198.51.100.22\r\n198.51.100.24/31\r\n198.51.100.16\r\n198.51.100.11")
    addresses = [f"198.51.100.{number}" for number in (11, 15, 16, 20, 21, 22, 24, 25)]
    output = place.new_output()
    yield from not_well_done(place.scan(output, "-i", "scan0", "-w", path))
    yield from differences(expected_for(addresses), replies_in(output))
    asked = fetch(output, "SELECT targets FROM scan")
    if asked != [(len(addresses),)]:
        yield f"scan.targets {asked}, expected {len(addresses)}"


def a_blocklist_keeps_its_addresses_from_every_probe(place):
    path = place.write("opt-outs.txt", "198.51.100.16 # asked to be left alone\n203.0.113.0/24\n")
    output = place.new_output()
    before = counter("router", "probes")
    yield from not_well_done(place.scan(output, "-i", "scan0", "-b", path, "198.51.100.15-198.51.100.17"))
    if counter("router", "probes") - before != 2 * 9 * 2:
        yield f"{counter('router', 'probes') - before} probes arrived, expected 36"
    yield from differences(expected_for(["198.51.100.15"]), replies_in(output))


def probes_may_be_chosen(place):
    payload = place.write("question.bin", b"\x00\x01question")
    output = place.new_output()
    chosen = f"ssh,https,tcp/8080,udp/161:{payload}"
    yield from not_well_done(place.scan(output, "-i", "scan0", "--probes", chosen, "198.51.100.15", "198.51.100.88"))
    expected = expected_for(["198.51.100.15"], ["ssh", "https"])
    for attempt in (1, 2):
        for host in ("198.51.100.15", "198.51.100.88"):
            expected.add((host, "tcp/8080", attempt, host, "rst_ack", None, None))
        for probe in ("ssh", "https"):
            expected.add(("198.51.100.88", probe, attempt, "198.51.100.88", "rst_ack", None, None))
        expected.add(("198.51.100.15", "udp/161", attempt, "198.51.100.15", "icmp_error", 3, 3))
        expected.add(("198.51.100.88", "udp/161", attempt, "198.51.100.88", "udp_invalid", None, None))
    yield from differences(expected, replies_in(output))


def one_attempt_is_one_attempt(place):
    output = place.new_output()
    yield from not_well_done(place.scan(output, "-i", "scan0", "--attempts", 1, "198.51.100.15-198.51.100.18"))
    addresses = [f"198.51.100.{number}" for number in range(15, 19)]
    yield from differences(expected_for(addresses, attempts=(1,)), replies_in(output))


def shards_together_make_the_whole(place):
    parts = []
    for shard in range(3):
        output = place.new_output()
        yield from not_well_done(place.scan(output, "-i", "scan0", "-e", 5, "--shards", 3, "--shard", shard,
                                            "198.18.1.0/26", timeout=90))
        parts.append(replies_in(output))
    if sum(map(len, parts)) != len(set().union(*parts)):
        yield "the shards share replies"
    yield from differences(expected_for([f"198.18.1.{number}" for number in range(64)]), set().union(*parts))


def a_scan_says_its_plan_unless_it_is_quiet(place):
    output = place.new_output()
    done = run("scanner", place.program, "scan", "-b", "none", "-i", "scan0", "-c", 1, "--retransmit-delay", 1,
               "-o", output, "198.51.100.15")
    if done.returncode != 0 or "plan" not in done.stderr or done.stdout:
        yield f"exit status {done.returncode}, stdout {done.stdout!r}, stderr {done.stderr!r}"


def two_scans_at_once_keep_to_their_own_replies(place):
    """Each sees the other's replies and must take none; a foreign segment whose destination port happens to be the
    right one of 16384 cannot be told from an odd stack's, and is a reply of the kind tcp_other at worst. They are slow, so
    that most of their time is common to both however late one starts."""
    outputs = [place.new_output(), place.new_output()]
    processes = [subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", "-r", 250, "-e", seed, "-c", 4,
                                                               "198.18.2.0/26")),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                 for seed, output in enumerate(outputs, 1)]
    for process in processes:
        _, said = finish(process, 60)
        if process.returncode or said:
            yield f"exit status {process.returncode}, said {said!r}"
    expected = expected_for([f"198.18.2.{number}" for number in range(64)])
    for output in outputs:
        found = replies_in(output)
        by_chance = {reply for reply in found if reply[4] == "tcp_other"}
        yield from differences(expected, found - by_chance)
        if len(by_chance) > 3:
            yield f"{len(by_chance)} segments of the other scan were taken for replies"
        foreign = fetch(output, "SELECT coalesce(sum(packets), 0) FROM unsolicited")[0][0]
        if foreign < len(expected) // 2:
            yield f"only {foreign} packets of the other scan were counted unsolicited, of {len(expected)}"
        problems = subprocess.run(["sqlite3", output], input=(harness.ROOT / "queries/check.sql").read_text(),
                                  capture_output=True, text=True, timeout=60)
        if problems.stdout or problems.stderr:
            yield f"check.sql: {problems.stdout}{problems.stderr}"


TESTS = [
    lists_may_have_comments_carriage_returns_blocks_and_ranges,
    a_blocklist_keeps_its_addresses_from_every_probe,
    probes_may_be_chosen,
    one_attempt_is_one_attempt,
    shards_together_make_the_whole,
    two_scans_at_once_keep_to_their_own_replies,
    a_scan_says_its_plan_unless_it_is_quiet,
]
