# SPDX-License-Identifier: MIT
"""Scans a small world that floods the scanner: is every real reply still recorded, and does the file grow by counters?

usage: test_floods.py BUILD_DIRECTORY

Unrelated packets, forgeries with the scanner's ports, also from addresses that nobody asked, and a host that answers a
probe over and over, each beside the same scan in peace. LIVENESS_FULL_SIZE=1 makes more than a million packets of each.
"""

import csv
import math
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing

TESTS = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(sys.argv[1]).resolve()
SIMNET = BUILD / "tests" / "simnet" / "simnet"
sys.path.append(str(TESTS / "simnet"))
sys.path.append(str(TESTS / "network"))

from harness import Score  # noqa: E402
from test_simnet import NOT_CAPTURED, REASON_OF_NOISE  # noqa: E402

IS_FULL = os.environ.get("LIVENESS_FULL_SIZE") == "1"
PREFIX = "10.1.0.0/18" if IS_FULL else "10.1.0.0/21"
RATE = 20000  # probes a second
NOISE = 80000
COPIES = 1000000 if IS_FULL else 200000
WORDS = "echo:echo_reply ssh:syn_ack http:rst_ack https:rst_bare dns:udp_valid cwmp:direct/3/3"
HOSTS = f"prefix\t{PREFIX}\t{WORDS}"
BLOWBACK = f"address\t10.1.0.77\techo:echo_reply@1+times={COPIES} http:syn_ack"
WORLDS = {
    "peace": [HOSTS],
    "unrelated": [HOSTS, f"noise\t{NOISE}"],
    "forgeries": [HOSTS, f"forgeries\t{NOISE}"],
    "duplicates": [HOSTS, BLOWBACK],
}
PORTS = 32768  # the scanner's by default, of which two are a target's and probe's
PORT_SORTS = {"syn_ack", "rst", "ack", "vlan", "udp", "unreachable", "time_exceeded", "redirect"}
MEMORY_MB, FILE_KB = 24, 256  # a flood may cost so much more than peace
KEY = ["target", "probe", "attempt", "responder", "kind", "icmp_type", "icmp_code"]


class Scan:
    def __init__(self, directory, name):
        self.name = name
        self.file, self.sent_file, self.noise_file = (directory / f"{name}{suffix}"
                                                      for suffix in (".db", ".sent", ".noise"))
        world = directory / f"{name}.world"
        world.write_text("\n".join(WORLDS[name]) + "\n")
        scan = [BUILD / "liveness", "scan", "-q", "-b", "none", "-r", RATE, "--window", 0.3, "--retransmit-delay", 1,
                "-c", 1, "--yes", "--sender", "packet", "-o", self.file]
        as_root = ["--map-root-user"] if os.geteuid() else []
        command = ["unshare", "--net", *as_root, SIMNET, "--sent", self.sent_file, "--noise", self.noise_file, world,
                   *scan]
        self.memory_kb = 0
        self.run([str(word) for word in command])

    def run(self, command):
        """Samples the scanner's memory until it ends."""
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            scanner = None
            while process.poll() is None:
                scanner = scanner or scanner_of(process.pid)
                self.memory_kb = max(self.memory_kb, peak_kb(scanner))
                time.sleep(0.05)
            self.status, self.output, self.errors = process.returncode, process.stdout.read(), process.stderr.read()

    def sent(self):
        found = Counter()
        with open(self.sent_file, newline="") as file:
            for row in list(csv.reader(file))[1:]:
                found[tuple(row[:len(KEY)])] += int(row[len(KEY) + 1])
        return found

    def query(self, text):
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(text).fetchall()

    def recorded(self):
        """Rows and packets of each reply."""
        rows, packets = Counter(), Counter()
        for *reply, copies in self.query(f"SELECT {', '.join(KEY)}, 1 + duplicates FROM replies"):
            key = tuple("" if value is None else str(value) for value in reply)
            rows[key] += 1
            packets[key] += copies
        return rows, packets

    def noise(self):
        with open(self.noise_file, newline="") as file:
            return {row[0]: int(row[1]) for row in list(csv.reader(file))[1:] if row[0] not in NOT_CAPTURED}

    def unsolicited(self):
        text = (TESTS.parent / "queries" / "unsolicited.sql").read_text()
        with closing(sqlite3.connect(self.file)) as database:
            return Counter(dict(database.execute(text, {"scan": None}).fetchall()))

    def file_kb(self):
        return self.file.stat().st_size // 1024


def scanner_of(pid):
    """The process below this one that scans."""
    for child in children_of(pid):
        if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "liveness":
            return child
        found = scanner_of(child)
        if found:
            return found
    return None


def children_of(pid):
    try:
        return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def peak_kb(pid):
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)


def it_ends_well_and_nothing_is_lost(scan, _):
    if scan.status or scan.errors or "No packet was lost" not in scan.output:
        yield f"exit status {scan.status}, stderr {scan.errors!r}, stdout {scan.output!r}"
    [(kernel, interface, ring)] = scan.query(
        "SELECT sum(kernel_drops), sum(interface_drops), sum(ring_drops) FROM health")
    if kernel or interface or ring:
        yield f"lost: {kernel} by the kernel, {interface} by the interface, {ring} by the ring"


def every_real_reply_is_recorded_as_often_as_it_came(scan, _):
    sent, (_, packets) = scan.sent(), scan.recorded()
    yield from list(f"{' '.join(reply)}: {packets[reply]} of {count}"
                    for reply, count in sent.items() if packets[reply] < count)[:10]


def what_is_recorded_beyond_that_is_few_and_by_port_alone(scan, _):
    """Of the forgeries with a port, two in 32,768 hit it."""
    sent, (_, packets) = scan.sent(), scan.recorded()
    extra = packets - sent
    tries = sum(scan.noise().get(sort, 0) for sort in PORT_SORTS) if scan.name == "forgeries" else 0
    mean = tries * 2 / PORTS
    print(f"# {scan.name}: {tries} forgeries with a port, {extra.total()} believed, {mean:.1f} expected")
    if extra.total() > mean + 6 * math.sqrt(mean):
        yield f"{extra.total()}, not about {mean:.1f}"
    others = [row for row in scan.query(f"SELECT {', '.join(KEY)}, evidence FROM replies") if row[-1] != "port"]
    keys = {tuple("" if value is None else str(value) for value in row[:-1]) for row in others}
    yield from (f"{' '.join(reply)} is more than a port" for reply in extra if reply in keys and reply not in sent)


def what_is_no_reply_is_counted_by_reason(scan, _):
    """All of the noise: counted under its reason, or believed, or else tied to an address that nobody asked."""
    expected, found = Counter(), scan.unsolicited()
    for sort, number in scan.noise().items():
        expected[REASON_OF_NOISE[sort]] += number
    believed = (scan.recorded()[1] - scan.sent()).total()
    if found.total() + believed != expected.total():
        yield f"{found.total()} counted and {believed} believed, of {expected.total()} sent"
    unasked = found.pop("not_scanned", 0)
    yield from (f"{reason}: {found[reason]} of {expected[reason]}" for reason in expected | found
                if not expected[reason] - believed - unasked <= found[reason] <= expected[reason])


def one_reply_is_one_row(scan, _):
    rows, _ = scan.recorded()
    yield from list(f"{' '.join(reply)}: {count} rows" for reply, count in rows.items() if count > 1)[:10]


def the_file_grows_by_counters(scan, peace):
    grown = scan.file_kb() - peace.file_kb()
    [(seconds, counters)] = scan.query("SELECT count(DISTINCT second), count(*) FROM unsolicited")
    packets = sum(scan.noise().values()) + sum(count - 1 for count in scan.sent().values())
    print(f"# {scan.name}: {packets} packets too many cost {grown} KB; {counters} counters in {seconds} seconds")
    if grown > FILE_KB:
        yield f"{grown} KB more than in peace"
    if counters > 9 * seconds:
        yield f"{counters} counters in {seconds} seconds"


def memory_stays_flat(scan, peace):
    print(f"# {scan.name}: {scan.memory_kb // 1024} MB, in peace {peace.memory_kb // 1024} MB")
    if scan.memory_kb > peace.memory_kb + MEMORY_MB * 1024:
        yield f"{scan.memory_kb} KB, in peace {peace.memory_kb} KB"


CASES = [
    it_ends_well_and_nothing_is_lost,
    every_real_reply_is_recorded_as_often_as_it_came,
    what_is_recorded_beyond_that_is_few_and_by_port_alone,
    what_is_no_reply_is_counted_by_reason,
    one_reply_is_one_row,
    the_file_grows_by_counters,
    memory_stays_flat,
]


def main():
    score = Score()
    with tempfile.TemporaryDirectory() as directory:
        scans = [Scan(pathlib.Path(directory), name) for name in WORLDS]
        for scan in scans:
            for case in CASES:
                score.run(case, scan, scans[0], name=f"{scan.name}: {case.__name__}")
    score.finish()


main()
