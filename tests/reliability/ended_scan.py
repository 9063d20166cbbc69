# SPDX-License-Identifier: MIT
"""Scans of a simulated network that are watched until they end, whatever ends them.

sys.argv[1] is the build directory.
"""

import concurrent.futures
import contextlib
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "network"))

from harness import ROOT, Score  # noqa: E402
from held_signal import is_held  # noqa: E402
from machine_time import communicate  # noqa: E402

BUILD = pathlib.Path(sys.argv[1]).resolve()
SIMNET = BUILD / "tests" / "simnet" / "simnet"
RATE = 500
ALL_ANSWER = "prefix\t10.3.0.0/20\tssh:syn_ack+times=2\n"  # what comes again must not count
HALF_ANSWERS = "prefix\t10.3.0.0/20\tssh:syn_ack+share=0.5+times=3\n"
STATUS = re.compile(r"(\d+\.\d% (cooldown, )?\S+ left; sent \d+ \(\d+/s\); replies .*|[a-z ]+(: \d+%)?)")
BEFORE_EXEC = {
    "plain": "", "nohup": "trap '' HUP; ", "background": "trap '' INT; ", "small files": "ulimit -f 1500; ",
    "killed": '"$@" & while kill -0 $! && [ -z "$(sqlite3 -readonly "${0%/*}/results.db" "SELECT 1 FROM progress WHERE slot > 0" '
              '2>&-)" ]; do sleep 0.05; done; kill -KILL $!; wait $! 2>&-; '
              'set -- "$1" scan -q --resume "${0%/*}/results.db"; '}


class Scan:
    """A scan of a world of its own, in a network of its own."""

    def __init__(self, directory, *options, world=ALL_ANSWER, before="plain", stderr=subprocess.PIPE, resume=False,
                 quiet=True, targets=()):
        directory.mkdir(exist_ok=True)
        self.file, self.pid_file = directory / "results.db", directory / "pid"
        self.pid_file.unlink(missing_ok=True)
        (directory / "world").write_text(world)
        words = ["--resume", self.file] if resume else [
            "-b", "none", "--probes", "ssh", "--attempts", 1, "-r", RATE, "-o", self.file]
        scan = [BUILD / "liveness", "scan", *(["-q"] if quiet else []), *words, *options]
        shell = f'{BEFORE_EXEC[before]}echo $$ >"$0.new"; mv "$0.new" "$0"; exec "$@"'
        if resume:  # the range that simnet adds to the command is in the file already
            shell = shell.replace('exec "$@"', 'for last; do :; done; set -- "$@" ""; while [ "$1" != "$last" ]; do '
                                               'set -- "$@" "$1"; shift; done; shift 2; exec "$@"')
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        self.process = subprocess.Popen(["unshare", "--net", *user, SIMNET, directory / "world", "sh", "-c", shell,
                                         self.pid_file, *map(str, scan), *targets], stdout=subprocess.PIPE,
                                        stderr=stderr, text=True)
        self.began = time.monotonic()
        self.wait_for(self.pid_file.exists)
        self.pid = int(self.pid_file.read_text())

    def wait_for(self, condition, seconds=20):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"ended, or {seconds} s are over: {self.process.communicate(timeout=5)}")
            time.sleep(0.002)

    def wait_until_ready(self):
        """From here on SIGUSR1 is not deadly."""
        def is_ready():
            status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
            return "Name:\tliveness\n" in status and is_held(self.pid, signal.SIGUSR1)

        self.wait_for(is_ready)

    def wait_until_sending(self):
        """And until that is in the file, about a second later."""
        self.wait_until_sent(0)

    def wait_until_sent(self, packets):
        def has_sent():
            time.sleep(0.05)
            with contextlib.suppress(sqlite3.OperationalError):  # it is not there yet
                return self.fetch(f"SELECT * FROM progress WHERE slot >= {packets}") and self.fetch("SELECT * FROM health")

        self.wait_for(has_sent)

    def send(self, *numbers, pause=0.1):
        for number in numbers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
            time.sleep(pause)

    def finish(self, seconds=60):
        try:
            _, self.said = communicate(self.process, seconds)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.process.communicate()
            raise RuntimeError(f"still running after {seconds} s")
        self.took = time.monotonic() - self.began
        self.status = self.process.returncode
        return self

    def fetch(self, query):
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as database:
            return database.execute(query, {"scan": None} if ":scan" in query else {}).fetchall()

    def not_ended(self, reason, status, verdict):
        """Problems unless it ended so, and the file is sound and says it everywhere."""
        if self.status != status:
            yield f"exit status {self.status}, expected {status}; said {self.said!r}"
        yield from (f"beside it: {path.name}" for path in self.file.parent.glob(self.file.name + "?*"))
        if self.file.read_bytes()[18:20] != b"\1\1":
            yield "the file is still in WAL mode"
        runs = self.fetch("SELECT exit_reason, ended_us IS NOT NULL FROM run ORDER BY run")
        if runs[-1] != (reason, 1) or self.fetch("SELECT exit_reason FROM scan") != [(reason,)]:
            yield f"runs: {runs}, expected {reason}; said {self.said!r}"
        told = self.fetch((ROOT / "queries" / "health.sql").read_text())[0][-1]
        if not told.startswith(verdict):
            yield f"verdict {told!r}"
        if self.fetch("PRAGMA integrity_check") != [("ok",)] or self.fetch((ROOT / "queries" / "check.sql").read_text()):
            yield "the file is not sound"
        left = self.fetch("SELECT count(*) FROM reply_log")[0][0]
        if left != (0 if status == 0 else self.rows()):
            yield f"{left} of {self.rows()} replies are not sealed"

    def rows(self):
        return self.fetch("SELECT count(*) FROM replies")[0][0]


COMPLETE = "complete: every probe sent, nothing dropped"
TIME, REPLIES = "ended early: the time limit was reached", "ended early: as many replies as were asked for had come"
FEW = "ended early: fewer of the probes were answered than was asked for"
INT, TERM, HUP = ("ended early: a signal ended it", "ended early: it was told to end (SIGTERM)",
                  "ended early: its terminal was closed (SIGHUP)")

def problems_of(test, *arguments):
    try:
        return list(test(*arguments))
    except Exception as error:  # a test that breaks off has failed; the others still run
        return [f"{type(error).__name__}: {error}"]


def run_tests(tests, wanted):
    """Ten at a time; each by its name is a function and what it takes after its directory. All, or those wanted."""
    for number in (signal.SIGINT, signal.SIGHUP):  # whatever this was started with, scans begin as usual
        signal.signal(number, signal.SIG_DFL)
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-ended-") as name:
        directory = pathlib.Path(name)
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            found = {}
            for what in wanted or tests:
                test, *arguments = tests[what]
                found[what] = pool.submit(problems_of, test, directory / what, *arguments)
        for what, problems in found.items():
            score.judge(what, problems.result())
    score.finish()
