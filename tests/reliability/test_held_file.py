# SPDX-License-Identifier: MIT
"""Reads a file on and on while a scan writes to it: sending waits until the reader has left, or the scan ends and is gone
on with; in between nothing is lost. The program is the usual one with small limits."""

import contextlib
import fcntl
import os
import pathlib
import select
import shlex
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(sys.argv[1])
LIVENESS = BUILD / "tests/reliability/liveness_small_wal"
WORLD = pathlib.Path(__file__).parent.parent / "simnet/worlds/chances.world"
LIMIT = 400 << 10
DEADLINE_S = 60


class Scan:
    """A scan of a simulated network, in a network namespace of its own, until it has ended."""

    def __init__(self, folder, *command, stream=None):
        self.lines = folder / "lines"
        words = ["unshare", "--net", BUILD / "tests/simnet/simnet", "--sent", folder / "sent.csv", WORLD, *command]
        self.stream = stream or self.lines.open("w")
        self.process = subprocess.Popen([*map(str, words)], stdout=subprocess.DEVNULL, stderr=self.stream)

    def said(self):
        return [line for line in self.lines.read_text().splitlines() if "results.db" in line]

    def wait_for(self, words):
        end = time.monotonic() + DEADLINE_S
        while not any(words in line for line in self.said()):
            assert time.monotonic() < end and self.process.poll() is None, f"no '{words}' in {self.said()}"
            time.sleep(0.02)

    def end(self):
        status = self.process.wait(timeout=DEADLINE_S)
        self.stream.close()
        return status


class FullPipe:
    """As small as pipes can be, and nobody reads it yet."""

    def __init__(self):
        self.reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writer, bytes(4096))
        self.stream = os.fdopen(writer, "w")

    def read(self):
        """What comes within some seconds, by lines; without what it was full of."""
        said, end = b"", time.monotonic() + 4
        while b"\n" not in said and time.monotonic() < end:
            if select.select([self.reader], [], [], 0.1)[0]:
                said += os.read(self.reader, 65536)
        return said.replace(b"\0", b"").decode().splitlines()


class Reader:
    """Another program that begins to read as soon as there is something, and ends when it is told to."""

    def __init__(self, path):
        end = time.monotonic() + DEADLINE_S
        while not pathlib.Path(f"{path}-wal").exists() or not self.begins(path):
            assert time.monotonic() < end, "nothing to read"
            time.sleep(0.02)

    def begins(self, path):
        self.connection = sqlite3.connect(path, isolation_level=None)
        with contextlib.suppress(sqlite3.OperationalError):
            self.connection.execute("BEGIN")
            if self.connection.execute("SELECT count(*) FROM scan").fetchone()[0] > 0:
                return True
        self.connection.close()
        return False

    def leave(self):
        self.connection.close()


def value(path, query):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def check(path):
    done = subprocess.run([LIVENESS, "check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def new_scan(path):
    return [LIVENESS, *"scan --yes --quiet --rate 1200 --cooldown 1 --retransmit-delay 0.1 --blocklist none".split(),
            "--output", path]


def resumed_scan(path):
    """simnet adds the targets to its command, which are in the file already: here the shell takes them for its name."""
    return ["sh", "-c", shlex.join(["exec", str(LIVENESS), "scan", "--quiet", "--resume", path])]


def sending_waits_until_the_reader_leaves(folder, path):
    scan = Scan(folder, *new_scan(path))
    reader = Reader(path)
    scan.wait_for("sending waits until that program closes it")
    sent = value(path, "SELECT total(probes_sent) FROM health")
    time.sleep(2.5)
    held = value(path, "SELECT total(probes_sent) FROM health")
    wal = os.stat(f"{path}-wal").st_size
    reader.leave()
    scan.wait_for("sending goes on")
    assert scan.end() == 0, scan.said()
    assert held - sent < 1500, f"{held - sent} probes were sent while it waited"  # what the second in hand had
    assert LIMIT < wal < 3 * LIMIT, wal
    assert value(path, "SELECT exit_reason FROM scan") == "done"
    assert value(path, "SELECT sum(probes_sent) FROM health") == 256 * 18
    assert len(scan.said()) == 2, scan.said()
    check(path)


def a_scan_that_waits_too_long_is_gone_on_with(folder, path):
    scan = Scan(folder, *new_scan(path))
    reader = Reader(path)
    assert scan.end() == 1
    first, last = scan.said()
    assert "sending waits" in first, first
    assert last.startswith("liveness: ") and f"go on with liveness scan --resume {path}" in last, last
    assert value(path, "SELECT exit_reason FROM scan") == "file_held"
    assert value(path, "SELECT detail FROM run") in last
    check(path)
    replies = value(path, "SELECT count(*) FROM reply_row")
    reader.leave()
    assert 0 < replies < 828, replies
    scan = Scan(folder, *resumed_scan(path))
    assert scan.end() == 0, scan.said()
    assert value(path, "SELECT exit_reason FROM scan") == "done"
    assert value(path, "SELECT count(*) FROM reply_row") > replies
    check(path)


def wait_for_hold(path):
    """Until the log is so long that sending waits, and a bit."""
    end = time.monotonic() + DEADLINE_S
    while os.stat(f"{path}-wal").st_size < LIMIT:
        assert time.monotonic() < end, "sending never waited"
        time.sleep(0.02)
    time.sleep(1)


def what_nobody_reads_holds_up_nothing_and_is_told_later(folder, path):
    """The pipe is full when sending begins to wait; meanwhile packets are read, and each second is written."""
    pipe = FullPipe()
    scan = Scan(folder, *new_scan(path), stream=pipe.stream)
    reader = Reader(path)
    wait_for_hold(path)
    seconds = value(path, "SELECT count(*) FROM health")
    time.sleep(3)
    assert value(path, "SELECT count(*) FROM health") >= seconds + 2, "it stood still"
    said = pipe.read()
    assert len(said) == 1 and path in said[0] and "sending waits until" in said[0], said
    reader.leave()
    assert scan.end() == 0
    said = pipe.read()
    assert len(said) == 1 and "sending goes on" in said[0], said
    check(path)


def a_signal_ends_what_waits_though_nobody_reads(folder, path):
    pipe = FullPipe()
    with_pid = ["sh", "-c", 'echo $$ > "$0"; exec "$@"', folder / "pid"]
    scan = Scan(folder, *with_pid, *new_scan(path), stream=pipe.stream)
    reader = Reader(path)
    wait_for_hold(path)
    os.kill(int((folder / "pid").read_text()), signal.SIGINT)
    begun = time.monotonic()
    assert scan.end() == 1
    assert time.monotonic() - begun < 6, time.monotonic() - begun
    assert value(path, "SELECT exit_reason FROM scan") == "interrupted"
    assert pipe.read() == []
    reader.leave()
    check(path)


CASES = [
    sending_waits_until_the_reader_leaves,
    a_scan_that_waits_too_long_is_gone_on_with,
    what_nobody_reads_holds_up_nothing_and_is_told_later,
    a_signal_ends_what_waits_though_nobody_reads,
]

for case in CASES:
    with tempfile.TemporaryDirectory() as name:
        case(pathlib.Path(name), str(pathlib.Path(name) / "results.db"))
    print(case.__name__, "ok", flush=True)
