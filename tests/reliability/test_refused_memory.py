# SPDX-License-Identifier: MIT
"""Refuses each command the memory that it asks for, one request after the other: it must end with one line, never by a
signal, and leave its file sound. `--every` tries each 31st request, and in a simulated network scans as well (as root); `--scans`
scans alone."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(sys.argv[1])
IS_EVERY = "--every" in sys.argv
LIVENESS = BUILD / "liveness"
TRIALS = 24  # of each command, unless --every
EVERY_STEP = 31
SCAN_TRIALS = 150
DAY = int(time.time()) // 86400


class Refusal:
    """A command run without some of the memory that it asks for."""

    def __init__(self, folder, command, at=0, lasting=False, around=()):
        count = folder / "count"
        count.unlink(missing_ok=True)
        library = folder / "libfailing_malloc.so"  # whose path has no blanks, as LD_PRELOAD wants it
        if not library.exists():
            shutil.copy(BUILD / "tests/reliability/libfailing_malloc.so", library)
        refusing = [f"LD_PRELOAD={library}", f"FAIL_MALLOC_AT={at}",
                    f"FAIL_MALLOC_COUNT={count}", *(["FAIL_MALLOC_LASTING=1"] if lasting else [])]
        done = subprocess.run([*around, "env", *refusing, *command], capture_output=True, text=True, timeout=120,
                              check=False)
        self.status, self.output, self.errors = done.returncode, done.stdout, done.stderr
        self.requests = int(count.read_text()) if count.exists() else 0

    def problems(self, expected):
        lines = [line for line in self.errors.splitlines() if line.startswith("liveness: ")]
        if self.status not in (0, 1):
            yield f"exit status {self.status}"
        if self.status == 1 and (len(lines) != 1 or "memory" not in lines[0] and "thread" not in lines[0]):
            yield f"not one line that names memory: {lines}"
        if self.status == 0 and expected is not None and self.output != expected:
            yield "it succeeded, and printed something else"


class Command:
    """Arguments, in which FILE stands for a results file."""

    def __init__(self, *arguments, changes_file=False):
        self.arguments, self.changes_file = arguments, changes_file

    def __str__(self):
        return self.arguments[0]

    def on(self, path):
        return [str(LIVENESS), *(str(path) if word == "FILE" else word for word in self.arguments)]


COMMANDS = [
    Command("scan", "--dry-run", "--output", "new.db", "--blocklist", "none", "192.0.2.0/24", "198.51.100.0/25"),
    Command("report", "FILE", "levels"),
    Command("report", "FILE", "health", "--json"),
    Command("lookup", "FILE", "192.0.0.1"),
    Command("check", "FILE"),
    Command("seal", "FILE", changes_file=True),
]


def is_sound(path):
    return subprocess.run([LIVENESS, "check", path], capture_output=True, check=False).returncode == 0


def chosen(requests, trials):
    """So many of them, others each day; with --every more."""
    step = min(EVERY_STEP, requests // trials + 1) if IS_EVERY else requests // trials + 1
    return range(1 + DAY * 7919 % step, requests + 1, step)


def try_command(folder, base, command):
    """Yields a problem a line; the last value says how much was tried."""
    path = folder / "results.db"
    shutil.copy(base, path)
    undisturbed = Refusal(folder, command.on(path))
    if undisturbed.status != 0 or undisturbed.requests == 0:
        yield f"{command}: without a refusal: status {undisturbed.status}, {undisturbed.requests} requests"
    tried = 0
    for number, at in enumerate(chosen(undisturbed.requests, TRIALS)):
        for lasting in (False, True) if IS_EVERY else (bool((number + DAY) % 2),):
            if command.changes_file:
                shutil.copy(base, path)
            refused = Refusal(folder, command.on(path), at, lasting)
            tried += 1
            found = [*refused.problems(undisturbed.output)]
            if command.changes_file and not is_sound(path):
                found.append("the file is not sound")
            yield from (f"{' '.join(command.arguments)}: request {at}{' and all after it' if lasting else ''}: {problem}"
                        for problem in found)
    print(f"{' '.join(command.arguments)}: {tried} of {undisturbed.requests} requests", flush=True)


def try_scans(folder):
    """Scans a simulated network of root's; nothing leaves it."""
    world = pathlib.Path(__file__).parent.parent / "simnet/worlds/kinds.world"
    around = [*map(str, ("unshare", "--net", BUILD / "tests/simnet/simnet", "--sent", folder / "sent.csv", world))]
    path = folder / "scanned.db"
    scan = [str(LIVENESS), *"scan --quiet --yes --rate 20000 --cooldown 0.2 --retransmit-delay 0.1".split(),
            *f"--blocklist none --probes echo,http --output {path}".split()]
    undisturbed = Refusal(folder, scan, around=around)
    if undisturbed.status != 0 or undisturbed.requests == 0:
        yield f"scan: without a refusal: status {undisturbed.status}: {undisturbed.errors}"
    tried = 0
    for at in range(1, undisturbed.requests + 1, undisturbed.requests // SCAN_TRIALS + 1):
        for lasting in False, True:
            for left in folder.glob("scanned.db*"):
                left.unlink()
            refused = Refusal(folder, scan, at, lasting, around)
            tried += 1
            found = [*refused.problems(None)]
            if path.exists() and not is_sound(path):
                found.append("the file is not sound")
            yield from (f"scan: request {at}{' and all after it' if lasting else ''}: {problem}" for problem in found)
    print(f"scan: {tried} of {undisturbed.requests} requests", flush=True)


def main():
    problems = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chdir(folder)
        base = folder / "base.db"
        subprocess.run([BUILD / "tests/faults/test_faults", "--file", base], check=True)
        for command in COMMANDS if "--scans" not in sys.argv else []:
            problems += try_command(folder, base, command)
        if IS_EVERY or "--scans" in sys.argv:
            problems += try_scans(folder)
    for problem in problems:
        print("FAILED:", problem)
    return 1 if problems else 0


sys.exit(main())
