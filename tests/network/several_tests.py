# SPDX-License-Identifier: MIT
"""Tests of results files that hold several scans, and of programs that want to write to one file at once."""

import csv
import signal
import sqlite3
import subprocess
import time

import counts
from harness import ROOT, at, counter, run
from recorded_scan import without_detail
from resume_tests import resume
from scan_place import TARGETS, differences, expected_for, fetch, not_one_line, not_well_done
from signal_tests import CROWD, finish, start

FIRST = ["198.51.100.15", "198.51.100.16", *(f"198.18.0.{number}" for number in range(8))]
SECOND = ["198.51.100.16", "198.51.100.17", *(f"198.18.0.{number}" for number in range(4, 12))]
COLUMNS = "target, probe, attempt, responder, kind, icmp_type, icmp_code"


def replies_of(path, scan):
    return set(fetch(path, f"SELECT {COLUMNS} FROM replies WHERE scan = {scan}"))


def everything_of(path, scan):
    """The replies and summaries of a scan, as they are stored."""
    tables = ["reply_row", "host", "signature", "block24", "block24_count", "reply_sort"]
    return [sorted(fetch(path, f"SELECT * FROM {table} WHERE scan = {scan}"), key=str) for table in tables]


def report(place, path, name, *parameters):
    """By the program, in CSV: rows without the head."""
    options = [word for parameter in parameters for word in ("--param", parameter)]
    done = run("scanner", place.program, "report", "--csv", path, name, *options)
    if done.returncode or done.stderr:
        raise RuntimeError(done.stderr.strip())
    return [tuple(row) for row in csv.reader(done.stdout.splitlines())][1:]


def levels_expected(addresses):
    replies = {reply for address in addresses for reply in TARGETS[address].replies}
    return [(level, str(count)) for level, count, _ in counts.report("levels", without_detail(replies))]


def wrong_levels(place, path, scan, addresses):
    found = [row[:2] for row in report(place, path, "levels", f"scan={scan}")]
    if sorted(found) != sorted(levels_expected(addresses)):
        yield f"scan {scan}: levels {found}, expected {levels_expected(addresses)}"


def not_adding_up(path):
    done = subprocess.run(["sqlite3", "-readonly", path], input=(ROOT / "queries/check.sql").read_text(),
                          capture_output=True, text=True, timeout=60)
    if done.stdout or done.stderr:
        yield f"check.sql: {done.stdout}{done.stderr}"
    for row in fetch(path, "SELECT * FROM summary_mismatch"):
        yield f"summary_mismatch: {row}"


def a_second_scan_into_a_file_leaves_the_first_as_it_was(place):
    output = place.new_output()
    yield from not_well_done(place.scan(output, "-i", "scan0", *FIRST))
    before = everything_of(output, 1)
    yield from not_well_done(place.scan(output, "-i", "scan0", *SECOND))
    if everything_of(output, 1) != before:
        yield "what the first scan left has changed"
    yield from differences(expected_for(FIRST), replies_of(output, 1))
    yield from differences(expected_for(SECOND), replies_of(output, 2))
    yield from wrong_levels(place, output, 1, FIRST)
    yield from wrong_levels(place, output, 2, SECOND)
    yield from not_adding_up(output)
    ended = fetch(output, "SELECT scan, exit_reason, ended_us IS NOT NULL FROM scan")
    if ended != [(1, "done", 1), (2, "done", 1)]:
        yield f"scans {ended}"
    if output.read_bytes()[18:20] != b"\1\1":
        yield "the file is still in WAL mode"


def churn_tells_the_sums_before_the_file_is_sealed(place):
    output = place.new_output()
    for addresses in (FIRST, SECOND):
        yield from not_well_done(place.scan(output, "-i", "scan0", "--no-seal", *addresses))
    rows = report(place, output, "churn")
    wanted = [(before, now, *[""] * 5) for (_, before), (_, now)
              in zip(levels_expected(FIRST), levels_expected(SECOND))]
    if sorted(row[2:] for row in rows if row[0] == "address") != sorted(wanted):
        yield f"churn {rows}, expected {wanted}"


def alive(addresses):
    return {reply.responder for address in addresses for reply in TARGETS[address].replies if reply.probe != "control"}


def churn_tells_what_changed_once_the_file_is_sealed(place):
    output = place.new_output()
    for addresses in (FIRST, SECOND):
        yield from not_well_done(place.scan(output, "-i", "scan0", *addresses))
    before, now = alive(FIRST), alive(SECOND)
    counted = map(len, (before, now, before & now, now - before, (), before - now, ()))
    wanted = ("address", "network_alive", *map(str, counted))
    if report(place, output, "churn")[0] != wanted:
        yield f"churn {report(place, output, 'churn')}, expected {wanted}"


def the_plan_says_to_what_file_a_scan_is_added(place):
    output = place.new_output()
    command = [place.program, "scan", "-b", "none", "-i", "scan0", "-c", 1, "--retransmit-delay", 1, "-o", output, FIRST[0]]
    for word in ("file about", "which has 1 scan\n", "which has 2 scans\n"):
        done = run("scanner", *command)
        plan = done.stderr.split("\n")[0] + "\n"
        if done.returncode != 0 or word not in plan or ("added to" in plan) != ("which" in word):
            yield f"exit status {done.returncode}, {word!r} is not in {plan!r}"
    done = run("scanner", *command, "--dry-run")
    if "which has 3 scans\n" not in done.stderr or fetch(output, "SELECT count(*) FROM scan") != [(3,)]:
        yield f"dry run: {done.stderr!r}"


def the_newest_scan_of_a_file_goes_on(place):
    """The scan before it stays as it was, and what the newest was compared with is forgotten."""
    output = place.new_output()
    yield from not_well_done(place.scan(output, "-i", "scan0", *FIRST))
    before = everything_of(output, 1)
    process = subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", "-r", 100, *SECOND)),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1.2)
    process.send_signal(signal.SIGINT)
    finish(process, 20)
    if len(replies_of(output, 2)) >= len(expected_for(SECOND)):
        yield "the scan was over before it was ended"
    with sqlite3.connect(output) as database:
        database.execute("INSERT INTO comparison VALUES (2, 1)")
    database.close()
    yield from not_well_done(resume(place, output, "--no-seal"))
    if fetch(output, "SELECT * FROM comparison"):
        yield "the comparison was not forgotten"
    if everything_of(output, 1) != before:
        yield "what the first scan left has changed"
    yield from differences(expected_for(SECOND), replies_of(output, 2))
    yield from not_adding_up(output)


def a_file_that_is_being_written_is_refused_to_others(place):
    """To a second scan, and to one that would go on; readers are not affected."""
    output = place.new_output()
    process = subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", "-c", 30, *FIRST)),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(4)  # all is sent, and it waits for late replies
    sent = counter("router", "probes")
    for done in (place.scan(output, "-i", "scan0", FIRST[0]), resume(place, output)):
        yield from not_one_line(done, 1, output.name, "is being written by another liveness", "wait until it has ended")
    if counter("router", "probes") != sent:
        yield "packets were sent"
    yield from wrong_levels(place, output, 1, FIRST)
    process.send_signal(signal.SIGINT)
    finish(process, 20)
    if fetch(output, "SELECT count(*) FROM scan") != [(1,)]:
        yield "the second scan left something"
    yield from differences(expected_for(FIRST), replies_of(output, 1))
    yield from not_adding_up(output)
    yield from not_well_done(place.scan(output, "-i", "scan0", FIRST[0]))


def a_killed_scan_does_not_keep_its_file(place):
    process, output = start(place, "-r", 1000)
    time.sleep(1.5)
    process.kill()
    process.communicate()
    before = replies_of(output, 1)
    yield from not_well_done(place.scan(output, "-i", "scan0", *FIRST))
    if replies_of(output, 1) != before:
        yield "the replies of the scan that was killed have changed"
    yield from differences(expected_for(FIRST), replies_of(output, 2))
    yield from not_adding_up(output)


def two_scans_that_make_one_file_at_once_do_not_both(place):
    output = place.new_output()
    processes = [subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", "-t", 2, CROWD)),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [finish(process, 30)[1] for process in processes]
    statuses = [process.returncode for process in processes]
    if statuses.count(0) != 1 or [text.count("\n") for text in said] != [int(status != 0) for status in statuses]:
        yield f"exit statuses {statuses}, said {said}"
    if fetch(output, "SELECT count(*) FROM scan") != [(1,)]:
        yield "both wrote"
    yield from not_adding_up(output)


TESTS = [
    a_second_scan_into_a_file_leaves_the_first_as_it_was,
    churn_tells_the_sums_before_the_file_is_sealed,
    churn_tells_what_changed_once_the_file_is_sealed,
    the_plan_says_to_what_file_a_scan_is_added,
    the_newest_scan_of_a_file_goes_on,
    a_file_that_is_being_written_is_refused_to_others,
    a_killed_scan_does_not_keep_its_file,
    two_scans_that_make_one_file_at_once_do_not_both,
]
