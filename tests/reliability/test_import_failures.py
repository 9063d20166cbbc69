# SPDX-License-Identifier: MIT
"""Imports that fail, or find nothing: what they say, what they leave, and what the next import makes of it.

usage: test_import_failures.py BUILD_DIRECTORY

Needs no root.
"""

import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing

from captures import pcap
from held_signal import is_held
from imported_scan import BUILD, LIVENESS, Played, differences, imported, one_line, query, report, run, unsound

from harness import Score  # its folder is known since imported_scan

SMALL_WAL = BUILD / "tests" / "reliability" / "liveness_small_wal"
SCANS = "SELECT scan, exit_reason FROM scan WHERE ? = 1 ORDER BY scan"
DETAIL = "SELECT detail FROM run WHERE scan = ?"
NS_PER_S = 10**9
SOURCE_PORT, TCP_FLAGS, RST = slice(34, 36), 47, 4  # of an Ethernet frame without options


def copy_of(scan, suffix):
    copy = scan.fresh(suffix)
    shutil.copy(scan.file, copy)
    return copy


def change(path, *statements):
    """As nobody should."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            database.execute(statement)


def is_left(path):
    yield from (f"{file.name} is left" for file in path.parent.glob(path.name + "*"))


def not_as_before(path, scan):
    """Problems unless the copy of the scan's file says what it said, and is one file."""
    if query(path, SCANS) != query(scan.file, SCANS):
        yield f"scans: {query(path, SCANS)}"
    for name in "coverage", "health", "unsolicited":
        if report(path, name) != report(scan.file, name):
            yield f"{name}: {report(path, name)}"
    if path.read_bytes()[18:20] != b"\1\1" or len(list(path.parent.glob(path.name + "*"))) != 1:
        yield "it is left in WAL mode"
    yield from unsound(path)


def no_reply(frame):
    return frame[:SOURCE_PORT.start] + b"\0\7" + frame[SOURCE_PORT.stop:]


def bare_rst(scan):
    return next(frame for _, frame in scan.packets() if frame[23] == 6 and frame[TCP_FLAGS] == RST)


def limited(blocks, *command, **options):
    """With a limit of file size, in blocks of 512 or 1024 bytes."""
    return run("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *command, **options)


def wait_until_signals_wait(process):
    end = time.monotonic() + 20
    while not is_held(process.pid, signal.SIGINT):
        assert time.monotonic() < end and process.poll() is None, "it does not begin"
        time.sleep(0.02)


def an_import_into_a_held_file_ends_and_is_no_source(scan):
    """A second of the capture is a row, so there are enough of them to fill the log."""
    begun, frame = scan.packets()[0][0], no_reply(bare_rst(scan))
    (long := scan.fresh("long.pcap")).write_bytes(
        pcap(scan.packets() + [(begun + second * NS_PER_S, frame) for second in range(40000)]))
    both = copy_of(scan, "held.db")
    command = [SMALL_WAL, "import", "--quiet", "--no-seal", "--scan", both, "-o", both, long]
    with closing(sqlite3.connect(both, isolation_level=None)) as reader:
        reader.execute("PRAGMA journal_mode = wal")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM scan").fetchone()
        done = run(*command)
        yield from one_line((done.returncode, done.stderr.decode()), 1, "held.db", "import again")
    if query(both, SCANS) != [(1, "done"), (2, "file_held")]:
        yield f"scans: {query(both, SCANS)}"
    if (detail := query(both, DETAIL, 2)[0][0] or "nothing") not in done.stderr.decode():
        yield f"it is not written what went wrong, but {detail}"
    done = run(*command)
    if (done.returncode, done.stderr) != (0, b""):
        yield f"the next one: {done.returncode}, {done.stderr}"
    if query(both, SCANS) != [(1, "done"), (2, "file_held"), (3, "done")]:
        yield f"scans then: {query(both, SCANS)}"
    if query(both, "SELECT value FROM setting WHERE scan = ? AND name = 'imported-for-scan'", 3) != [("1",)]:
        yield "it was not imported for the scan that was sent"
    yield from unsound(both)


def one_that_fails_at_its_start_leaves_the_file_as_it_was(scan):
    damaged, mine, new = copy_of(scan, "damaged.db"), copy_of(scan, "mine.db"), scan.fresh("new.db")
    change(damaged, "UPDATE health SET second = -5 WHERE second = 0")
    for output in mine, new:
        yield from one_line(imported(damaged, output, scan.pcap), 1, "CHECK")
    yield from not_as_before(mine, scan)
    yield from is_left(new)


def a_limit_of_file_size_is_told(scan):
    new = scan.fresh("limited.db")
    for blocks in 60, 400:
        done = limited(blocks, LIVENESS, "import", "-q", "--scan", scan.file, "-o", new, scan.pcap)
        yield from one_line((done.returncode, done.stderr.decode()), 1, "limited.db")
        for path in new.parent.glob(new.name + "*"):
            path.unlink()


def commands_that_read_tell_it_too(scan):
    address = query(scan.file, "SELECT responder FROM replies WHERE scan = ? LIMIT 1")[0][0]
    for command in ["report", scan.file, "coverage"], ["check", scan.file], ["lookup", scan.file, address]:
        with scan.fresh("said").open("wb") as stream:
            words = [str(word) for word in (LIVENESS, *command)]
            done = subprocess.run(["sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *words], stdout=stream,
                                  stderr=subprocess.PIPE, timeout=60)
        yield from (f"{command[0]}: {problem}"
                    for problem in one_line((done.returncode, done.stderr.decode()), 1, "File too large"))


def whoever_stops_reading_a_report_ends_it(scan):
    """As anything in a pipe before head."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([LIVENESS, "report", scan.file, "replies"], stdout=writing, stderr=subprocess.PIPE, timeout=60)
    os.close(writing)
    if (done.returncode, done.stderr) != (-signal.SIGPIPE, b""):
        yield f"{done.returncode}, {done.stderr}"


def whoever_stops_listening_does_not_end_an_import(scan):
    copy = scan.fresh("unheard.db")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([LIVENESS, "import", "--scan", scan.file, "-o", copy, scan.pcap], stderr=writing, timeout=60)
    os.close(writing)
    if done.returncode:
        yield f"exit status {done.returncode}"
    yield from differences(scan.file, copy)


def without_a_packet_nothing_is_written(scan):
    (empty := scan.fresh("empty.pcap")).write_bytes(pcap([]))
    (cut := scan.fresh("cut.pcap")).write_bytes(pcap(scan.packets()[:1])[:-1])
    new, old = scan.fresh("empty.db"), copy_of(scan, "kept.db")
    for output in new, old:
        yield from one_line(imported(scan.file, output, empty), 1, "empty.pcap", "holds no packets")
        yield from one_line(imported(scan.file, output, empty, empty), 1, "none of the 2 captures holds a packet")
        yield from one_line(imported(scan.file, output, cut), 1, "cut.pcap", "behind packet 0")
    yield from is_left(new)
    yield from not_as_before(old, scan)


def a_capture_that_lacks_replies_is_not_complete(scan):
    """It ends between two packets, so nothing else shows it."""
    (half := scan.fresh("half.pcap")).write_bytes(pcap(scan.packets()[::2]))
    new = scan.fresh("half.db")
    if imported(scan.file, new, half) != (0, ""):
        yield "it cannot be imported"
    had, has = (query(path, "SELECT sum(replies) FROM health WHERE scan = ?")[0][0] for path in (scan.file, new))
    verdict = query(new, "SELECT verdict FROM scan_verdict WHERE scan = ?")[0][0]
    if not 0 < has < had or not verdict.startswith(f"{had - has} of the {had} replies that the scan received are missing"):
        yield f"{has} of {had} replies, verdict {verdict!r}"


def interrupted_before_a_reply_nothing_is_written(scan):
    new, old = scan.fresh("stopped.db"), copy_of(scan, "not-stopped.db")
    for output in new, old:
        with subprocess.Popen([LIVENESS, "import", "-q", "--scan", scan.file, "-o", output, "-"], stdin=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdin.write(pcap([(0, no_reply(bare_rst(scan)))]))
            process.stdin.flush()
            wait_until_signals_wait(process)
            process.send_signal(signal.SIGINT)
            said = process.stderr.read().decode()
            process.wait(timeout=10)
        yield from one_line((process.returncode, said), 1, "interrupted before the first reply")
    yield from is_left(new)
    yield from not_as_before(old, scan)


def replies_by_chance_stay_only_in_a_file_with_scans(scan):
    begun, frame = scan.packets()[0][0], bare_rst(scan)
    (strange := scan.fresh("strange.pcap")).write_bytes(
        pcap([(begun, frame)] + [(begun, no_reply(frame))] * 2000))
    new, old = scan.fresh("strange.db"), copy_of(scan, "with-strange.db")
    yield from one_line(imported(scan.file, new, strange), 1, "1 of 2001 packets", "another scan's capture\n")
    yield from is_left(new)
    yield from one_line(imported(scan.file, old, strange), 1, "1 of 2001 packets", "left as scan 2")
    if query(old, "SELECT count(*) FROM replies WHERE scan = ?", 2) != [(1,)]:
        yield f"replies: {query(old, 'SELECT count(*) FROM replies WHERE scan = ?', 2)}"
    yield from differences(scan.file, old)
    yield from unsound(old)


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-import-") as name:
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        scan = Played(pathlib.Path(name), "kinds")
        for test in (an_import_into_a_held_file_ends_and_is_no_source,
                     one_that_fails_at_its_start_leaves_the_file_as_it_was, a_limit_of_file_size_is_told,
                     commands_that_read_tell_it_too, whoever_stops_reading_a_report_ends_it,
                     whoever_stops_listening_does_not_end_an_import, without_a_packet_nothing_is_written,
                     interrupted_before_a_reply_nothing_is_written, a_capture_that_lacks_replies_is_not_complete,
                     replies_by_chance_stay_only_in_a_file_with_scans):
            score.run(test, scan)
    score.finish()


if __name__ == "__main__":
    main()
