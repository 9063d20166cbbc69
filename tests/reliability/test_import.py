# SPDX-License-Identifier: MIT
"""Scans simulated worlds with --pcap and imports what was captured: is it the same scan again?

usage: test_import.py BUILD_DIRECTORY

Needs no root. What is compared are all replies, column by column, and all reports.
"""

import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from captures import (COOKED, COOKED_2, MICROSECONDS, NULL, RAW, as_link, pcap, pcapng, read_pcap, with_other_traffic)
from imported_scan import (LIVENESS, REPLIES, WITHOUT_TIMES, Played, differences, differing_reports, imported, one_line,
                           query, report, run, unsound)

from harness import Score  # its folder is known since imported_scan

PLAYED = ["kinds", "quotes", "noise", "duplicates"]

# Kills the scan when it has committed something, keeps what it left, and goes on behind half a packet.
KILLED = """
kept=$1; liveness=$2; shift 2
"$liveness" scan "$@" & scan=$!
committed() { sqlite3 -readonly "$kept/killed.db" "SELECT count(*) > 50 FROM reply_log" 2>/dev/null; }
while kill -0 $scan && [ "$(committed)" != 1 ]; do sleep 0.1; done
kill -KILL $scan; wait $scan 2>/dev/null
mkdir "$kept/killed"; cp "$kept"/killed.db* "$kept"/killed.pcap "$kept/killed/"; rm "$kept"/killed/*-shm
head -c 47 "$kept/killed/killed.pcap" | tail -c 23 >>"$kept/killed.pcap"
exec "$liveness" scan -q -c 0.6 --resume "$kept/killed.db"
"""

# Fills the savefile's disk, keeps what was said, and goes on with another file.
FULL = """
kept=$1; liveness=$2; shift 2
mkdir "$kept/full"; mount -t tmpfs -o size=64k tmpfs "$kept/full"
"$liveness" scan "$@" 2>"$kept/full.said"; echo $? >"$kept/full.status"
cp "$kept/full.db" "$kept/full-before.db"; cp "$kept/full/scan.pcap" "$kept/full-before.pcap"
exec "$liveness" scan -q -c 0.6 --resume "$kept/full.db" --pcap "$kept/full-after.pcap"
"""


def it_ends_well(scan):
    if scan.done.returncode or scan.done.stderr or "No packet was lost" not in scan.done.stdout:
        yield f"exit status {scan.done.returncode}, {scan.done.stderr!r}, {scan.done.stdout!r}"


def an_import_is_the_scan_again(scan):
    copy = scan.fresh("again.db")
    if (done := imported(scan.file, copy, scan.pcap)) != (0, ""):
        yield str(done)
    yield from differences(scan.file, copy)
    yield from differing_reports(scan.file, copy)
    yield from unsound(copy)
    if query(copy, "SELECT count(*) FROM replies WHERE scan = ? AND rtt_us IS NOT NULL") != [(0,)]:
        yield "there are round-trip times, and nobody knows them"


def it_may_be_written_beside_the_scan(scan):
    both = scan.fresh("both.db")
    shutil.copy(scan.file, both)
    if (done := imported(both, both, scan.pcap)) != (0, ""):
        yield str(done)
    yield from differences(scan.file, both)
    yield from differences(scan.file, both, 2)
    yield from differing_reports(scan.file, both, 2)
    yield from unsound(both)
    for line in report(both, "churn", 2).splitlines()[1:]:
        unit, level, before, now, stayed, *changed = line.split(",")
        if len({before, now, stayed}) != 1 or set(changed) != {"0"}:
            yield f"not the same as before: {line}"


def all_forms_of_captures_are_read(scan):
    packets = scan.packets()
    half = len(packets) // 2
    yield from scan.imported_as("microseconds", pcap(packets, magic=MICROSECONDS))
    yield from scan.imported_as("other-endian", pcap(packets, order=">" if sys.byteorder == "little" else "<"))
    yield from scan.imported_as("pcapng", pcapng(packets))
    yield from scan.imported_as("pcapng-microseconds", pcapng(packets, digits=6))
    yield from scan.imported_as("two", pcapng(packets[:half]), pcap(packets[half:]))
    for name, link in [("raw", RAW), ("null", NULL), ("cooked", COOKED), ("cooked-2", COOKED_2)]:
        yield from scan.imported_as(name, pcap(as_link(link, packets), link))
    random.Random(5).shuffle(packets)
    yield from scan.imported_as("shuffled", pcap(packets))


def other_traffic_is_passed_over(scan):
    yield from scan.imported_as("mixed", pcap(with_other_traffic(scan.packets())))


def standard_input_is_read(scan):
    copy = scan.fresh("stdin.db")
    with scan.pcap.open("rb") as stream:
        done = imported(scan.file, copy, "-", stdin=stream)
    if done != (0, ""):
        yield str(done)
    yield from differences(scan.file, copy)


def times_are_those_of_the_capture(scan):
    """An hour earlier, most of them are before the scan began."""
    earlier = [(stamp - 3600 * 10**9, frame) for stamp, frame in scan.packets()]
    yield from scan.imported_as("earlier", pcap(earlier), text=WITHOUT_TIMES)
    copy = scan.fresh("earlier.db")
    yield from unsound(copy)
    first = "SELECT min(julianday(time)) FROM replies WHERE scan = ?"
    moved = (query(scan.file, first)[0][0] - query(copy, first)[0][0]) * 24
    if abs(moved - 1) > 0.001:
        yield f"moved by {moved} hours"


def what_is_whole_of_a_cut_file_is_imported(scan):
    packets, data = scan.packets(), scan.pcap.read_bytes()
    whole = len(packets) // 3
    start = len(pcap(packets[:whole]))
    yield from scan.imported_as("whole", data)
    (part := scan.fresh("part.pcap")).write_bytes(pcap(packets[:whole]))
    imported(scan.file, scan.fresh("part.db"), part)
    for more in (15, 16):
        cut, copy = scan.fresh(f"cut{more}.pcap"), scan.fresh(f"cut{more}.db")
        cut.write_bytes(data[:start + more])
        yield from one_line(imported(scan.file, copy, cut), 1, cut.name, "truncated", f"packet {whole}", "imported")
        yield from differences(scan.fresh("part.db"), copy)
        yield from unsound(copy)
        if "could not be read to its end" not in report(copy, "health"):
            yield f"the report health does not tell: {report(copy, 'health')}"


def what_follows_a_cut_file_is_imported_too(scan):
    packets, data = scan.packets(), scan.pcap.read_bytes()
    (first := scan.fresh("first.pcap")).write_bytes(data[:len(pcap(packets[:50])) + 9])
    (rest := scan.fresh("rest.pcap")).write_bytes(pcap(packets[50:]))
    yield from one_line(imported(scan.file, scan.fresh("rest.db"), first, rest), 1, first.name, "packet 50")
    yield from differences(scan.file, scan.fresh("rest.db"))


def a_time_that_no_clock_shows_is_damage(scan):
    packets = scan.packets()
    (file := scan.fresh("late.pcapng")).write_bytes(pcapng(packets[:9] + [(2**63 * 10**9, packets[9][1])], digits=0))
    yield from one_line(imported(scan.file, scan.fresh("late.db"), file), 1, "2106", "packet 9")


def what_is_no_savefile_is_refused(scan):
    drawn = random.Random(7)
    (file, copy) = scan.fresh("refused"), scan.fresh("refused.db")
    valid = scan.pcap.read_bytes()
    cases = [(b"", "truncated"), (b"\n", "truncated"), (b"# a text\n" * 99, "savefile"), (valid[:23], "truncated"),
             (pcap(scan.packets(), 105), "link type 105"), (pcapng(scan.packets())[:40], "not a savefile")]
    cases += [(drawn.randbytes(drawn.randrange(1, 2000)), "not a savefile") for _ in range(20)]
    for content, words in cases:
        file.write_bytes(content)
        yield from one_line(imported(scan.file, copy, file), 1, "refused", words)
        if list(copy.parent.glob(copy.name + "*")):
            yield f"a file is left of {content[:20]!r}"
            return


def damaged_savefiles_end_in_one_line(scan):
    """Or are read to their end, if the damage is in packets."""
    drawn = random.Random(11)
    for i in range(20):
        data = bytearray((scan.pcap.read_bytes() if i % 2 else pcapng(scan.packets()))[:20000])
        for _ in range(drawn.choice([1, 8, 200])):
            data[drawn.randrange(len(data))] = drawn.randrange(256)
        (file := scan.fresh("damaged")).write_bytes(data)
        copy = scan.fresh(f"damaged{i}.db")
        status, said = imported(scan.file, copy, file, options=["--no-seal"])
        if (status, said.count("\n")) not in [(0, 0), (1, 1)]:
            yield f"{i}: exit status {status}, {said!r}"


def another_scans_capture_is_told_and_nothing_is_left(scan, other):
    new, old = scan.fresh("other.db"), scan.fresh("kept.db")
    shutil.copy(scan.file, old)
    before = query(old, "SELECT count(*) FROM replies WHERE scan = ?"), report(old, "coverage"), report(old, "health")
    for output in (new, old):
        yield from one_line(imported(scan.file, output, other.pcap), 1, "another scan's capture", scan.file.name)
    yield from one_line(imported(scan.file, new, scan.pcap, options=["-S", "192.0.2.77"]), 1, "192.0.2.77")
    if list(new.parent.glob(new.name + "*")):
        yield "a new file is left"
    if query(old, "SELECT count(*) FROM replies WHERE scan = ?", 2) != [(0,)]:
        return  # by chance, a port tied one: it stays
    if query(old, "SELECT count(*) FROM scan WHERE ? = 1") != [(1,)]:
        yield "a scan is left"
    after = query(old, "SELECT count(*) FROM replies WHERE scan = ?"), report(old, "coverage"), report(old, "health")
    if before != after:
        yield f"changed: {after}"
    yield from unsound(old)


def what_would_lose_something_is_refused(scan):
    yield from one_line(imported(scan.file, scan.pcap, scan.pcap), 2, "give a new name")
    yield from one_line(imported(scan.file, scan.fresh("none.db"), scan.fresh("no-such")), 2, "no-such")
    yield from one_line(imported(scan.fresh("no-such.db"), scan.fresh("none.db"), scan.pcap), 1, "no-such.db")
    yield from one_line(imported(scan.pcap, scan.fresh("none.db"), scan.pcap), 1, scan.pcap.name)
    yield from one_line(imported(scan.file, scan.fresh("none.db"), scan.pcap, options=["--scan-number", 2]), 2, "scan 2")
    scanning = run(LIVENESS, "scan", "-b", "none", "-o", scan.fresh("none.db"), "--pcap", scan.pcap, "198.51.100.1")
    yield from one_line((scanning.returncode, scanning.stderr.decode()), 2, "--pcap", scan.pcap.name, "exists")
    ended_early = scan.fresh("early.db")
    shutil.copy(scan.file, ended_early)
    with closing(sqlite3.connect(ended_early)) as database, database:
        database.execute("UPDATE scan SET exit_reason = 'interrupted'")
    yield from one_line(imported(ended_early, ended_early, scan.pcap), 2, "--resume")
    if (done := imported(ended_early, scan.fresh("early-again.db"), scan.pcap)) != (0, ""):
        yield str(done)
    resumed = run(LIVENESS, "scan", "--resume", scan.fresh("early-again.db"))
    yield from one_line((resumed.returncode, resumed.stderr.decode()), 2, "imported")
    if scan.fresh("none.db").exists():
        yield "a file is left"


def an_interrupted_import_is_sound_and_says_so(scan):
    copy = scan.fresh("stopped.db")
    with subprocess.Popen([LIVENESS, "import", "-q", "--scan", scan.file, "-o", copy, "-"], stdin=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        process.stdin.write(scan.pcap.read_bytes()[:200000])
        process.stdin.flush()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        process.wait(timeout=10)
    yield from one_line((process.returncode, said), 1, "interrupted", "stopped.db")
    if "a signal ended the import" not in report(copy, "health"):
        yield report(copy, "health")
    if query(copy, "SELECT count(*) > 0 FROM replies WHERE scan = ?") != [(1,)]:
        yield "what was read is not there"
    yield from unsound(copy)


def after_a_kill_every_committed_reply_is_in_the_savefile(scan):
    killed = scan.directory / "killed"
    copy = killed / "again.db"
    imported(killed / "killed.db", copy, killed / "killed.pcap")
    committed = query(killed / "killed.db", REPLIES)
    lost = set(committed) - set(query(copy, REPLIES))
    yield from (f"not in the savefile: {row}" for row in lost)
    if not committed or query(killed / "killed.db", "SELECT exit_reason FROM scan WHERE scan = ?") != [(None,)]:
        yield f"{len(committed)} committed, and it was not killed"
    if "it was killed" not in report(copy, "health"):
        yield report(copy, "health")


def a_resumed_scan_goes_on_with_its_savefile(scan):
    """Behind the last whole packet; what was not committed before is only in the savefile."""
    if (done := imported(scan.file, scan.fresh("again.db"), scan.pcap)) != (0, ""):
        yield str(done)
    sent, read = set(query(scan.file, WITHOUT_TIMES)), set(query(scan.fresh("again.db"), WITHOUT_TIMES))
    key = slice(0, 8)
    lost = {row[key] for row in sent} - {row[key] for row in read}
    yield from (f"not in the savefile: {row}" for row in lost)
    before = read_pcap(scan.directory / "killed" / "killed.pcap")
    if scan.packets()[:len(before)] != before or len(scan.packets()) <= len(before):
        yield "it was not added to what was there"


def a_full_disk_ends_the_scan_in_one_line(scan):
    status = int((scan.directory / "full.status").read_text())
    said = (scan.directory / "full.said").read_text()
    yield from one_line((status, said), 1, "scan.pcap", "No space left on device")
    yield from unsound(scan.directory / "full-before.db")
    if query(scan.directory / "full-before.db", "SELECT exit_reason FROM scan WHERE scan = ?") != [("write_failed",)]:
        yield "the file does not say why the scan ended"


def it_goes_on_with_another_savefile(scan):
    before, after = scan.directory / "full-before.pcap", scan.directory / "full-after.pcap"
    imported(scan.file, scan.fresh("again.db"), before, after)
    key = slice(0, 8)
    lost = ({row[key] for row in query(scan.file, REPLIES)}
            - {row[key] for row in query(scan.fresh("again.db"), REPLIES)})
    yield from (f"not in the savefiles: {row}" for row in lost)
    if query(scan.file, "SELECT value FROM setting WHERE scan = ? AND name = 'pcap'") != [(str(after),)]:
        yield "the file does not name the savefile in use"


def all_played(directory):
    with ThreadPoolExecutor(6) as pool:
        made = [pool.submit(Played, directory, name) for name in PLAYED]
        made.append(pool.submit(Played, directory, "killed", "noise", 1500, KILLED))
        made.append(pool.submit(Played, directory, "full", "noise", 1500, FULL, directory / "full" / "scan.pcap"))
        return {scan.name: scan for scan in (future.result() for future in made)}


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-import-") as name:
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        scans = all_played(pathlib.Path(name))
        for world, scan in scans.items():
            score.run(it_ends_well, scan, name=f"{world}: it_ends_well")
        for world in PLAYED:
            score.run(an_import_is_the_scan_again, scans[world], name=f"{world}: an_import_is_the_scan_again")
        score.run(it_may_be_written_beside_the_scan, scans["duplicates"])
        for test in (all_forms_of_captures_are_read, other_traffic_is_passed_over, standard_input_is_read,
                     times_are_those_of_the_capture, what_is_whole_of_a_cut_file_is_imported,
                     what_follows_a_cut_file_is_imported_too, a_time_that_no_clock_shows_is_damage,
                     what_is_no_savefile_is_refused, damaged_savefiles_end_in_one_line,
                     what_would_lose_something_is_refused):
            score.run(test, scans["kinds"])
        score.run(an_interrupted_import_is_sound_and_says_so, scans["duplicates"])
        score.run(another_scans_capture_is_told_and_nothing_is_left, scans["kinds"], scans["noise"])
        for test in (after_a_kill_every_committed_reply_is_in_the_savefile, a_resumed_scan_goes_on_with_its_savefile):
            score.run(test, scans["killed"])
        for test in (a_full_disk_ends_the_scan_in_one_line, it_goes_on_with_another_savefile):
            score.run(test, scans["full"])
    score.finish()


if __name__ == "__main__":
    main()
