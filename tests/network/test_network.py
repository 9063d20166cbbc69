#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Scans a network of real kernels and daemons, and finds exactly the replies that are there.

usage: test_network.py BUILD_DIRECTORY

Set LIVENESS_CAPTURE to a file name to keep what the scanner's interface saw during the scan, LIVENESS_KEEP to one to
keep the results.
"""

import os
import shutil
import socket
import sqlite3
import struct
import sys

import agreement_tests
import counts
import expectations
import harness
import report_tests
from harness import run
from recorded_scan import ATTEMPTS, RATE, Scan, without_detail


def daemons_speak_their_protocols():
    """A SYN-ACK comes from the kernel; this shows that there is a daemon behind it."""
    done = run("scanner", sys.executable, "-B", harness.HERE / "talk.py")
    return done.stdout.splitlines() + ([done.stderr.strip()[-500:]] if done.returncode else [])


def the_scan_ends_well_and_says_nothing(scan):
    return scan.run()


def every_probe_arrives_at_the_router(scan):
    planned = len(scan.targets) * len(expectations.PROBES) * ATTEMPTS
    if scan.arrived != planned:
        yield f"{planned} probes planned, {scan.arrived} counted by the router's kernel"


def every_reply_there_is_found(scan):
    """Without regard to evidence and duplicates, which have their own tests."""
    found = without_detail(scan.found())
    for reply in sorted(scan.expected, key=str):
        if not without_detail([reply]) <= found:
            yield "missing: " + scan.describe(reply)


def no_reply_is_found_that_is_not_there(scan):
    there = without_detail(scan.expected)
    for reply in sorted(scan.found(), key=str):
        if not without_detail([reply]) <= there:
            yield "extra: " + scan.describe(reply)


def each_reply_has_its_evidence_and_its_duplicates(scan):
    found = scan.found()
    for reply in sorted(scan.expected - set(found), key=str):
        yield "expected: " + scan.describe(reply)
    for reply in sorted(set(found) - scan.expected, key=str):
        yield "found: " + scan.describe(reply)


def no_reply_has_two_rows(scan):
    for reply, times in scan.found().items():
        if times != 1:
            yield f"{times} rows: {scan.describe(reply)}"


def the_file_holds_as_many_packets_as_the_kernel_counted(scan):
    with sqlite3.connect(scan.file) as database:
        unsolicited = database.execute("SELECT coalesce(sum(packets), 0) FROM unsolicited").fetchone()[0]
    in_file = sum(1 + row["duplicates"] for row in scan.rows) + unsolicited
    if in_file != scan.came_back:
        yield f"{scan.came_back} packets came back, the file accounts for {in_file}"


def each_reject_type_is_recorded_with_its_code(scan):
    """Both by a host for itself (direct) and by the router for a host (indirect), to probes of every protocol."""
    codes = {"net_unreachable": 0, "host_unreachable": 1, "prot_unreachable": 2, "port_unreachable": 3,
             "net_prohibited": 9, "host_prohibited": 10, "admin_prohibited": 13}
    for name, code in codes.items():
        for case, direct in (("host_rejects_" + name, 1), ("router_rejects_" + name, 0)):
            rows = [row for row in scan.rows if scan.case_of(row["target"]) == case]
            told = {(row["probe"], row["attempt"]) for row in rows
                    if (row["icmp_type"], row["icmp_code"], row["direct"]) == (3, code, direct)}
            if len(told) != len(expectations.PROBES) * ATTEMPTS or len(rows) != len(told):
                yield f"{case}: {len(told)} of {len(rows)} rows are 3/{code} with direct = {direct}"


def columns_of_a_reply_agree_with_each_other(scan):
    for row in scan.rows:
        wrong = []
        if row["scan"] != 1:
            wrong.append(f"scan {row['scan']}")
        if row["direct"] != (row["target"] == row["responder"]):
            wrong.append(f"direct {row['direct']}")
        for name in ("target", "responder"):
            if row[name + "_number"] != struct.unpack("!I", socket.inet_aton(row[name]))[0]:
                wrong.append(f"{name}_number {row[name + '_number']}")
        if not 0 < row["ttl"] <= 255:
            wrong.append(f"ttl {row['ttl']}")
        if row["rtt_us"] is not None and not 0 < row["rtt_us"] < 4_000_000:
            wrong.append(f"rtt_us {row['rtt_us']}")
        if wrong:
            yield f"{scan.case_of(row['target'])}: {row['target']} {row['probe']}: {', '.join(wrong)}"


def each_ttl_tells_the_number_of_hops(scan):
    """All start at 64: replies lose 1 at the router, unless it made them, and 2 more on the way by a translator."""
    for row in scan.rows:
        case = scan.case_of(row["target"])
        by_router = row["responder"] in ("192.0.2.1", "192.0.2.129") or case == "router_resets"
        translated = case == "translated_to_one_port" and row["kind"] == "syn_ack"
        ttl = 64 if by_router else 61 if translated else 63
        if row["ttl"] != ttl:
            yield f"{case}: {row['target']} {row['probe']}: ttl {row['ttl']}, expected {ttl}"


def round_trip_times_are_those_of_the_network(scan):
    """The usual reply takes some microseconds; a missing neighbour 0.2 s, a reassembly that times out 1 s."""
    def times(*cases):
        return sorted(row["rtt_us"] for row in scan.rows
                      if scan.case_of(row["target"]) in cases and row["rtt_us"] is not None
                      and (row["icmp_type"], row["icmp_code"]) in ((None, None), (3, 1), (11, 1)))

    usual = times("crowd")
    if not usual or usual[len(usual) // 2] > 50_000:
        yield f"crowd: median of {len(usual)} round-trip times is {usual[len(usual) // 2:][:1]} microseconds"
    for case, least in (("neighbour_missing", 100_000), ("reassembly_times_out", 900_000)):
        late = [rtt for rtt in times(case) if rtt >= least]
        if not late:
            yield f"{case}: no round-trip time of {least} microseconds or more in {times(case)}"


def retransmissions_come_at_least_two_seconds_later(scan):
    """By the sending times, which are arrival less round trip. Blocks of targets may be a quarter larger than the
    delay's worth, and the window may come on top."""
    sent = {}
    with sqlite3.connect(scan.file) as database:
        query = "SELECT target, probe, attempt, time_us - rtt_us FROM reply_row WHERE rtt_us IS NOT NULL"
        for target, probe, attempt, when in database.execute(query):
            sent.setdefault((target, probe), {})[attempt] = when
    gaps = sorted(both[2] - both[1] for both in sent.values() if len(both) == 2)
    if not gaps or not 2_000_000 <= gaps[0] <= gaps[-1] <= 4_000_000:
        yield f"{len(gaps)} gaps from {gaps[:1]} to {gaps[-1:]} microseconds"


def tell_share_found(scan):
    found, there = without_detail(scan.found()), without_detail(scan.expected)
    print(f"       {len(found & there)} of {len(there)} replies found at {RATE} packets a second "
          f"({len(found & there) / len(there):.6f}), {len(found - there)} extra; the scan took {scan.seconds:.1f} s, "
          f"its own rate is {scan.achieved_rate():.0f}")


REPLY_TESTS = [
    every_probe_arrives_at_the_router,
    every_reply_there_is_found,
    no_reply_is_found_that_is_not_there,
    each_reply_has_its_evidence_and_its_duplicates,
    no_reply_has_two_rows,
    the_file_holds_as_many_packets_as_the_kernel_counted,
    each_reject_type_is_recorded_with_its_code,
    columns_of_a_reply_agree_with_each_other,
    each_ttl_tells_the_number_of_hops,
    round_trip_times_are_those_of_the_network,
    retransmissions_come_at_least_two_seconds_later,
]


def main():
    directory = harness.enter(["zmap", "nmap"])
    score = harness.Score()
    score.run(daemons_speak_their_protocols)
    scan = Scan(directory)
    score.run(the_scan_ends_well_and_says_nothing, scan)
    if not scan.rows:
        score.finish()
    if "LIVENESS_KEEP" in os.environ and scan.file.exists():
        shutil.copy(scan.file, os.environ["LIVENESS_KEEP"])
    for test in REPLY_TESTS:
        score.run(test, scan)
    tell_share_found(scan)
    for name in counts.COLUMNS:
        score.run(report_tests.report_agrees_with_an_independent_count, scan, name,
                  name=f"report_{name}_agrees_with_an_independent_count")
    for test in report_tests.TESTS + agreement_tests.TESTS:
        score.run(test, scan)
    score.finish()


if __name__ == "__main__":
    main()
