# SPDX-License-Identifier: MIT
"""Tests of what is lost on the way: it is counted and told, and with --adapt a scan goes slower."""

import signal
import subprocess
import sys
import time

import harness
from harness import at, must
from scan_place import fetch, not_well_done
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


def a_full_interface_is_waited_for(place, sender, rate, lost_share):
    """What it refuses is sent again, or counted; nothing goes out twice."""
    slow = f"slow-{sender}-{rate}"
    must("scanner", "ip", "netns", "add", slow)
    process = subprocess.Popen(at(slow, sys.executable, "-B", harness.HERE / "slow_tap.py", "tap0"),
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline() != "ready\n":
            yield "no tap device: is /dev/net/tun there?"
            return
        for command in ("sysctl -q -w net.ipv6.conf.all.disable_ipv6=1", "ip link set tap0 txqueuelen 100",
                        "ip address add 192.0.2.2/24 dev tap0", "ip link set tap0 up"):
            must(slow, *command.split())
        output = place.new_output()
        done = place.scan(output, "-i", "tap0", "-G", "02:00:00:00:00:01", "-r", rate, "--attempts", 1, "--sender",
                          sender, "198.18.0.0/21", place=slow)
        yield from not_well_done(done)
        came, different = map(int, process.communicate(timeout=60)[0].split())
    finally:
        process.kill()
    sent, failures = fetch(output, "SELECT probes_sent, send_failures FROM scan_health")[0]
    if came != sent or different != came or sent + failures != 2048 * 9 or failures > lost_share * 2048 * 9:
        yield f"{sent} sent, {failures} refused; {came} came, {different} of them different"


def a_full_interface_is_waited_for_by_af_packet(place):
    yield from a_full_interface_is_waited_for(place, "packet", "1M", 0)


def a_full_interface_is_waited_for_by_af_xdp(place):
    """But for the first frame that is refused, if the kernel does not tell which one it was."""
    for rate in ("100K", "1M"):
        yield from a_full_interface_is_waited_for(place, "xdp", rate, 0.001)


TESTS = [
    a_full_interface_is_waited_for_by_af_packet,
    a_full_interface_is_waited_for_by_af_xdp,
    what_the_kernel_drops_is_told_and_slows_an_adaptive_scan,
    fewer_answers_slow_an_adaptive_scan,
]
