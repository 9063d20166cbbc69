# SPDX-License-Identifier: MIT
"""A scan of a population that is played on the network, and a file that is filled with the same replies without one."""

import os
import pathlib
import sqlite3
import subprocess
import sys
from contextlib import closing

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "population"
sys.path += [str(EXAMPLE), str(ROOT / "tests" / "sql")]

from played_scan import file_of_population  # noqa: E402
from population_file import read_population, write_population  # noqa: E402
from results_file import report  # noqa: E402
from sent_and_recorded import recorded_replies, sent_replies  # noqa: E402

# Runs a scan, and then keeps what the scanner's kernel, which gets each reply too, has counted.
COUNTING = ["sh", "-c", 'kept=$1; shift; "$@"; status=$?; cat /proc/net/snmp >"$kept"; exit "$status"', "sh"]


def in_namespace(*command, **options):
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return subprocess.run(["unshare", "--net", *as_root, *map(str, command)], capture_output=True, text=True,
                          timeout=100, **options)


def player(*arguments):
    return [pathlib.Path(sys.argv[1], "tests", "simnet", "simnet").resolve(), *arguments]


class PlayedPopulation:
    def __init__(self, directory, name, population, rate):
        text, self.sent_file, self.counters_file, self.file = (
            directory / f"{name}{suffix}" for suffix in (".txt", ".csv", ".counters", ".db"))
        with open(text, "w") as file:
            write_population(population, file, ["for a test"])
        with open(text) as file:
            self.population = read_population(file)
        scan = [pathlib.Path(sys.argv[1], "liveness").resolve(), "scan", "-q", "-b", "none", "-r", rate,
                "--retransmit-delay", 1, "-c", 1, "-o", self.file]
        self.done = in_namespace(*player("--sent", self.sent_file, text), *COUNTING, self.counters_file, *scan)
        self.unplayed = file_of_population(self.population, attempts=2)

    def sent(self):
        return sent_replies(self.sent_file)

    def recorded(self):
        return recorded_replies(self.file)

    def report(self, name):
        with closing(sqlite3.connect(self.file)) as database:
            return report(database, name)

    def unplayed_report(self, name):
        return report(self.unplayed, name)

    def counters(self):
        """What the kernel counted, by protocol and name."""
        lines = [line.split() for line in self.counters_file.read_text().splitlines()]
        return {names[0].rstrip(":"): dict(zip(names[1:], map(int, numbers[1:])))
                for names, numbers in zip(lines[::2], lines[1::2])}
