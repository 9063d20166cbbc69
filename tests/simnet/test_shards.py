# SPDX-License-Identifier: MIT
"""Three shards of a scan, merged: is that the scan of the whole? And can it be gone on with, if one ended early?

usage: test_shards.py BUILD_DIRECTORY

Worlds are those whose replies go by target, probe and attempt alone. Needs no root.
"""

import csv
import io
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from played_world import BUILD, SIMNET, PlayedWorld, in_namespace

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "network"))

from harness import ROOT, Score  # noqa: E402

SHARDS = 3
SCANS_AT_ONCE = 3
SAME_WAY = ["--sender", "packet"]  # else memory decides
PLAYED = ["kinds", "forwarders", "duplicates"]
TIMED = {"churn", "health", "window"}  # reports on what differs from scan to scan
REPLIES = """SELECT target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, evidence, duplicates FROM replies
  ORDER BY 1, 2, 3, 4, 5, 6, 7"""
COUNTS = "SELECT targets, probes_sent, send_failures, captured, replies, duplicates, unsolicited, verdict FROM scan_verdict"
SETTINGS = "SELECT name, value FROM setting WHERE name <> 'merged-shards' ORDER BY name"
FACTS = {
    "replies": REPLIES, "counts": COUNTS, "settings": SETTINGS, "targets": "SELECT * FROM target_range ORDER BY first",
    "probes": "SELECT * FROM probe ORDER BY probe", "progress": "SELECT * FROM progress",
    "windows": "SELECT sum(targets) FROM window_count"}


def liveness(*arguments):
    return subprocess.run([BUILD / "liveness", *map(str, arguments)], capture_output=True, text=True, timeout=60)


def rows(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query, {"scan": None, "before": None}).fetchall()


def of_shard(shard, *more):
    return [*SAME_WAY, "--shards", SHARDS, "--shard", shard, *more]


def differences(whole, merged):
    reports = {path.stem: path.read_text() for path in (ROOT / "queries").glob("*.sql") if path.stem not in TIMED}
    for name, query in {**FACTS, **reports}.items():
        one, other = rows(whole, query), rows(merged, query)
        if one != other:
            yield f"{name}: {sorted(map(str, set(one) ^ set(other)))[:6]}"


def merge(output, *files):
    done = liveness("merge", output, *files)
    if done.returncode or done.stdout or done.stderr:
        yield f"merge: exit status {done.returncode}, {done.stderr}"
    elif liveness("check", output).returncode:
        yield "the merged file is not sound"


def shards_are_merged_into_the_whole(directory, whole, shards):
    merged = directory / f"{whole.name} merged.db"
    yield from (f"{scan.name}: {scan.done.stderr}" for scan in [whole, *shards] if scan.done.returncode)
    yield from merge(merged, *(scan.file for scan in shards[::-1]))
    yield from differences(whole.file, merged)
    if sum(len(rows(scan.file, REPLIES)) > 0 for scan in shards) < SHARDS:
        yield "a shard has no replies"


def lookup(path, address):
    done = liveness("lookup", path, address, "--csv")
    return next(csv.DictReader(io.StringIO(done.stdout)))["conclusion"] if done.returncode == 0 else done.stderr


def targets_are_told_the_same_of(directory, whole, shards):
    merged = directory / f"{whole.name} merged.db"
    for address in [f"198.51.100.{number}" for number in (0, 1, 9, 11, 64, 100, 200, 255)] + ["10.9.9.9"]:
        one, other = lookup(whole.file, address), lookup(merged, address)
        if one != other:
            yield f"{address}: {one!r}, not {other!r}"


def refusals(output, shard):
    """What cannot be done with a scan that was merged, and what the user is told to do."""
    words = ["scan 1 was merged without its key; use the files that it was made from"]
    for arguments in [["scan", "-q", "--resume", output], ["import", "--scan", output, "-o", output.with_name("again.db"),
                                                           shard.file.with_suffix(".pcap")]]:
        done = liveness(*arguments)
        if done.returncode != 2 or done.stderr.count("\n") != 1 or not all(word in done.stderr for word in words):
            yield f"{arguments[0]}: {done.returncode}, {done.stderr!r}"


def resume(shard):
    command = f"'{BUILD / 'liveness'}' scan -q --resume '{shard.file}'"  # the range that simnet adds is left out
    done = in_namespace(SIMNET, "--sent", shard.sent_file, shard.path, "sh", "-c", command)
    if done.returncode:
        yield f"--resume: exit status {done.returncode}, {done.stderr}"


def a_shard_that_ended_early_is_told_of_and_gone_on_with(directory, whole, shards, early):
    merged = directory / "early merged.db"
    yield from merge(merged, early.file, shards[0].file, shards[2].file)
    silent = next(address for address in (f"198.51.100.{number}" for number in range(256))
                  if lookup(whole.file, address) == "probed, silent")
    if lookup(merged, silent) != "probed, silent, or not probed: a shard of it ended early":
        yield f"lookup: {lookup(merged, silent)}"
    if "% of the schedule sent" not in rows(merged, COUNTS)[0][-1]:
        yield f"verdict: {rows(merged, COUNTS)}"
    yield from refusals(merged, early)
    yield from resume(early)
    yield from merge(directory / "gone on.db", early.file, shards[0].file, shards[2].file)
    replies = "SELECT DISTINCT target, probe, attempt, responder, kind, icmp_type, icmp_code FROM replies ORDER BY 1, 2, 3"
    if set(rows(whole.file, replies)) != set(rows(directory / "gone on.db", replies)):
        yield "gone on with, it has other replies than the whole"


def played(directory):
    """By world, the whole and its shards; and one that ended early."""
    with ThreadPoolExecutor(SCANS_AT_ONCE) as pool:
        scans = {name: [pool.submit(PlayedWorld, directory, name, label=f"{name} whole", more=SAME_WAY)] + [
            pool.submit(PlayedWorld, directory, name, label=f"{name} {shard}", more=of_shard(shard))
            for shard in range(SHARDS)] for name in PLAYED}
        early = pool.submit(PlayedWorld, directory, "forwarders", label="early",
                            more=of_shard(1, "--max-replies", 40, "--pcap", directory / "early.pcap"))
        return {name: [future.result() for future in futures] for name, futures in scans.items()}, early.result()


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-shards-") as name:
        directory = pathlib.Path(name)
        scans, early = played(directory)
        for name, (whole, *shards) in scans.items():
            for test in (shards_are_merged_into_the_whole, targets_are_told_the_same_of):
                score.run(test, directory, whole, shards, name=f"{name}: {test.__name__}")
        whole, *shards = scans["forwarders"]
        score.run(a_shard_that_ended_early_is_told_of_and_gone_on_with, directory, whole, shards, early)
    score.finish()


if __name__ == "__main__":
    main()
