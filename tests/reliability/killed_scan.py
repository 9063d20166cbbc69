# SPDX-License-Identifier: MIT
"""Scans a simulated Internet, killing the scanner again and again, until the scan is done; simnet runs this.

usage: killed_scan.py PLAN RANGE

PLAN is a JSON object: `program`, `output` (the results file), `options` of the scan, `kills` (moments, each a phase and
seconds), `limit` (of seconds, for all) and `account`, the file that is written at the end: what was seen after each kill.
A kill in phase `start` comes so long after a run was begun; in `made`, after there is a file; in `record`, after the run
is recorded; in `end`, after everything was sent; in `seal`, after the scan was recorded as done. A run that ends before
its kill comes ends it all.
"""

import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing

REPLIES = """SELECT scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, evidence, time_us, rtt_us
  FROM distinct_reply"""
POLL_S = 0.002
SUFFIXES = ("", "-wal", "-journal")


def ask(path, query):
    """One row of a file that is being written; None if it has none yet, or is just being made."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2)) as database:
            return database.execute(query).fetchone()
    except sqlite3.Error:
        return None


class State:
    """What a killed scan left: read from a copy, so that it is the scanner who finds the file as it was left."""

    def __init__(self, path, program):
        self.replies, self.slot, self.slots, self.problem = [], 0, None, None
        self.starts, self.is_done = [], False  # slots where runs began
        with tempfile.TemporaryDirectory() as folder:
            for suffix in SUFFIXES:
                if os.path.exists(path + suffix):
                    shutil.copy(path + suffix, os.path.join(folder, "copy" + suffix))
            self.read(os.path.join(folder, "copy"))
            if self.what == "a scan":
                self.check(program, os.path.join(folder, "copy"))

    def read(self, copy):
        if not os.path.exists(copy):
            self.what = "no file"
            return
        with closing(sqlite3.connect(copy)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'readme'").fetchone():
                self.what = "no tables"
            elif not database.execute("SELECT 1 FROM scan").fetchone():
                self.what = "no scan"
            else:
                self.what = "a scan"
                self.replies = database.execute(REPLIES).fetchall()
                self.slot, self.slots = database.execute("SELECT coalesce(max(slot), 0), max(slots) FROM progress").fetchone()
                self.starts = [slot for slot, in database.execute("SELECT slot FROM run ORDER BY run")]
                self.is_done = database.execute("SELECT exit_reason FROM scan").fetchone() == ("done",)

    def check(self, program, copy):
        """What is committed is whole at every moment."""
        done = subprocess.run([program, "check", copy], capture_output=True, text=True)
        if done.returncode:
            self.problem = f"not sound after a kill: {done.stdout}{done.stderr}"


class KilledScan:
    def __init__(self, plan, target_range):
        self.plan, self.target_range = plan, target_range
        self.output = plan["output"]
        self.account = {"kills": [], "problems": [], "lost": 0, "changed": 0, "rewinds": []}
        self.committed = {}  # replies seen after kills, with their times
        self.slot = 0  # that was committed
        self.runs = 0
        self.has_cooled = False
        self.resumed = False
        self.deadline = time.monotonic() + plan["limit"]

    def command(self):
        if self.resumed:
            return [self.plan["program"], "scan", "-q", "--resume", self.output]
        return [self.plan["program"], "scan", "-q", *self.plan["options"], "-o", self.output, self.target_range]

    def begin(self):
        return subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def has_come(self, phase):
        if phase == "made":
            return os.path.exists(self.output)
        if phase == "record":
            return ask(self.output, f"SELECT 1 FROM run WHERE run > {self.runs}")
        if phase == "end":
            return ask(self.output, "SELECT 1 FROM progress WHERE slot = slots")
        return ask(self.output, "SELECT 1 FROM scan WHERE exit_reason = 'done'")

    def wait_for(self, process, phase):
        """Whether the phase came before the process ended."""
        while phase != "start" and not self.has_come(phase):
            if process.poll() is not None or time.monotonic() > self.deadline:
                return False
            time.sleep(POLL_S)
        return True

    def is_killed(self, process, phase, seconds):
        if not self.wait_for(process, phase):
            return False
        try:
            process.wait(seconds)
            return False
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return process.returncode == -signal.SIGKILL

    def hit(self, state):
        """What the run that was killed was doing."""
        if state.what != "a scan":
            return "before a file" if state.what == "no file" else "before its record"
        if state.is_done:
            return "sealing"
        if state.slot == state.slots and not self.has_cooled:
            self.has_cooled = True
            return "cooling down"
        return "resumed" if self.resumed else "at the start" if state.slot == 0 else "sending"

    def note_rewinds(self, state):
        """What had been committed when a run began, where it began, and all slots."""
        self.account["rewinds"] += [[self.slot, slot, state.slots] for slot in state.starts[self.runs:]]
        self.runs = len(state.starts)

    def look(self):
        """At what a kill left: all that an earlier one did, and progress that never goes back."""
        state = State(self.output, self.plan["program"])
        if state.problem:
            self.account["problems"].append(state.problem)
        times = {tuple(reply[:-2]): reply[-2:] for reply in state.replies}
        self.account["lost"] += len(self.committed.keys() - times.keys())
        self.account["changed"] += sum(times[reply] != kept for reply, kept in self.committed.items() if reply in times)
        self.note_rewinds(state)
        if state.slot < self.slot:
            self.account["problems"].append(f"progress went back from {self.slot} to {state.slot}")
        self.committed.update(times)
        self.slot = state.slot
        return state

    def start_anew(self):
        """What the scanner says of a file that holds no scan, in one line; and then without it."""
        done = subprocess.run([self.plan["program"], "scan", "--resume", self.output], capture_output=True, text=True)
        if done.returncode == 0 or done.stderr.count("\n") != 1 or self.output not in done.stderr:
            self.account["problems"].append(f"a file without a scan: {done.returncode} {done.stderr!r}")
        for suffix in (*SUFFIXES, "-shm"):
            pathlib.Path(self.output + suffix).unlink(missing_ok=True)

    def kill(self, phase, seconds):
        process = self.begin()
        if not self.is_killed(process, phase, seconds):
            self.finish(process)
            return False
        state = self.look()
        self.account["kills"].append(self.hit(state))
        self.resumed = state.what == "a scan"
        if not self.resumed:
            self.start_anew()
        return True

    def finish(self, process):
        try:
            _, said = process.communicate(timeout=max(1, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
        self.account["status"] = process.returncode
        self.account["said"] = said.splitlines()[-3:]

    def run(self):
        for phase, seconds in self.plan["kills"]:
            if time.monotonic() > self.deadline or not self.kill(phase, seconds):
                break
        if "status" not in self.account:
            self.finish(self.begin())
        self.look()
        self.account["committed"] = len(self.committed)


def main():
    scan = KilledScan(json.loads(pathlib.Path(sys.argv[1]).read_text()), sys.argv[2])
    scan.run()
    pathlib.Path(scan.plan["account"]).write_text(json.dumps(scan.account))


if __name__ == "__main__":
    main()
