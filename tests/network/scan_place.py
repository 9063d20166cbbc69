# SPDX-License-Identifier: MIT
"""Where scans are run by the tests of the command, and what is looked at afterwards."""

import contextlib
import shutil
import sqlite3

import expectations
import harness
from harness import run

TARGETS = expectations.read()


class Place:
    """A directory that anyone may write to, the program, and a fresh name for each results file."""

    def __init__(self, directory):
        self.directory = directory / "files"
        self.directory.mkdir()
        self.directory.chmod(0o777)
        self.program = self.directory / "liveness"  # a copy: user nobody may not be able to reach the original
        shutil.copy(harness.liveness(), self.program)
        self.number = 0

    def new_output(self):
        self.number += 1
        return self.directory / f"results-{self.number}.db"

    def write(self, name, content):
        path = self.directory / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def command(self, output, *arguments):
        quick = ["-q", "-b", "none", "-c", 1, "--retransmit-delay", 1]
        return [self.program, "scan", *quick, *(["-o", output] if output else []), *arguments]

    def scan(self, output, *arguments, place="scanner", before=(), timeout=60):
        return run(place, *before, *self.command(output, *arguments), timeout=timeout)


def fetch(path, sql):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def replies_in(path):
    """(target, probe, attempt, responder, kind, type, code) of every reply."""
    rows = fetch(path, "SELECT target, probe, attempt, responder, kind, icmp_type, icmp_code FROM replies")
    return set(rows)


def expected_for(addresses, probes=expectations.PROBES, attempts=(1, 2)):
    return {tuple(reply[:7]) for address in addresses for reply in TARGETS[address].replies
            if reply.probe in probes and reply.attempt in attempts}


def differences(expected, found):
    yield from (f"missing: {reply}" for reply in sorted(expected - found, key=str))
    yield from (f"extra: {reply}" for reply in sorted(found - expected, key=str))


def not_well_done(done):
    if done.returncode != 0 or done.stderr or done.stdout:
        yield f"exit status {done.returncode}, stdout {done.stdout!r}, stderr {done.stderr!r}"


def not_one_line(done, status, *words):
    """A mistake is told in one line that names its object."""
    told = done.stderr
    wanted = status if isinstance(status, tuple) else (status,)
    if done.returncode not in wanted:
        yield f"exit status {done.returncode}, expected {' or '.join(map(str, wanted))}"
    if told.count("\n") != 1 or not told.endswith("\n"):
        yield f"{told.count(chr(10))} lines on stderr: {told!r}"
    if not told.startswith("liveness: "):
        yield f"not 'liveness: ...': {told!r}"
    elif told[10:11].isupper() or told.rstrip("\n").endswith("."):
        yield f"not in lower case without full stop: {told!r}"
    yield from (f"'{word}' is not in {told!r}" for word in words if word not in told)
    if done.stdout:
        yield f"stdout: {done.stdout!r}"


def files_left(output):
    return [f"left behind: {path.name}" for path in output.parent.glob(output.name + "*")]
