# SPDX-License-Identifier: MIT
"""A scan that is killed with SIGKILL, at any moment and again and again, loses nothing.

usage: test_kills.py BUILD [KILLS [SEED]]

Each scan goes through one simulated Internet, in which all probes are answered and nothing is lost, and is killed at
drawn moments of each phase in turn: before its file and its record exist, while it begins, sends, cools down and is
sealed, and while it is gone on with. Each run must begin as far before what was committed as --resume goes back, and in
the end the file is compared, reply by reply and report by report, with that of a scan nobody disturbed. KILLS is how many
there are to be at least (default: a scan with 4).
"""

import csv
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from typing import NamedTuple

from simulated import AS_ROOT, IN_NAMESPACE, LIVENESS, SIMNET

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

SEED = 20180401
LOSSLESS = "No packet was lost on the way"
ALONE_FROM = 10000  # packets a second: both scans at once would be too much for two cores
KEY = "target, probe, attempt, responder, direct, kind, icmp_type, icmp_code, ttl, evidence"
ATTEMPTS = 2
PROBES = ["echo", "ssh", "telnet", "http", "https", "cwmp", "dns", "ntp", "control"]
# Milliseconds until each address of a part of the world answers, and what it says to the probes.
PARTS = [
    (0, "echo_reply syn_ack syn_ack syn_ack syn_ack syn_ack udp_valid udp_valid syn_ack"),
    (20, "echo_reply rst_ack rst_ack syn_ack syn_ack rst_ack udp_invalid direct/3/3 rst_ack"),
    (100, "direct/3/13 direct/3/10 rst_bare syn_ack rst_ack direct/3/1 udp_valid direct/3/3 rst_ack"),
    (300, "indirect/3/1 rst_ack rst_ack indirect/11/0 rst_ack indirect/3/13 indirect/3/0 udp_valid rst_bare"),
]
# These tell of the traffic itself, or compare scans.
OF_TRAFFIC = {"health", "window", "unsolicited", "churn", "check"}

# An Internet that answers at once, in the kernel, and a way of sending that a killed scan may still hold.
IN_KERNEL = ["--sender", "xdp"]


class Scan(NamedTuple):
    length: int  # of its prefix
    rate: int  # packets a second
    cooldown: float
    options: list

    @property
    def targets(self):
        return 1 << 32 - self.length

    @property
    def seconds(self):
        return self.targets * len(PROBES) * ATTEMPTS / self.rate

    @property
    def rewind(self):
        """Seconds that --resume goes back: what is on its way, and what went to a gateway that was lost."""
        return self.cooldown + 1 + 8

    @property
    def is_long(self):
        """So long that runs do not all begin at the beginning."""
        return self.seconds > 1.5 * self.rewind


REWIND_TOLERANCE_S = 2  # slots take as long as others on average, not each for itself
QUICK = Scan(21, 2200, 1.5, ["--retransmit-delay", "1"])
# Cooldowns that are longer than a second let it be seen that one has begun.
FULL = [
    Scan(18, 6000, 2, ["--retransmit-delay", "1"]),
    Scan(17, 15000, 1.5, ["--retransmit-delay", "0.5"]),
    Scan(18, 8000, 2, ["--retransmit-delay", "2", "--window", "0.2"]),
    Scan(17, 14000, 1.5, ["--retransmit-delay", "1", "--adapt"]),
    Scan(17, 15000, 2, ["--retransmit-delay", "1", *IN_KERNEL]),
    Scan(17, 60000, 0.4, ["--retransmit-delay", "1"]),
]
KILLS_EACH = 20
PHASES = ["before a file", "at the start", "sending", "cooling down", "sealing", "resumed"]


def prefixes(length, is_in_kernel):
    """The world's parts: quarters of 10.0.0.0/length."""
    size = 1 << 32 - length - 2
    for number, (delay, kinds) in enumerate(PARTS):
        first = number * size
        yield f"10.{first >> 16}.{first >> 8 & 255}.0", size, 0 if is_in_kernel else delay, kinds.split()


def world_text(length, is_in_kernel):
    for first, size, delay, kinds in prefixes(length, is_in_kernel):
        words = (f"{probe}:{kind}+delay={delay}ms" + ("+from=203.0.113.1" if kind.startswith("indirect") else "")
                 for probe, kind in zip(PROBES, kinds))
        yield f"prefix\t{first}/{length + 2}\t{' '.join(words)}\n"


def moments(chance, number, first, last):
    """One of each part of that time, in no order."""
    step = (last - first) / number
    drawn = [chance.uniform(first + part * step, first + (part + 1) * step) for part in range(number)]
    return chance.sample(drawn, number)


def quick_kills(chance, scan):
    """The one while it sends comes when there is something to go back by, and something left to send."""
    return [("start", chance.uniform(0, 0.002)), ("record", scan.rewind + chance.uniform(3, 3.5)),
            ("end", chance.uniform(0, scan.cooldown / 4)), ("seal", chance.uniform(0, 0.02))]


def full_kills(chance, scan, number):
    """Most of those while it sends come after what had been sent before; that is what makes a scan get on.

    A scan in two is killed at its start, the other one first while it sends.
    """
    early = [("start", chance.uniform(0, 0.004)), ("made", chance.uniform(0, 0.01))]
    if number % 2 == 0:
        early.append(("record", chance.uniform(0, 0.3)))
    late = [("end", chance.uniform(0, scan.cooldown / 4)), *(("seal", moment) for moment in moments(chance, 3, 0, 0.08))]
    begun = [("start", moment) for moment in moments(chance, 5, 0, 0.08)] + [("record", chance.uniform(0, 0.5))]
    left = KILLS_EACH - len(early) - len(late) - len(begun)
    span = (0.7 * scan.rewind, 1.7 * scan.rewind) if scan.is_long else (0.05, scan.seconds / 2)
    first, *sending = [("record", moment) for moment in moments(chance, left, *span)]
    return [*early, first, *chance.sample(sending + begun, len(sending + begun)), *late]


def rows(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def report(path, name):
    return subprocess.run([LIVENESS, "report", path, name, "--csv"], capture_output=True, text=True).stdout


def number_of(address):
    a, b, c, d = map(int, address.split("."))
    return a << 24 | b << 16 | c << 8 | d


class Case:
    def __init__(self, folder, scan, kills):
        self.scan, self.folder, self.kills = scan, folder, kills
        self.length, self.rate, self.targets = scan.length, scan.rate, scan.targets
        self.options = ["-b", "none", "-r", str(self.rate), "-c", str(scan.cooldown), "-e", "7", "--yes", *scan.options]
        self.world = folder / "world"
        self.is_in_kernel = IN_KERNEL[-1] in scan.options
        self.simnet = [*AS_ROOT, SIMNET, "--xdp"] if self.is_in_kernel else [*IN_NAMESPACE, SIMNET]
        self.world.write_text("".join(world_text(self.length, self.is_in_kernel)))
        self.file, self.calm_file, self.sent = folder / "killed.db", folder / "calm.db", folder / "sent.csv"

    def run(self):
        calm = subprocess.Popen([*self.simnet, self.world, LIVENESS, "scan", "-q", *self.options, "-o",
                                 self.calm_file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.rate > ALONE_FROM:
            calm.wait()
        plan, account = self.folder / "plan", self.folder / "account"
        plan.write_text(json.dumps({"program": str(LIVENESS), "output": str(self.file), "options": self.options,
                                    "kills": self.kills, "limit": 90 if len(self.kills) < KILLS_EACH else 600,
                                    "account": str(account)}))
        done = subprocess.run([*self.simnet, "--sent", self.sent, self.world,
                               sys.executable, "-B", HERE / "killed_scan.py", plan], capture_output=True, text=True)
        played, said = calm.communicate()
        if calm.returncode or done.returncode or not account.exists():
            return [f"not played: {said}{done.stderr}{done.stdout}"]
        self.account = json.loads(account.read_text())
        return [*self.lost_by_the_simulator(played), *self.problems()]

    def lost_by_the_simulator(self, played):
        """What a busy machine does to the undisturbed scan says nothing of the other one."""
        drops, = rows(self.calm_file, "SELECT sum(kernel_drops + interface_drops + ring_drops) FROM health")[0]
        if LOSSLESS not in played or drops:
            yield f"the undisturbed scan was not played well, {drops} dropped: {played}"

    def problems(self):
        account = self.account
        yield from account["problems"]
        if account["status"]:
            yield f"the last run ended with {account['status']}: {account['said']}"
        for what in ("lost", "changed"):
            if account[what]:
                yield f"{account[what]} replies that had been committed were {what}"
        yield from self.wrong_rewinds()
        yield from self.wrong_replies()
        yield from self.unsent()
        yield from self.wrong_times()
        yield from self.wrong_health()
        yield from self.wrong_reports()

    def wrong_rewinds(self):
        """Each run begins so far before what was committed that nothing is lost, and no farther."""
        rewinds = self.account["rewinds"][1:]
        for number, (committed, begun, slots) in enumerate(rewinds, 2):
            seconds = (committed - begun) * self.scan.seconds / slots
            off = seconds - self.scan.rewind
            if off > REWIND_TOLERANCE_S or (begun > 0 and off < -REWIND_TOLERANCE_S):
                yield (f"run {number} began at slot {begun} of {slots}, when {committed} had been committed: "
                       f"{seconds:.1f} s earlier, not {self.scan.rewind:.1f}")
        if self.scan.is_long and not any(begun for _, begun, _ in rewinds):
            yield f"all runs began at the beginning: {rewinds}"

    def wrong_replies(self):
        """All probes are answered, so what is there says what was sent, attempt by attempt."""
        found, calm = (Counter(rows(path, f"SELECT {KEY} FROM replies")) for path in (self.file, self.calm_file))
        expected = self.targets * len(PROBES) * ATTEMPTS
        if sum(calm.values()) != expected:
            yield f"the undisturbed scan has {sum(calm.values())} replies of {expected}"
        for what, difference in (("missing", calm - found), ("too many", found - calm)):
            if difference:
                yield f"{sum(difference.values())} replies {what}, as {next(iter(difference))}"

    def unsent(self):
        """By the simulator's account of what it answered."""
        with open(self.sent, newline="") as file:
            asked = Counter()
            for row in csv.DictReader(file):
                asked[row["target"], row["probe"]] += int(row["copies"])
        self.asked = sum(asked.values())
        few = [pair for pair, times in asked.items() if times < ATTEMPTS]
        if few or len(asked) != self.targets * len(PROBES):
            yield f"{len(asked)} probes of {self.targets * len(PROBES)} were sent, {len(few)} of them too seldom"

    def wrong_times(self):
        """No reply may seem to be one to a probe of another run. A busy machine is off by some milliseconds."""
        for first, size, delay, _ in prefixes(self.length, self.is_in_kernel):
            begin = number_of(first)
            wrong, = rows(self.file, f"""SELECT count(*), min(rtt_us), max(rtt_us) FROM replies
              WHERE target_number BETWEEN {begin} AND {begin + size - 1}
              AND rtt_us NOT BETWEEN {delay * 500} AND {delay * 1000 + 5000000}""")
            if wrong[0]:
                yield f"round-trip times of {wrong[0]} replies after {delay} ms: from {wrong[1]} to {wrong[2]} us"

    def wrong_health(self):
        sent, captured, replies, drops, failures = rows(self.file, """SELECT sum(probes_sent), sum(captured), sum(replies),
          sum(kernel_drops + interface_drops + ring_drops), sum(send_failures) FROM health""")[0]
        kept, = rows(self.file, "SELECT sum(1 + duplicates) FROM replies")[0]
        unsolicited, = rows(self.file, "SELECT coalesce(sum(packets), 0) FROM unsolicited")[0]
        # Not counted is what was sent in the last second before a kill, and what the writer had not committed then.
        uncounted = self.rate * sum(min(2.5, seconds + {"start": 0, "record": 0.5}.get(phase, 2)) for phase, seconds in self.kills)
        if replies != kept or captured != replies or unsolicited or drops or failures:
            yield (f"health: {replies} replies where {kept} are, {captured} captured, {unsolicited} not recognised, "
                   f"{drops} dropped, {failures} refused")
        if not self.asked - uncounted <= sent <= self.asked:
            yield f"health: {sent} probes sent, {self.asked} answered"
        runs = rows(self.file, "SELECT run, exit_reason FROM run ORDER BY run")
        if runs[-1][1] != "done" or not 1 < len(runs) <= 1 + len(self.kills) or any(reason for _, reason in runs[:-1]):
            yield f"runs: {runs}"

    def wrong_reports(self):
        for query in sorted((ROOT / "queries").glob("*.sql")):
            if query.stem not in OF_TRAFFIC and report(self.file, query.stem) != report(self.calm_file, query.stem):
                yield f"report {query.stem} is another one"
        check = subprocess.run([LIVENESS, "check", self.file], capture_output=True, text=True)
        if check.returncode:
            yield f"check: {check.stdout}{check.stderr}"

    def hit(self):
        """How many kills each phase had."""
        return Counter(self.account["kills"] if hasattr(self, "account") else [])


def run_case(scan, kills):
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        case = Case(pathlib.Path(folder), scan, kills)
        problems = case.run()
        hit = case.hit()
        print(f"{case.targets} targets, {case.rate} packets a second, {scan.seconds:.0f} s: {sum(hit.values())} kills "
              f"({', '.join(f'{number} {phase}' for phase, number in sorted(hit.items()))}), "
              f"{time.monotonic() - began:.0f} s", flush=True)
        for problem in problems:
            print(f"  {problem}", flush=True)
    return hit, bool(problems)


def run_quick(chance):
    hit, is_wrong = run_case(QUICK, quick_kills(chance, QUICK))
    return hit, is_wrong, 1


def run_full(chance, kills):
    """Scans in turn, until there were so many kills."""
    scans = [scan for scan in FULL if os.geteuid() == 0 or IN_KERNEL[-1] not in scan.options]
    hit, is_wrong, number = Counter(), False, 0
    while sum(hit.values()) < kills:
        scan = scans[number % len(scans)]
        now, is_wrong_now = run_case(scan, full_kills(chance, scan, number))
        hit, is_wrong, number = hit + now, is_wrong or is_wrong_now or not now, number + 1
        if not now:
            break
    return hit, is_wrong, number


def main():
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else SEED
    chance = random.Random(seed)
    hit, is_wrong, number = run_full(chance, kills) if kills else run_quick(chance)
    missed = [phase for phase in PHASES if hit[phase] == 0]
    if missed and (kills or hit["sending"] == 0):
        print(f"no kill came {', '.join(missed)}")
        is_wrong = True
    print(f"{sum(hit.values())} kills of {number} scans, seed {seed}")
    return 1 if is_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
