# SPDX-License-Identifier: MIT
"""Imports that fail, or find nothing: what they say, what they leave, and what the next import makes of it.

usage: test_import_failures.py BUILD_DIRECTORY

Needs no root.
"""

import os
import pathlib
import signal
import subprocess
import tempfile

from captures import pcap
from imported_scan import BUILD, LIVENESS, Played, differences, one_line, query, report, run

from harness import Score  # its folder is known since imported_scan

SOURCE_PORT, TCP_FLAGS, RST = slice(34, 36), 47, 4  # of an Ethernet frame without options


def limited(blocks, *command, **options):
    """With a limit of file size, in blocks of 512 or 1024 bytes."""
    return run("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *command, **options)


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


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-import-") as name:
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        scan = Played(pathlib.Path(name), "kinds")
        for test in (a_limit_of_file_size_is_told, commands_that_read_tell_it_too,
                     whoever_stops_reading_a_report_ends_it, whoever_stops_listening_does_not_end_an_import):
            score.run(test, scan)
    score.finish()


if __name__ == "__main__":
    main()
