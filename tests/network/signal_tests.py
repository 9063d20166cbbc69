# SPDX-License-Identifier: MIT
"""Tests of scans that end before their time: by signals, by the runtime limit, and by what fails under them."""

import contextlib
import signal
import sqlite3
import subprocess
import time

from harness import at, counter, must
from scan_place import TARGETS, differences, expected_for, fetch, not_one_line, replies_in

CROWD = "198.18.0.0/20"


def start(place, *arguments):
    """A scan of the crowd that would take long; returns once it has sent some probes."""
    output = place.new_output()
    before = counter("router", "probes")
    process = subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", *arguments, CROWD)),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 10
    while counter("router", "probes") < before + 500 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)
    return process, output


def finish(process, seconds):
    """Waits for the end; returns how long it took and what was said."""
    began = time.monotonic()
    try:
        stdout, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        return seconds, f"still running after {seconds} s; {stdout}{stderr}"
    return time.monotonic() - began, stdout + stderr


def not_sound(output, reason):
    """The stock shell must find the file whole, out of WAL mode, with no other file beside it."""
    checked = subprocess.run(["sqlite3", output, "PRAGMA integrity_check"], capture_output=True, text=True, timeout=60)
    if checked.stdout.strip() != "ok":
        yield f"integrity_check: {checked.stdout}{checked.stderr}"
    ended = fetch(output, "SELECT exit_reason, ended_us IS NOT NULL FROM scan")
    if ended != [(reason, 1)]:
        yield f"exit_reason and whether ended_us is set: {ended}, expected {reason}"
    if output.read_bytes()[18:20] != b"\1\1":
        yield "the file is still in WAL mode"
    yield from (f"beside it: {path.name}" for path in output.parent.glob(output.name + "?*"))


def one_signal_stops_sending_and_cools_down(place, number, reason):
    process, output = start(place, "-r", 1000, "-c", 2)
    came_back = counter("scanner", "came_back")
    process.send_signal(number)
    time.sleep(0.5)
    sent = counter("router", "probes")
    seconds, said = finish(process, 20)
    if counter("router", "probes") != sent:
        yield f"{counter('router', 'probes') - sent} probes arrived later than 0.5 s after the signal"
    if not 0.8 <= seconds <= 3:
        yield f"it took {seconds + 0.5:.1f} s after the signal, with a cooldown of 2 s"
    if process.returncode != 1:
        yield f"exit status {process.returncode}, expected 1"
    if said.count("\n") > 1:
        yield f"said {said!r}"
    yield from not_sound(output, reason)
    found = replies_in(output)
    if len(found) < 400 or came_back < 400:
        yield f"only {len(found)} replies"
    yield from (f"extra: {reply}" for reply in sorted(found - expected_for(TARGETS), key=str))


def an_interrupt_stops_sending_and_cools_down(place):
    return one_signal_stops_sending_and_cools_down(place, signal.SIGINT, "interrupted")


def a_termination_signal_does_the_same(place):
    return one_signal_stops_sending_and_cools_down(place, signal.SIGTERM, "terminated")


def so_does_a_closed_terminal(place):
    return one_signal_stops_sending_and_cools_down(place, signal.SIGHUP, "hung_up")


def a_second_interrupt_ends_the_scan_at_once(place):
    process, output = start(place, "-r", 1000, "-c", 30)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    seconds, said = finish(process, 20)
    if seconds > 1.5:
        yield f"it took {seconds:.1f} s after the second signal"
    if process.returncode != 1:
        yield f"exit status {process.returncode}, expected 1; said {said!r}"
    yield from not_sound(output, "interrupted")


def a_killed_scan_leaves_a_sound_file(place):
    process, output = start(place, "-r", 2000)
    time.sleep(2.5)
    process.kill()
    process.communicate()
    checked = subprocess.run(["sqlite3", output, "PRAGMA integrity_check"], capture_output=True, text=True, timeout=60)
    if checked.stdout.strip() != "ok":
        yield f"integrity_check: {checked.stdout}{checked.stderr}"
    if len(replies_in(output)) < 1000:
        yield f"{len(replies_in(output))} replies kept of some 4000"


def the_runtime_limit_ends_a_scan(place):
    output = place.new_output()
    began = time.monotonic()
    done = place.scan(output, "-i", "scan0", "-r", 500, "-t", 2, CROWD)
    seconds = time.monotonic() - began
    if not 2.5 <= seconds <= 5:
        yield f"it took {seconds:.1f} s with 2 s of sending and 1 s of cooldown"
    if done.stderr.count("\n") > 1 or done.stdout:
        yield f"said {done.stderr!r}{done.stdout!r}"
    yield from not_sound(output, "max_runtime")


def a_runtime_limit_within_the_cooldown_ends_nothing(place):
    """All was sent by then, so the scan is complete."""
    output = place.new_output()
    done = place.scan(output, "-i", "scan0", "-t", 3, "-c", 4, "198.18.0.0/28")
    if done.returncode != 0:
        yield f"exit status {done.returncode}, said {done.stderr!r}"
    yield from not_sound(output, "done")


# --- failures ---

def start_on_a_wire_of_its_own(place):
    """A scan through an interface that may be broken without harm to the others."""
    must("scanner", "ip", "link", "add", "spare0", "type", "veth", "peer", "name", "spare1")
    for command in ("ip link set spare0 up", "ip link set spare1 up", "ip address add 192.0.2.200/32 dev spare0"):
        must("scanner", *command.split())
    output = place.new_output()
    options = ["-i", "spare0", "-S", "192.0.2.200", "-G", "02:00:00:00:00:01", "-r", 1000, CROWD]
    process = subprocess.Popen(at("scanner", *place.command(output, *options)), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    time.sleep(1.5)
    return process, output


def not_ended_by_failure(process, output, reasons, *words):
    seconds, said = finish(process, 20)
    if process.returncode != 1 or seconds > 5:
        yield f"exit status {process.returncode}, expected 1, after {seconds:.1f} s"
    if said.count("\n") != 1 or not said.startswith("liveness: "):
        yield f"not one line: {said!r}"
    yield from (f"'{word}' is not in {said!r}" for word in words if word not in said)
    reason = fetch(output, "SELECT exit_reason FROM scan")[0][0]
    if reason not in reasons:
        yield f"exit_reason {reason}"
    yield from not_sound(output, reason)


def an_interface_that_goes_down_ends_the_scan(place):
    process, output = start_on_a_wire_of_its_own(place)
    must("scanner", "ip", "link", "set", "spare0", "down")
    yield from not_ended_by_failure(process, output, {"link_lost"}, "'spare0' went down")
    must("scanner", "ip", "link", "delete", "spare0")


def an_interface_that_disappears_ends_the_scan(place):
    process, output = start_on_a_wire_of_its_own(place)
    must("scanner", "ip", "link", "delete", "spare0")
    yield from not_ended_by_failure(process, output, {"link_lost"}, "'spare0' ")


def a_full_disk_ends_the_scan(place):
    """What was committed until then stays readable; the reason finds no room any more."""
    small = place.directory / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", small], check=True)
    output = small / "results.db"
    began = time.monotonic()
    done = place.scan(output, "-i", "scan0", CROWD)
    if time.monotonic() - began > 5:
        yield f"it took {time.monotonic() - began:.1f} s"
    yield from not_one_line(done, 1, "results.db", "full")
    checked = subprocess.run(["sqlite3", output, "PRAGMA integrity_check"], capture_output=True, text=True, timeout=60)
    if checked.stdout.strip() != "ok":
        yield f"integrity_check: {checked.stdout}{checked.stderr}"
    if not replies_in(output) or not replies_in(output) <= expected_for(TARGETS):
        yield f"{len(replies_in(output))} replies kept"


def a_reader_that_stays_does_not_fail_the_scan(place):
    """The file cannot leave WAL mode then, but it is whole, and the scan has done its work."""
    output = place.new_output()
    process = subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", "198.18.0.0/28")),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    with contextlib.closing(sqlite3.connect(f"file:{output}?mode=ro", uri=True)) as reader:
        reader.execute("SELECT count(*) FROM reply_log").fetchall()
        _, said = finish(process, 20)
        if process.returncode != 0 or said:
            yield f"exit status {process.returncode}, said {said!r}"
        if reader.execute("SELECT exit_reason FROM scan").fetchall() != [("done",)]:
            yield "the scan's end is not in the file"
    yield from differences(expected_for([f"198.18.0.{number}" for number in range(16)]), replies_in(output))


TESTS = [
    a_reader_that_stays_does_not_fail_the_scan,
    an_interrupt_stops_sending_and_cools_down,
    a_termination_signal_does_the_same,
    so_does_a_closed_terminal,
    a_second_interrupt_ends_the_scan_at_once,
    a_killed_scan_leaves_a_sound_file,
    the_runtime_limit_ends_a_scan,
    a_runtime_limit_within_the_cooldown_ends_nothing,
    an_interface_that_goes_down_ends_the_scan,
    an_interface_that_disappears_ends_the_scan,
    a_full_disk_ends_the_scan,
]
