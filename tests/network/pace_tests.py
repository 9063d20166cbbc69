# SPDX-License-Identifier: MIT
"""Tests of how fast packets leave, by the clock of the kernel that receives them, and of how they are sent."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import harness
from harness import at, must
from scan_place import differences, expected_for, fetch, files_left, not_one_line, not_well_done, replies_in
from signal_tests import finish

NOBODY = ["-i", "mute", "-G", "02:00:00:00:00:01", "--attempts", 1]  # in the namespace `lonely` of interface_tests
MANY = "198.18.0.0/16"


@contextmanager
def arriving(times):
    """Fills `times` with those, in seconds, at which packets arrive where nobody answers."""
    process = subprocess.Popen(at("lonely", sys.executable, "-B", harness.HERE / "arrivals.py", "wall"),
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        process.stdout.readline()
        yield
        times += [int(line) / 1e9 for line in process.communicate(timeout=30)[0].split()]
    finally:
        process.kill()


def rate_of(times):
    return (len(times) - 1) / (times[-1] - times[0])


def most_within(times, seconds):
    """The largest number of packets in any stretch of so many seconds."""
    most = first = 0
    for last, when in enumerate(times):
        while times[first] <= when - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def packets_leave_at_the_rate_asked_for(place, rate, seconds):
    times, output = [], place.new_output()
    with arriving(times):
        yield from not_well_done(place.scan(output, *NOBODY, "-r", rate, "-n", max(rate * seconds // 9, 1), MANY,
                                            "--yes", place="lonely"))
    sent, told = fetch(output, "SELECT probes_sent, achieved_rate FROM scan_health")[0]
    if len(times) != sent:
        yield f"{len(times)} packets arrived, {sent} were counted"
    for name, found in [("by arrival", rate_of(times)), ("as the file tells", told)]:
        if not 0.99 * rate <= found <= 1.01 * rate:
            yield f"{found:.2f} packets a second {name}, {rate} were asked for"


def ten_packets_a_second_are_ten(place):
    yield from packets_leave_at_the_rate_asked_for(place, 10, 3)


def ten_thousand_packets_a_second_are_ten_thousand(place):
    yield from packets_leave_at_the_rate_asked_for(place, 10_000, 2)


def the_bandwidth_is_that_of_whole_frames(place):
    """An echo request of 40 octets takes 84 on the wire: RFC 894's frame, preamble and gap included."""
    times, output = [], place.new_output()
    with arriving(times):
        yield from not_well_done(place.scan(output, *NOBODY, "-B", "672K", "--probes", "echo", "-n", 2000, MANY,
                                            place="lonely"))
    if not 990 <= rate_of(times) <= 1010:
        yield f"{rate_of(times):.1f} packets a second, expected 1000"


def a_stopped_scan_goes_on_without_a_burst(place):
    times, rate = [], 2000
    command = place.command(place.new_output(), *NOBODY, "-r", rate, "-n", 1200, MANY)
    with arriving(times):
        process = subprocess.Popen(at("lonely", *command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        process.send_signal(signal.SIGCONT)
        _, said = finish(process, 30)
    gap = max(after - before for before, after in zip(times, times[1:]))
    if process.returncode or said or gap < 1:
        yield f"exit status {process.returncode}, said {said!r}, longest gap {gap:.2f} s"
    for seconds in (0.1, 0.5):
        most, allowed = most_within(times, seconds), rate * (seconds + 0.006) * 1.05 + 1
        if most > allowed:
            yield f"{most} packets within {seconds} s, allowed {allowed:.0f}"


def replies_by(place, sender):
    output = place.new_output()
    yield from not_well_done(place.scan(output, "-i", "scan0", "--sender", sender, "198.51.100.15"))
    yield from differences(expected_for(["198.51.100.15"]), replies_in(output))
    used = fetch(output, "SELECT value FROM setting WHERE name = 'sender'")
    if used != [(sender,)]:
        yield f"the file says {used}"


def packets_may_be_sent_by_af_packet(place):
    yield from replies_by(place, "packet")


def packets_may_be_sent_by_af_xdp(place):
    yield from replies_by(place, "xdp")


def what_cannot_be_sent_by_af_xdp_is_an_error(place):
    """A tun device has no Ethernet."""
    for command in ("ip tuntap add mode tun name tun1", "ip address add 192.0.2.9/32 dev tun1", "ip link set tun1 up"):
        must("lonely", *command.split())
    output = place.new_output()
    done = place.scan(output, "-i", "tun1", "--sender", "xdp", "203.0.113.9", place="lonely")
    yield from not_one_line(done, 1, "tun1", "xdp")
    yield from files_left(output)


TESTS = [
    ten_packets_a_second_are_ten,
    ten_thousand_packets_a_second_are_ten_thousand,
    the_bandwidth_is_that_of_whole_frames,
    a_stopped_scan_goes_on_without_a_burst,
    packets_may_be_sent_by_af_packet,
    packets_may_be_sent_by_af_xdp,
    what_cannot_be_sent_by_af_xdp_is_an_error,
]
