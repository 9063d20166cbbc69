# SPDX-License-Identifier: MIT
"""Tests of scans that ended early and go on."""

import signal
import sqlite3
import subprocess
import time

from harness import ROOT, at, run
from scan_place import differences, expected_for, not_one_line, not_well_done, replies_in
from signal_tests import not_sound

BLOCK = "198.18.0.0/26"
HOSTS = [f"198.18.0.{number}" for number in range(64)]


def break_off(place, number):
    """A scan that is ended by a signal half way through its first attempts."""
    output = place.new_output()
    process = subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", "-r", 200, BLOCK)),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2.5)
    process.send_signal(number)
    process.communicate(timeout=20)
    return output


def resume(place, output, *arguments):
    return run("scanner", place.program, "scan", "-q", "--resume", output, *arguments)


def not_whole_after(place, output):
    """Once gone on with, the file holds what an undisturbed scan's would, and adds up."""
    if len(replies_in(output)) >= len(expected_for(HOSTS)):
        yield "the scan was over before it was ended"
    yield from not_well_done(resume(place, output))
    yield from differences(expected_for(HOSTS), replies_in(output))
    yield from not_sound(output, "done")
    with open(ROOT / "queries" / "check.sql") as check:
        done = subprocess.run(["sqlite3", output], stdin=check, capture_output=True, text=True)
    if done.stdout or done.stderr:
        yield f"check.sql: {done.stdout}{done.stderr}"


def a_killed_scan_goes_on(place):
    yield from not_whole_after(place, break_off(place, signal.SIGKILL))


def an_interrupted_scan_goes_on(place):
    yield from not_whole_after(place, break_off(place, signal.SIGINT))


def a_complete_scan_does_not_go_on(place):
    output = place.new_output()
    place.scan(output, "-i", "scan0", HOSTS[0])
    yield from not_one_line(resume(place, output), 2, str(output), "complete")
    yield from not_sound(output, "done")


def what_is_left_of_a_complete_scan_is_to_seal_it(place):
    output = place.new_output()
    place.scan(output, "-i", "scan0", "--no-seal", HOSTS[0])
    done = run("scanner", place.program, "scan", "--resume", output)
    if done.returncode or "scan 1 is complete" not in done.stderr:
        yield f"status {done.returncode}: {done.stderr}"
    with sqlite3.connect(output) as database:
        if database.execute("SELECT count(*) FROM reply_log").fetchone() != (0,):
            yield "it is not sealed"
        if database.execute("SELECT count(*) FROM run").fetchone() != (1,):
            yield "it was scanned again"
    yield from not_one_line(resume(place, output), 2, str(output), "complete")
    yield from not_sound(output, "done")


def a_scan_goes_on_with_its_own_settings_only(place):
    output = break_off(place, signal.SIGINT)
    yield from not_one_line(resume(place, output, "-r", "5"), 2, "--rate")
    yield from not_one_line(resume(place, output, HOSTS[0]), 2, HOSTS[0])


def only_a_results_file_is_gone_on_with(place):
    yield from not_one_line(resume(place, place.new_output()), 1, "No such file")
    yield from not_one_line(resume(place, place.write("words.txt", "no database at all, but long enough")), 1, "words.txt")


TESTS = [
    a_killed_scan_goes_on,
    an_interrupted_scan_goes_on,
    a_complete_scan_does_not_go_on,
    what_is_left_of_a_complete_scan_is_to_seal_it,
    a_scan_goes_on_with_its_own_settings_only,
    only_a_results_file_is_gone_on_with,
]
