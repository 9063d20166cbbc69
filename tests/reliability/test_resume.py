#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Where a scan is gone on with: at what was in flight, or right behind what was waited for; and what a file may decide.

usage: test_resume.py BUILD_DIRECTORY [TEST...]
"""

import contextlib
import pathlib
import signal
import sqlite3
import sys

from ended_scan import COMPLETE, RATE, TIME, Scan, run_tests

LATE_MS = 2500
TARGETS = 2500  # more than these runs can ask within their limits
ALL_LATE = f"prefix\t10.3.0.0/20\tssh:syn_ack+delay={LATE_MS}ms\n"


def a_late_answer_to_a_killed_run_gets_no_wrong_time(directory):
    """It was killed so early that there is nothing to go back to, and gone on with at once."""
    scan = Scan(directory, "-n", 1500, "-c", 3, world=ALL_LATE, before="killed").finish()
    yield from scan.not_ended("done", 0, COMPLETE)
    times = [rtt for rtt, in scan.fetch("SELECT rtt_us / 1000 FROM replies WHERE rtt_us IS NOT NULL ORDER BY 1")]
    if scan.fetch("SELECT slot FROM run") != [(0,), (0,)] or not scan.fetch("SELECT slot FROM progress WHERE slot > 0"):
        yield f"runs: {scan.fetch('SELECT * FROM run')}"
    if len(times) < 500 or times[0] < LATE_MS - 1 or times[-1] > LATE_MS + 1000:
        yield f"{len(times)} round-trip times after {LATE_MS} ms: from {times[:1]} to {times[-1:]}"


def what_was_waited_for_is_not_asked_again(directory):
    """A time limit a run; each goes on where the one before it stopped, for a target is asked once."""
    Scan(directory, "-n", TARGETS, "-t", 1, "-c", 0.5).finish()
    for _ in range(4):
        scan = Scan(directory, "-t", 0.5, resume=True).finish()
        yield from scan.not_ended("max_runtime", 0, TIME)
    yield from Scan(directory, resume=True).finish().not_ended("done", 0, COMPLETE)
    begins = [slot for slot, in scan.fetch("SELECT slot FROM run ORDER BY run")]
    if begins != sorted(begins) or len(set(begins)) < 4:
        yield f"runs began at {begins}"
    asked, replies, twice = scan.fetch(
        "SELECT (SELECT sum(probes_sent) FROM health), count(*), total(duplicates > 1) FROM replies")[0]
    # where it stopped, one packet may have been sent and not be counted as progress
    if not TARGETS <= asked <= TARGETS + len(begins) or replies != TARGETS or twice > len(begins):
        yield f"{asked} probes to {TARGETS} targets, {replies} replies, {twice} asked twice"


def what_was_interrupted_in_its_cooldown_is_asked_again(directory):
    scan = Scan(directory, "-n", 3000, "-c", 1)
    scan.wait_until_sending()
    scan.send(signal.SIGTERM, signal.SIGTERM)
    scan.finish()
    scan = Scan(directory, resume=True).finish()
    yield from scan.not_ended("done", 0, COMPLETE)
    slots = scan.fetch("SELECT slots FROM progress")[0][0]
    if scan.fetch("SELECT slot, settled_slot FROM run ORDER BY run") != [(0, None), (0, slots)]:
        yield f"runs {scan.fetch('SELECT * FROM run')}"


def what_only_an_earlier_run_sent_is_asked_again(directory):
    """The second run ends in good order, and before it has come to where the first one was killed."""
    scan = Scan(directory, "-n", 3000, "-c", 1)
    scan.wait_until_sent(3 * RATE)
    scan.send(signal.SIGKILL)
    scan.finish()
    scan = Scan(directory, "-t", 0.4, resume=True).finish()
    yield from scan.not_ended("max_runtime", 0, TIME)
    sent = scan.fetch("SELECT slot FROM progress")[0][0]
    settled = scan.fetch("SELECT settled_slot FROM run ORDER BY run")
    if settled[0] != (None,) or not 0 < settled[1][0] < sent:
        yield f"settled up to {settled}, sent up to {sent}"
    scan = Scan(directory, resume=True).finish()
    yield from scan.not_ended("done", 0, COMPLETE)
    begins = [slot for slot, in scan.fetch("SELECT slot FROM run ORDER BY run")]
    if begins != [0, 0, settled[1][0]]:
        yield f"runs began at {begins}, settled was up to {settled}"


def set_settings(scan, values):
    with contextlib.closing(sqlite3.connect(scan.file)) as database, database:
        database.executemany("INSERT OR REPLACE INTO setting (scan, name, value) VALUES (1, ?, ?)", values.items())


def a_file_decides_only_what_belongs_to_its_scan(directory):
    """These are options, but no settings that a scan writes down for the next run."""
    scan = Scan(directory, "-n", 900, "-t", 0.5, "-c", 0.3).finish()
    other = directory / "other.db"
    set_settings(scan, {"output": str(other), "dry-run": "", "no-sandbox": "", "quiet": "", "no-seal": "", "resume": str(other),
                        "sender": "carrier", "blocklist": "/nowhere", "yes": "", "gateway-mac": "x"})
    scan = Scan(directory, resume=True, quiet=False)
    scan.wait_for(lambda: "\nSeccomp:\t2\n" in pathlib.Path(f"/proc/{scan.pid}/status").read_text())
    scan.finish()
    yield from scan.not_ended("done", 0, COMPLETE)
    if other.exists() or str(scan.file) not in scan.said:
        yield f"other file: {other.exists()}, said {scan.said!r}"


def a_savefile_that_is_gone_is_asked_for(directory):
    savefile = directory / "a.pcap"
    scan = Scan(directory, "-n", 600, "-t", 0.5, "-c", 0.3, "--pcap", savefile).finish()
    savefile.rename(directory / "b.pcap")
    before = scan.file.read_bytes()
    scan = Scan(directory, resume=True).finish()
    if scan.status != 2 or scan.said.count("\n") != 1 or str(savefile) not in scan.said or "--pcap" not in scan.said:
        yield f"exit status {scan.status}, said {scan.said!r}"
    if savefile.exists() or scan.file.read_bytes() != before:
        yield f"the savefile was made: {savefile.exists()}, or the results were changed"
    yield from Scan(directory, "--pcap", directory / "c.pcap", resume=True).finish().not_ended("done", 0, COMPLETE)


def any_cooldown_can_be_gone_on_with(directory):
    Scan(directory, "-n", 600, "-t", 0.5, "-c", "0.00005").finish()
    yield from Scan(directory, "-c", 0.5, resume=True).finish().not_ended("done", 0, COMPLETE)


def whether_it_was_in_the_sandbox_is_that_of_the_newest_run(directory):
    scan = Scan(directory, "-n", 600, "-t", 0.5, "-c", 0.3).finish()
    said = [scan.fetch("SELECT value FROM setting WHERE name = 'sandbox'")]
    Scan(directory, "--no-sandbox", resume=True).finish()
    said.append(scan.fetch("SELECT value FROM setting WHERE name = 'sandbox'"))
    if said != [[("yes",)], [("no",)]]:
        yield f"{said}"


TESTS = [
    a_late_answer_to_a_killed_run_gets_no_wrong_time,
    what_was_waited_for_is_not_asked_again,
    what_was_interrupted_in_its_cooldown_is_asked_again,
    what_only_an_earlier_run_sent_is_asked_again,
    a_file_decides_only_what_belongs_to_its_scan,
    a_savefile_that_is_gone_is_asked_for,
    any_cooldown_can_be_gone_on_with,
    whether_it_was_in_the_sandbox_is_that_of_the_newest_run,
]

if __name__ == "__main__":
    run_tests({test.__name__: (test,) for test in TESTS}, sys.argv[2:])
