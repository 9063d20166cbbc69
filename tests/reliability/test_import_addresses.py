# SPDX-License-Identifier: MIT
"""Imports captures of what came to other addresses than the one the scan began with.

usage: test_import_addresses.py BUILD_DIRECTORY

Needs no root.
"""

import os
import pathlib
import tempfile

from captures import pcap
from imported_scan import Played, differences, imported, one_line, query, unsound

from harness import Score  # its folder is known since imported_scan

OURS, OTHER = bytes([192, 0, 2, 2]), "192.0.2.9"
TRANSLATED = OURS[2:] + OURS[:2]  # all checksums stay what they are
DESTINATION, QUOTED_SOURCE = slice(30, 34), slice(54, 58)  # of Ethernet frames without options
SOURCES = "SELECT run, source FROM run WHERE scan = ? ORDER BY run"
TIED = """SELECT target, probe, attempt, responder, kind, icmp_type, icmp_code, evidence, sum(1 + duplicates)
  FROM replies WHERE scan = ? GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"""

# Breaks the scan off, and goes on with it from another address.
MOVED = f"""
kept=$1; liveness=$2; shift 2
"$liveness" scan --max-runtime 0.4 "$@" && ip address add {OTHER}/24 dev scan0 &&
exec "$liveness" scan -q -c 0.6 -S {OTHER} --resume "$kept/moved.db"
"""


def number(address):
    return int.from_bytes(bytes(map(int, address.split("."))), "big")


def translated(frame):
    changed = bytearray(frame)
    for place in (DESTINATION, QUOTED_SOURCE):
        if frame[place] == OURS:
            changed[place] = TRANSLATED
    return bytes(changed)


def a_run_records_its_address(scan):
    if scan.done.returncode or scan.done.stderr:
        yield f"exit status {scan.done.returncode}, {scan.done.stderr!r}"
    if query(scan.file, SOURCES) != [(1, number("192.0.2.2")), (2, number(OTHER))]:
        yield f"runs and addresses: {query(scan.file, SOURCES)}"


def replies_to_all_runs_are_imported(scan):
    """As surely tied to their probes as by the scan; from an import, too."""
    sent = set(query(scan.file, TIED))
    copies = scan.fresh("again.db"), scan.fresh("once-more.db")
    for file, copy in zip((scan.file, copies[0]), copies):
        if (done := imported(file, copy, scan.pcap)) != (0, ""):
            yield str(done)
        yield from (f"not the same: {row}" for row in sent ^ set(query(copy, TIED)))
        yield from unsound(copy)
        if query(copy, SOURCES) != query(scan.file, SOURCES):
            yield f"runs and addresses: {query(copy, SOURCES)}"
        ends = "SELECT exit_reason, ended_us FROM run WHERE scan = ? ORDER BY run"
        if query(copy, ends) != query(scan.file, ends):
            yield f"ends of runs: {query(copy, ends)}"


def each_run_had_replies(scan):
    """Else it would be no wonder."""
    for address in (OURS, bytes(map(int, OTHER.split(".")))):
        count = sum(frame[DESTINATION] == address for _, frame in scan.packets())
        if count < 100:
            yield f"{count} packets to {address.hex()}"


def an_address_that_is_given_is_the_only_one(scan):
    copy = scan.fresh("one.db")
    if (done := imported(scan.file, copy, scan.pcap, options=["-S", OTHER])) != (0, ""):
        yield str(done)
    found, sent = (sum(row[-1] for row in query(path, TIED)) for path in (copy, scan.file))
    if not 0 < found < sent:
        yield f"{found} of {sent}"
    if {source for _, source in query(copy, SOURCES)} != {number(OTHER)}:
        yield f"addresses: {query(copy, SOURCES)}"


def no_packet_to_any_address_is_told(scan):
    (strange := scan.fresh("strange.pcap")).write_bytes(pcap([(time, translated(frame)) for time, frame in scan.packets()
                                                              if frame[DESTINATION] == OURS]))
    yield from one_line(imported(scan.file, scan.fresh("strange.db"), strange), 1, f"192.0.2.2 or {OTHER}",
                        "--source-address")


def a_capture_behind_a_translator_is_read_by_its_address(scan):
    (file := scan.fresh("translated.pcap")).write_bytes(
        pcap([(time, translated(frame)) for time, frame in scan.packets()]))
    copy, address = scan.fresh("translated.db"), ".".join(map(str, TRANSLATED))
    yield from one_line(imported(scan.file, copy, file), 1, "192.0.2.2", "--source-address")
    if (done := imported(scan.file, copy, file, options=["--source-address", address])) != (0, ""):
        yield str(done)
    yield from differences(scan.file, copy)
    yield from unsound(copy)


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-import-") as name:
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        moved = Played(pathlib.Path(name), "moved", "quotes", 1500, MOVED)
        for test in (a_run_records_its_address, each_run_had_replies, replies_to_all_runs_are_imported,
                     an_address_that_is_given_is_the_only_one, no_packet_to_any_address_is_told):
            score.run(test, moved)
        score.run(a_capture_behind_a_translator_is_read_by_its_address, Played(pathlib.Path(name), "quotes"))
    score.finish()


if __name__ == "__main__":
    main()
