# SPDX-License-Identifier: MIT
"""Files from which a scan cannot be gone on with are refused in one line that says why, and left as they are.

usage: test_damage.py BUILD

A scan of a simulated Internet is ended early, and its file damaged in one way after another.
"""

import hashlib
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing

from simulated import IN_NAMESPACE, LIVENESS, SIMNET

WORLD = "prefix\t10.0.0.0/24\techo:echo_reply http:syn_ack dns:udp_valid\n"

# What is done to the file, and what is said of it.
DAMAGES = [
    ("DELETE FROM scan", "holds no scan"),
    ("UPDATE scan SET key = x'00'", "is damaged: CHECK constraint failed in scan"),
    ("UPDATE scan SET seed = -1", "its scan cannot be read"),
    ("UPDATE scan SET started_us = 9223372036854775807", "its scan cannot be read"),
    ("UPDATE scan SET started_us = -1", "its scan cannot be read"),
    ("UPDATE progress SET slot = -1", "its scan cannot be read"),
    ("UPDATE progress SET slot = slots + 1", "its progress is not that of its settings"),
    ("UPDATE progress SET slot = 1 << 62, slots = 1 << 62", "its progress is not that of its settings"),
    ("UPDATE setting SET value = '23' WHERE name = 'rate'", "its progress is not that of its settings"),
    ("UPDATE setting SET value = 'fast' WHERE name = 'rate'", "--rate"),
    ("UPDATE setting SET value = '0' WHERE name = 'rate'", "--rate"),
    ("UPDATE setting SET value = '99' WHERE name = 'attempts'", "--attempts"),
    ("UPDATE setting SET value = '' WHERE name = 'cooldown'", "--cooldown"),
    ("UPDATE setting SET value = '-1' WHERE name = 'window'", "--window"),
    ("UPDATE setting SET value = 'x' WHERE name = 'retransmit-margin'", "'retransmit-margin'"),
    ("UPDATE setting SET value = iif(name = 'rate', '1M', '1000000000') WHERE name IN ('rate', 'retransmit-margin')",
     "make no schedule"),
    ("UPDATE setting SET value = '7' WHERE name = 'retransmit-margin'", "its progress is not that of its settings"),
    ("UPDATE run SET ended_us = 1, exit_reason = 'interrupted', settled_slot = slot + (1 << 40)",
     "its runs are not those of its settings"),
    ("DELETE FROM probe", "has no targets or no probes"),
    ("DELETE FROM target_range", "has no targets or no probes"),
    ("UPDATE probe SET name = 'quic' WHERE name = 'dns'", "quic"),
    ("UPDATE target_range SET last = 1 << 40", "target_range"),
    ("UPDATE target_range SET first = -7", "target_range"),
    ("DELETE FROM fold", "table fold has no row"),
    ("DROP TABLE setting", "setting"),
    ("DROP TABLE progress", "progress"),
    ("PRAGMA user_version = 99", "schema version 99"),
    ("PRAGMA user_version = 0", "holds no scan"),
    ("PRAGMA application_id = 1", "not a results file"),
]


def first_page_gone(path):
    with open(path, "r+b") as file:
        file.write(bytes(4096))


def cut_in_half(path):
    with open(path, "r+b") as file:
        file.truncate(path.stat().st_size // 2 // 4096 * 4096)


def cut_to_nothing(path):
    path.write_bytes(b"")


CUTS = [(first_page_gone, "results.db"), (cut_in_half, "results.db"), (cut_to_nothing, "holds no scan")]


def scan(folder):
    """One that is ended by its longest runtime, so that it can be gone on with."""
    world, file = folder / "world", folder / "whole.db"
    world.write_text(WORLD)
    done = subprocess.run([*IN_NAMESPACE, SIMNET, world, LIVENESS, "scan", "-q", "-b", "none", "-r", "500", "-t", "1",
                           "-c", "0.2", "-o", file], capture_output=True, text=True)
    return file, done


def resume(file):
    """In a namespace without a network, since nothing is to be sent."""
    return subprocess.run([*IN_NAMESPACE, LIVENESS, "scan", "-q", "--resume", file], capture_output=True, text=True)


def digest(file):
    return hashlib.sha256(file.read_bytes()).digest()


def apply(damage, file):
    if callable(damage):
        damage(file)
        return damage.__name__
    with closing(sqlite3.connect(file)) as database:
        database.executescript(f"PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON; {damage}")
    return damage


def problems_of(whole, damage, expected):
    file = whole.with_name("results.db")
    shutil.copy(whole, file)
    what = apply(damage, file)
    before = digest(file)
    done = resume(file)
    if done.returncode not in (1, 2) or done.stderr.count("\n") != 1 or expected not in done.stderr or done.stdout:
        yield f"{what}: status {done.returncode}, {done.stderr!r}, expected {expected!r}"
    if digest(file) != before:
        yield f"{what}: the file is another one afterwards"
    for path in whole.parent.glob("results.db*"):
        path.unlink()


def main():
    with tempfile.TemporaryDirectory() as name:
        whole, done = scan(pathlib.Path(name))
        if not whole.exists():
            sys.exit(f"no scan: {done.stderr}")
        undamaged = resume(whole)
        problems = [problem for damage, expected in DAMAGES + CUTS for problem in problems_of(whole, damage, expected)]
        if "route" not in undamaged.stderr and "interface" not in undamaged.stderr:
            problems.append(f"undamaged: {undamaged.stderr!r}")
    print(f"{len(DAMAGES + CUTS)} damaged files")
    for problem in problems:
        print(f"  {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
