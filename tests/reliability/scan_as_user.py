# SPDX-License-Identifier: MIT
"""Scans a world of simnet as a user of some sort, and looks at the process and its files while it runs."""

import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
SIMNET = BUILD / "tests" / "simnet" / "simnet"
WORLD = ROOT / "tests" / "simnet" / "worlds" / "kinds.world"
QUICK = ["-b", "none", "-r", 4000, "--window", 0.3, "--retransmit-delay", 0.5, "-c", 0.5]
THREADS = {"liveness", "writer", "sender"}
SUFFIXES = ["", "-shm", "-wal"]


class Places:
    """Directories of root's and of a user's, and the program where every user can reach it."""

    def __init__(self, directory, user, group):
        self.user, self.group = user, group
        directory.chmod(0o755)
        self.program = directory / "liveness"
        shutil.copy(BUILD / "liveness", self.program)
        self.privileged = directory / "privileged"  # a copy that may be given capabilities
        shutil.copy(BUILD / "liveness", self.privileged)
        self.home, self.root, self.open = (directory / name for name in ("home", "root", "open"))
        for place, mode in (self.home, 0o700), (self.root, 0o700), (self.open, 0o1777):
            place.mkdir()
            place.chmod(mode)
        os.chown(self.home, user, group)


def by_sudo(user, group):
    """With groups of root's, which are to be left."""
    return ["setpriv", "--groups=0,4", "env", f"SUDO_UID={user}", f"SUDO_GID={group}"]


def as_user(user, group, *capabilities, ambient=()):
    """A plain user, with these capabilities in the bounds of what a program may get."""
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups",
            "--bounding-set=" + ",".join(["-all", *capabilities]),
            "--inh-caps=" + ",".join(["-all", *ambient]), "--ambient-caps=" + ",".join(["-all", *ambient])]


def read_status(path):
    lines = [line.split(":", 1) for line in path.read_text().splitlines()]
    return {name: value.split() for name, value in lines}


def statuses(pid):
    """Of every thread."""
    return [read_status(task / "status") for task in pathlib.Path(f"/proc/{pid}/task").iterdir()]


def status_when_it_waits(pid):
    """Of a command of the program that waits for its standard input."""
    for _ in range(250):
        status = read_status(pathlib.Path(f"/proc/{pid}/status"))
        if status["Name"] == ["liveness"] and status["State"][0] == "S":
            return status
        time.sleep(0.02)
    raise RuntimeError(f"it does not wait: {status}")


def process_of(output):
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:2] == [b"scan"] and bytes(output) in words:
            return int(path.parent.name)
    return None


def owner_and_mode(path):
    status = path.stat()
    return status.st_uid, status.st_gid, status.st_mode & 0o777


class WatchedScan:
    """`before` is what stands before the program on the command line."""

    def __init__(self, program, output, *arguments, before=(), umask=0o022):
        self.output = output
        command = ["unshare", "--net", SIMNET, "--sent", "/dev/null", WORLD, *before, program, "scan", *QUICK,
                   *arguments, "-o", output]
        self.threads, self.files, self.peeked = [], {}, None
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, umask=umask, env=os.environ | {"PATH": os.environ["PATH"] + ":/sbin"})
        try:
            self.watch(process)
            self.stdout, self.stderr = process.communicate(timeout=60)
        finally:
            process.kill()
        self.status = process.returncode

    def watch(self, process):
        """Until all threads are there, which is after everything was given up; then once."""
        while process.poll() is None and not self.threads:
            time.sleep(0.02)
            pid = process_of(self.output)
            try:
                threads = statuses(pid) if pid else []
                if {thread["Name"][0] for thread in threads} >= THREADS - {"liveness"}:
                    self.threads = threads
                    self.files = {suffix: owner_and_mode(pathlib.Path(f"{self.output}{suffix}"))
                                  for suffix in SUFFIXES}
                    self.peeked = peek(pid, threads[0])
            except OSError:
                self.threads = []  # it ended, or has not made its files yet


def peek(pid, thread):
    """What another process of the same user is told that wants the scan's descriptors."""
    user, group = thread["Uid"][0], thread["Gid"][0]
    return subprocess.run([*as_user(user, group), "ls", f"/proc/{pid}/fd"], capture_output=True, text=True).stderr
