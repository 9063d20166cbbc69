# SPDX-License-Identifier: MIT
"""Tests of what is lost on the way: it is counted and told, and with --adapt a scan goes slower."""

import signal
import subprocess
import time

import harness
from harness import at, must
from scan_place import fetch
from signal_tests import CROWD, finish

FLOOD = """
import socket, sys
stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
stranger.connect(("192.0.2.2", 9))
for _ in range(int(sys.argv[1])):
    try:
        stranger.send(bytes(220))
    except ConnectionRefusedError:
        pass
"""
MORE_THAN_FITS = 400_000  # 64 MB of packets and their heads


def begin(place, *arguments):
    output = place.new_output()
    return subprocess.Popen(at("scanner", *place.command(output, "-i", "scan0", "--attempts", 1, *arguments, CROWD)),
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True), output


def not_finished(process):
    _, said = finish(process, 60)
    if process.returncode or said:
        yield f"exit status {process.returncode}, said {said!r}"


def what_the_kernel_drops_is_told_and_slows_an_adaptive_scan(place):
    """The scanner stands still while a stranger fills its capture buffer."""
    process, output = begin(place, "-r", 2500, "--adapt", "-n", 1500)
    time.sleep(2)
    process.send_signal(signal.SIGSTOP)
    must("router", "python3", "-c", FLOOD, MORE_THAN_FITS)
    process.send_signal(signal.SIGCONT)
    yield from not_finished(process)
    drops, verdict = fetch(output, "SELECT kernel_drops, verdict FROM scan_verdict")[0]
    if drops < 1000 or f"kernel dropped {drops} packets" not in verdict or "the rate was lowered" not in verdict:
        yield f"{drops} drops; {verdict}"
    changes = fetch(output, "SELECT rate, name FROM rate_change JOIN rate_reason USING (reason) ORDER BY second")
    if not changes or changes[0][1] != "drops" or changes[0][0] > 0.71 * 2500:
        yield f"changes of rate: {changes}"


def fewer_answers_slow_an_adaptive_scan(place):
    """The router begins to lose most replies, and nobody counts them."""
    process, output = begin(place, "-r", 1800, "--adapt", "-n", 3000)
    time.sleep(11)
    harness.must("router", "nft", "add table ip thief; add chain ip thief forward "
                 "{ type filter hook forward priority 0; }; "
                 "add rule ip thief forward ip daddr 192.0.2.2 numgen random mod 10 < 7 drop")
    try:
        yield from not_finished(process)
    finally:
        harness.must("router", "nft", "delete table ip thief")
    verdict, = fetch(output, "SELECT verdict FROM scan_verdict")[0]
    if not verdict.startswith("complete: every probe sent, nothing dropped; the rate was lowered"):
        yield verdict
    changes = fetch(output, "SELECT rate, name FROM rate_change JOIN rate_reason USING (reason) ORDER BY second")
    if not changes or changes[0][1] != "fewer_hits" or not 1000 < changes[0][0] < 1400:
        yield f"changes of rate: {changes}"


TESTS = [
    what_the_kernel_drops_is_told_and_slows_an_adaptive_scan,
    fewer_answers_slow_an_adaptive_scan,
]
