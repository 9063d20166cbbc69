# SPDX-License-Identifier: MIT
"""Refuses each command the memory that it asks for, one request after the other: it must end with one line, never by a
signal, and leave its file sound. A scan of a simulated network can be gone on with, and then has all replies.

`--every` tries each 31st request, and more of a scan's; `--scans` scans alone. What is tried is drawn by `--seed`.
"""

import argparse
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from simulated import BUILD, IN_NAMESPACE, LIVENESS, SIMNET

SEED = 20180401
TRIALS = 24  # of each command, unless --every
EVERY_STEP = 31
SCAN_TRIALS, EVERY_SCAN_TRIALS = 12, 300
FIRST_SCAN_REQUEST = 60  # before it, libpcap compiles a filter, and ends the program by itself if it is refused memory
AT_ONCE = 4  # scans, which mostly wait
WORLD = "prefix\t198.51.100.0/26\techo:echo_reply http:syn_ack dns:direct/3/3\n"  # asked again, it answers the same
SCAN = """scan --quiet --yes --rate 20000 --cooldown 0.2 --retransmit-delay 0.1 --blocklist none --probes echo,http,dns
  --output""".split()
REPLIES = "SELECT target, probe, attempt, responder, kind, icmp_type, icmp_code FROM replies"


class Refusal:
    """A command run without some of the memory that it asks for."""

    def __init__(self, folder, command, at=0, lasting=False, around=()):
        count = folder / "count"
        count.unlink(missing_ok=True)
        library = "libfailing_malloc.so"  # of the working directory: LD_PRELOAD wants a path without blanks
        refusing = [f"LD_PRELOAD={os.getcwd()}/{library}", f"FAIL_MALLOC_AT={at}",
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


def copy_anew(base, path):
    """Without what the last command left beside it, which belongs to another file."""
    for left in path.parent.glob(path.name + "*"):
        left.unlink()
    shutil.copy(base, path)


def is_sound(path):
    return subprocess.run([LIVENESS, "check", path], capture_output=True, check=False).returncode == 0


def chosen(chance, requests, step):
    """The first one is drawn."""
    return range(1 + chance.randrange(min(step, requests)), requests + 1, step)


def how(at, lasting):
    return f"request {at}{' and all after it' if lasting else ''}"


def try_command(folder, base, command, chance, is_every):
    """Yields a problem a line, and prints how much was tried."""
    path = folder / "results.db"
    shutil.copy(base, path)
    undisturbed = Refusal(folder, command.on(path))
    if undisturbed.status != 0 or undisturbed.requests == 0:
        yield f"{command}: without a refusal: status {undisturbed.status}, {undisturbed.requests} requests"
        return
    tried, few = 0, undisturbed.requests // TRIALS + 1
    for at in chosen(chance, undisturbed.requests, min(EVERY_STEP, few) if is_every else few):
        for lasting in (False, True) if is_every else (chance.random() < 0.5,):
            if command.changes_file:
                copy_anew(base, path)
            refused = Refusal(folder, command.on(path), at, lasting)
            tried += 1
            found = [*refused.problems(undisturbed.output)]
            if command.changes_file and not is_sound(path):
                found.append("the file is not sound")
            yield from (f"{' '.join(command.arguments)}: {how(at, lasting)}: {problem}" for problem in found)
    print(f"{' '.join(command.arguments)}: {tried} of {undisturbed.requests} requests", flush=True)


class Scan:
    """A scan of the simulated network, in a folder of its own."""

    def __init__(self, folder):
        self.folder, self.path = folder, folder / "scanned.db"
        folder.mkdir()
        world = folder / "the.world"
        world.write_text(WORLD)
        self.around = [*IN_NAMESPACE, str(SIMNET), str(world)]

    def run(self, at=0, lasting=False):
        return Refusal(self.folder, [str(LIVENESS), *SCAN, str(self.path)], at, lasting, self.around)

    def resume(self):
        """Without the range, which the simulator adds to the command."""
        return Refusal(self.folder, ["sh", "-c", 'exec "$1" scan --quiet --resume "$2"', "sh", str(LIVENESS),
                                     str(self.path)], around=self.around)

    def fetch(self, query):
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(query).fetchall()

    def replies(self):
        return {*self.fetch(REPLIES)}

    def state(self):
        """Whether there is a scan in it, and it is done."""
        if not self.path.exists() or not self.fetch("SELECT 1 FROM sqlite_master WHERE name = 'scan'"):
            return "none"
        reasons = self.fetch("SELECT exit_reason FROM scan")
        return "none" if not reasons else "done" if reasons == [("done",)] else "begun"

    def begin_again(self):
        for left in self.folder.glob("scanned.db*"):
            left.unlink()
        return self.run()

    def not_whole(self, expected):
        """Once it is gone on with, or begun again if it never was."""
        state = self.state()
        if state != "done":
            done = self.resume() if state == "begun" else self.begin_again()
            if done.status:
                yield f"it cannot be gone on with: {done.status}, {done.errors}"
        if self.state() == "none":
            yield "there is no scan in it"
            return
        found = self.replies()
        if found != expected:
            yield f"{len(expected - found)} replies are missing, {len(found - expected)} too many"
        if not is_sound(self.path):
            yield "the file is not sound once it was gone on with"


def try_scan(folder, number, at, lasting, expected):
    """What is wrong, and what state the refusal left the file in."""
    scan = Scan(folder / f"scan-{number}")
    refused = scan.run(at, lasting)
    found = [*refused.problems(None)]
    if scan.path.exists() and not is_sound(scan.path):
        found.append("the file is not sound")
    state = scan.state()
    found += scan.not_whole(expected)
    shutil.rmtree(scan.folder)
    return [f"scan: {how(at, lasting)}: {problem}" for problem in found], state


def scan_points(chance, requests, trials):
    """Most of them when the file has been set up, which takes most requests. Every other one has all after it refused."""
    late = requests // 6
    points = [*chosen(chance, requests, requests // (trials // 3) + 1),
              *(requests - late + at for at in chosen(chance, late, late // (trials - trials // 3) + 1))]
    return [(at, number % 2 == 0) for number, at in enumerate(points) if at >= FIRST_SCAN_REQUEST]


def try_scans(folder, chance, trials):
    scan = Scan(folder / "undisturbed")
    undisturbed = scan.run()
    if undisturbed.status != 0 or undisturbed.requests == 0:
        return [f"scan: without a refusal: status {undisturbed.status}: {undisturbed.errors}"]
    expected = scan.replies()
    if len(expected) != 64 * 3 * 2:
        return [f"scan: without a refusal: {len(expected)} replies"]
    drawn = scan_points(chance, undisturbed.requests, trials)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        judged = [*pool.map(lambda number: try_scan(folder, number, *drawn[number], expected), range(len(drawn)))]
    states = [state for _, state in judged]
    print(f"scan: {len(drawn)} of {undisturbed.requests} requests, after which {states.count('none')} had not begun, "
          f"{states.count('begun')} could be gone on with and {states.count('done')} were done", flush=True)
    problems = [problem for found, _ in judged for problem in found]
    return problems if "begun" in states else [*problems, "scan: none was gone on with"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--scans", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    chance, problems = random.Random(asked.seed), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chdir(folder)
        shutil.copy(BUILD / "tests/reliability/libfailing_malloc.so", folder)
        base = folder / "base.db"
        subprocess.run([BUILD / "tests/faults/test_faults", "--file", base], check=True)
        for command in COMMANDS if not asked.scans else []:
            problems += try_command(folder, base, command, chance, asked.every)
        problems += try_scans(folder, chance, EVERY_SCAN_TRIALS if asked.every else SCAN_TRIALS)
    for problem in problems:
        print("FAILED:", problem)
    print(f"{len(problems)} problems, seed {asked.seed}")
    return 1 if problems else 0


sys.exit(main())
