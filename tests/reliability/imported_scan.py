# SPDX-License-Identifier: MIT
"""A scan that simnet played and --pcap captured, imports of it, and in what they differ from it."""

import pathlib
import sqlite3
import subprocess
import sys
from contextlib import closing

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path += [str(ROOT / "tests" / "simnet"), str(ROOT / "tests" / "network")]

from captures import read_pcap  # noqa: E402
from played_world import BUILD, SIMNET, WORLDS, in_namespace  # noqa: E402

LIVENESS = BUILD / "liveness"
PACE = ["--window", 0.3, "--retransmit-delay", 0.5, "-c", 0.6]
REPLIES = """SELECT target, probe, attempt, responder, direct, kind, icmp_type, icmp_code, ttl, time, evidence, duplicates
  FROM replies WHERE scan = ? ORDER BY target_number, probe, attempt, responder_number, kind, time"""
WITHOUT_TIMES = REPLIES.replace("ttl, time,", "ttl,")
UNSOLICITED = "SELECT reason, sum(packets) FROM unsolicited WHERE scan = ? GROUP BY reason"
ORIGIN = "; its replies were imported from "


def run(*command, **options):
    return subprocess.run([*map(str, command)], capture_output=True, timeout=60, **options)


def imported(scan, output, *captures, options=(), **more):
    done = run(LIVENESS, "import", "-q", "--scan", scan, "-o", output, *options, *captures, **more)
    return done.returncode, done.stderr.decode()


def query(path, text, number=1):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(text, (number,)).fetchall()


def report(path, name, number=1):
    return run(LIVENESS, "report", path, name, "--csv", "--param", f"scan={number}").stdout.decode()


def differences(scan, copy, number=1, text=REPLIES):
    """Between a scan that was sent and one that was imported."""
    sent, read = query(scan, text), query(copy, text, number)
    missing, extra = set(sent) - set(read), set(read) - set(sent)
    yield from (f"missing: {row}" for row in sorted(map(str, missing)))
    yield from (f"not in the scan: {row}" for row in sorted(map(str, extra)))
    if not sent or len(sent) != len(read):
        yield f"{len(sent)} replies, {len(read)} imported"
    if dict(query(scan, UNSOLICITED)) != dict(query(copy, UNSOLICITED, number)):
        yield f"unsolicited: {query(scan, UNSOLICITED)}, imported {query(copy, UNSOLICITED, number)}"


def rows_of_report(path, name, number):
    """But for the scan's number, and for what the report health says of its origin."""
    with closing(sqlite3.connect(path)) as database:
        found = database.execute((ROOT / "queries" / f"{name}.sql").read_text(), {"scan": number, "before": None})
        first = int(found.description[0][0] == "scan")
        return [[str(value).split(ORIGIN)[0] for value in row[first:]] for row in found]


def differing_reports(scan, copy, number=1):
    for path in sorted((ROOT / "queries").glob("*.sql")):
        if path.stem == "churn":
            continue  # compares it with others
        one, other = rows_of_report(scan, path.stem, 1), rows_of_report(copy, path.stem, number)
        if one != other:
            yield f"{path.stem}: {one} is imported as {other}"


def unsound(path):
    done = run(LIVENESS, "check", path)
    if done.returncode:
        yield f"{path.name}: {(done.stdout + done.stderr).decode()}"


def one_line(done, status, *words):
    """What is wrong with a refusal, if anything."""
    found, said = done
    if found != status or said.count("\n") != 1 or not all(word in said for word in words):
        yield f"exit status {found}, not {status} with {words}: {said!r}"


class Played:
    """A scan of a world with --pcap."""

    def __init__(self, directory, name, world=None, rate=4000, script=None, savefile=None):
        self.name, self.directory = name, directory
        self.file, self.pcap = directory / f"{name}.db", directory / f"{name}.pcap"
        words = ["-q", "-b", "none", "-r", rate, "-e", 5, *PACE, "--pcap", savefile or self.pcap, "-o", self.file]
        command = [LIVENESS, "scan", *words]
        if script:
            command = ["unshare", "--mount", "sh", "-c", script, "sh", directory, LIVENESS, *words]
        self.done = in_namespace(SIMNET, "--sent", directory / f"{name}.sent", WORLDS / f"{world or name}.world", *command)

    def packets(self):
        return read_pcap(self.pcap)

    def fresh(self, suffix):
        return self.directory / f"{self.name}-{suffix}"

    def imported_as(self, suffix, *contents, text=REPLIES):
        """Problems with importing files of these contents."""
        files = [self.fresh(f"{suffix}.{i}") for i in range(len(contents))]
        for file, content in zip(files, contents):
            file.write_bytes(content)
        done = imported(self.file, self.fresh(f"{suffix}.db"), *files, options=["--no-seal"])
        if done != (0, ""):
            yield f"{suffix}: {done}"
            return
        yield from (f"{suffix}: {problem}" for problem in differences(self.file, self.fresh(f"{suffix}.db"), text=text))
