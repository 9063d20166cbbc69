# SPDX-License-Identifier: MIT
"""A scan of a world that simnet plays: what was sent, what the scanner recorded, and what its kernel counted."""

import csv
import os
import pathlib
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

HERE = pathlib.Path(__file__).resolve().parent
WORLDS = HERE / "worlds"
BUILD = pathlib.Path(sys.argv[1]).resolve()
SIMNET = BUILD / "tests" / "simnet" / "simnet"
KEY = 7  # columns of the truth: target, probe, attempt, responder, kind, ICMP type and code
SEED = 5  # of the scanner
RECORDED = """SELECT target, probe, attempt, responder, kind, icmp_type, icmp_code, 1 + duplicates AS copies, rtt_us
  FROM replies"""

# Runs a scan, and then keeps what the scanner's kernel, which gets each reply too, has counted.
COUNTING = ["sh", "-c", 'kept=$1; shift; "$@"; status=$?; cat /proc/net/snmp >"$kept"; exit "$status"', "sh"]


def in_namespace(*command, is_root=False, **options):
    as_root = [] if is_root else ["--map-root-user"]
    return subprocess.run(["unshare", "--net", *as_root, *map(str, command)], capture_output=True, text=True,
                          timeout=100, **options)


def rows_of(path):
    with open(path, newline="") as file:
        return [row for row in csv.reader(file)][1:]


def copies(rows):
    """How often each reply was sent."""
    found = Counter()
    for row in rows:
        found[tuple(row[:KEY])] += int(row[KEY + 1])
    return found


class PlayedWorld:
    """`under` is a command that runs the scanner, and does more than the sandbox allows; `more` are options of the
    scan."""

    def __init__(self, directory, name, *options, rate=4000, label=None, under=(), more=()):
        self.name, self.path = label or name, WORLDS / f"{name}.world"
        self.sent_file, self.suppressed_file, self.noise_file, self.counters_file, self.file = (
            directory / f"{self.name}{suffix}" for suffix in (".sent", ".suppressed", ".noise", ".counters", ".db"))
        scan = [*under, BUILD / "liveness", "scan", "-q", "-b", "none", "-r", rate, "-e", SEED, "--window", 0.3,
                "--retransmit-delay", 0.5, "-c", 0.6, *(["--no-sandbox"] if under else []), *more, "-o", self.file]
        self.done = in_namespace(SIMNET, "--sent", self.sent_file, "--suppressed", self.suppressed_file, "--noise",
                                 self.noise_file, *options, self.path, *COUNTING, self.counters_file, *scan,
                                 is_root="--xdp" in options)

    def sent_rows(self):
        return rows_of(self.sent_file)

    def sent(self):
        return copies(self.sent_rows())

    def suppressed_rows(self):
        return rows_of(self.suppressed_file)

    def suppressed(self):
        return copies(self.suppressed_rows())

    def noise(self):
        return {sort: int(number) for sort, number in rows_of(self.noise_file)}

    def query(self, text):
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(text).fetchall()

    def recorded_rows(self):
        return [["" if value is None else str(value) for value in row] for row in self.query(RECORDED)]

    def recorded(self):
        found = Counter()
        for row in self.recorded_rows():
            found[tuple(row[:KEY])] += int(row[KEY])
        return found

    def unsolicited(self):
        text = (HERE.parents[1] / "queries" / "unsolicited.sql").read_text()
        with closing(sqlite3.connect(self.file)) as database:
            return dict(database.execute(text, {"scan": None}).fetchall())

    def counters(self):
        """What the kernel counted, by protocol and name."""
        lines = [line.split() for line in self.counters_file.read_text().splitlines()]
        return {names[0].rstrip(":"): dict(zip(names[1:], map(int, numbers[1:])))
                for names, numbers in zip(lines[::2], lines[1::2])}


def can_play_in_kernel():
    """Whether this is root, and simnet was built for it."""
    if os.geteuid() != 0:
        return False
    done = in_namespace(SIMNET, "--xdp", WORLDS / "prefixes.world", "true", is_root=True)
    return done.returncode == 0
