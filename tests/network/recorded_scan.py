# SPDX-License-Identifier: MIT
"""One scan of the whole network: what it was to find, what the kernels counted, and the file it left."""

import os
import sqlite3
import subprocess
import time
from collections import Counter

import expectations
import harness
from expectations import Reply
from harness import at, counter, run

RATE = 10000
ATTEMPTS = 2
SELECT = """SELECT scan, target, probe, attempt, responder, direct, kind, icmp_type, icmp_code, ttl, rtt_us, time,
  evidence, duplicates, target_number, responder_number FROM replies"""


class Scan:
    """One scan of the whole table: what it was to find, and the file it left."""

    def __init__(self, directory):
        self.directory = directory
        self.targets = expectations.read()
        self.expected = {reply for target in self.targets.values() for reply in target.replies}
        self.file = directory / "results.db"
        self.rows = []

    def run(self):
        """Leaves a list of what went wrong with the command as such."""
        target_list = self.directory / "targets.txt"
        target_list.write_text("# the whole table\n" + "\n".join(self.targets) + "\n")
        before = counter("scanner", "came_back"), counter("router", "probes")
        capture = start_capture()
        began = time.monotonic()
        done = run("scanner", harness.liveness(), "scan", "-q", "-b", "none", "-i", "scan0", "-r", RATE,
                   "--retransmit-delay", 2, "-c", 3, "-o", self.file, "-w", target_list)
        self.seconds = time.monotonic() - began
        stop_capture(capture)
        self.came_back = counter("scanner", "came_back") - before[0]
        self.arrived = counter("router", "probes") - before[1]
        problems = [f"exit status {done.returncode}"] if done.returncode else []
        problems += [f"stderr: {line}" for line in done.stderr.splitlines()]
        problems += [f"stdout: {line}" for line in done.stdout.splitlines()]
        if not self.file.exists():
            return [*problems, "no results file"]
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True) as database:
            database.row_factory = sqlite3.Row
            self.rows = database.execute(SELECT).fetchall()
        return problems

    def achieved_rate(self):
        with sqlite3.connect(self.file) as database:
            return database.execute("SELECT sum(probes_sent) * 1e6 / sum(sending_us) FROM health").fetchone()[0]

    def found(self):
        return Counter(Reply(row["target"], row["probe"], row["attempt"], row["responder"], row["kind"],
                             row["icmp_type"], row["icmp_code"], row["evidence"], row["duplicates"])
                       for row in self.rows)

    def case_of(self, target):
        return self.targets[target].case if target in self.targets else "no target of ours"

    def describe(self, reply):
        icmp = f" {reply.type}/{reply.code}" if reply.kind == "icmp_error" else ""
        return (f"{self.case_of(reply.target)}: {reply.target} {reply.probe} attempt {reply.attempt}: {reply.kind}"
                f"{icmp} from {reply.responder}, evidence {reply.evidence}, {reply.duplicates} duplicates")


def without_detail(replies):
    """As a set, without evidence and duplicates, which have a test of their own."""
    return {reply._replace(evidence=None, duplicates=None) for reply in replies}


def start_capture():
    if "LIVENESS_CAPTURE" not in os.environ:
        return None
    process = subprocess.Popen(at("scanner", "tcpdump", "-i", "scan0", "-s", 256, "-B", 65536, "-Z", "root", "-w",
                                  os.environ["LIVENESS_CAPTURE"]), stderr=subprocess.PIPE, text=True)
    process.stderr.readline()  # it says that it listens
    return process


def stop_capture(process):
    if process:
        process.terminate()
        process.communicate()
