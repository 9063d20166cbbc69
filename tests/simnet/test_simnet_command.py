# SPDX-License-Identifier: MIT
"""What simnet says of wrong files and options, what it refuses, and how it ends.

usage: test_simnet_command.py BUILD_DIRECTORY
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from played_world import SIMNET, WORLDS, in_namespace, rows_of

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "network"))

from harness import Score  # noqa: E402

# A line of a file, and a part of what is said of it.
WRONG_LINES = {
    "hosts\t198.51.100.0/24": "no statement 'hosts', expected blocks, addresses",
    "prefix\t198.51.100.0/24": "2 fields, expected prefix and, separated by tabs, CIDR WORDS",
    "prefix\t198.51.100.1/24\techo:echo_reply": "'198.51.100.1/24' is no prefix, expected such as",
    "prefix\t198.51.100.0/33\techo:echo_reply": "is no prefix",
    "prefix\t16.0.0.0/4\techo:echo_reply": "the world spans more than 134217728 addresses",
    "prefix\t192.0.0.0/16\techo:echo_reply": "the world holds 192.0.2.0/24, which is the scanner's own network",
    "address\t198.51.100\techo:echo_reply": "'198.51.100' is no address",
    "address\t198.51.100.1\techo": "'echo' is no word, expected PROBE:REPLY",
    "address\t198.51.100.1\tftp:syn_ack": "no probe 'ftp', expected echo, ssh",
    "address\t198.51.100.1\techo:syn_ack": "'syn_ack' is no reply to echo, expected echo_reply",
    "address\t198.51.100.1\techo:direct/3": "'direct/3' is no ICMP error, expected direct/TYPE/CODE",
    "address\t198.51.100.1\techo:direct/3/256": "is no ICMP error",
    "address\t198.51.100.1\techo:indirect/3/1": "expected +from=ADDRESS",
    "address\t198.51.100.1\techo:echo_reply@0": "'@0' is no attempt, expected @1 or more",
    "address\t198.51.100.1\techo:echo_reply+late=1s": "no option '+late', expected +delay=",
    "address\t198.51.100.1\techo:echo_reply+delay=1": "expected a time such as 20ms",
    "address\t198.51.100.1\techo:echo_reply+delay=9ms..1ms": "expected a time such as 20ms",
    "address\t198.51.100.1\techo:echo_reply+times=0": "expected a number from 1 to 1000000",
    "address\t198.51.100.1\techo:echo_reply+share=2": "expected a number from 0 to 1",
    "address\t198.51.100.1\techo:echo_reply+from=router": "expected an address",
    "address\t198.51.100.1\techo:echo_reply+quote=8": "+quote= is for ICMP errors, echo_reply is none",
    "address\t198.51.100.1\techo:echo_reply+flags=S": "+flags= is for TCP replies, echo_reply is none",
    "address\t198.51.100.1\techo:direct/3/1+quote=9": "expected full, 8, 4, 0, ttl",
    "address\t198.51.100.1\thttp:syn_ack+ack=2": "with these flags and this ack, syn_ack is a tcp_other",
    "address\t198.51.100.1\thttp:tcp_other+flags=SX": "expected letters of FSRPAUEC",
    "addresses\t1\ticmp\techo:echo_reply": "no class 'icmp', expected one of a blocks line",
    "blocks\t0\ticmp": "0 blocks, expected 1 to",
    "loss\t1\t4": "expected a share below 1",
    "limit\t0\t4": "expected ICMP errors a second",
    "noise\tmuch": "expected packets a second",
}
WITHOUT_XDP = "simnet was built without it"
UNREACHABLE = ["icmp_error", "3"]
ASKING = """
import socket, sys, time
asking = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
for _ in range(2):
    asking.sendto(bytes([8, 0, 0, 0, 0, 1, 0, 1]) + b"are you there?", (sys.argv[1].split("-")[0], 0))
time.sleep(0.2)
"""
WRONG_WORDS = {
    ("--seed", "x", "WORLD", "true"): "--seed: expected a number, got 'x'",
    ("--fast", "WORLD", "true"): "no option '--fast'; try simnet --help",
    ("WORLD",): "no COMMAND, expected WORLD and COMMAND",
    (): "no WORLD, expected WORLD and COMMAND",
    ("no-such-file", "true"): "cannot open world 'no-such-file': No such file",
}


def said(done, status, text):
    """A problem unless this is the one line that was said, with this exit status."""
    if done.returncode != status or text not in done.stderr or done.stderr.count("\n") != 1 or done.stdout:
        yield f"{text}: exit status {done.returncode}, stderr {done.stderr!r}, stdout {done.stdout!r}"


def wrong_lines_are_named(directory):
    for number, (line, text) in enumerate(WRONG_LINES.items()):
        world = directory / f"{number}.world"
        world.write_text(f"# a world\n\n{line}\n")
        place = f"{world}: the world" if text.startswith("the world") else f"{world}:3: "
        done = in_namespace(SIMNET, world, "true")
        yield from said(done, 2, text)
        yield from said(done, 2, f"simnet: {place}")


def wrong_words_are_named(_):
    for words, text in WRONG_WORDS.items():
        arguments = [WORLDS / "kinds.world" if word == "WORLD" else word for word in words]
        yield from said(in_namespace(SIMNET, *arguments), 2, text)


def help_is_given(_):
    done = subprocess.run([SIMNET, "--help"], capture_output=True, text=True)
    if done.returncode or done.stderr or "unshare --map-root-user --net simnet" not in done.stdout:
        yield f"exit status {done.returncode}, stderr {done.stderr!r}, stdout {done.stdout!r}"


def a_namespace_with_interfaces_is_left_alone(_):
    command = ["sh", "-c", 'PATH=$PATH:/usr/sbin:/sbin ip link add other type veth && "$@"', "sh", SIMNET]
    for option in [[], ["--xdp"]]:
        done = in_namespace(*command, *option, WORLDS / "kinds.world", "true")
        if WITHOUT_XDP not in done.stderr:
            yield from said(done, 1, "this network namespace has interfaces")


def the_status_of_the_command_is_handed_on(_):
    for script, status in [("exit 7", 7), ("kill -KILL $$", 137)]:
        done = in_namespace(SIMNET, WORLDS / "kinds.world", "sh", "-c", script)
        if done.returncode != status:
            yield f"exit status {done.returncode}, stderr {done.stderr!r}"


def the_range_of_the_world_is_the_last_argument(_):
    done = in_namespace(SIMNET, WORLDS / "prefixes.world", "echo", "range")
    if not done.stdout.startswith("range 10.3.0.0-10.3.3.255\n"):
        yield f"stdout {done.stdout!r}"


def what_is_not_due_when_the_command_ends_is_suppressed(directory):
    """Asked by a program that is no scanner: two echo requests."""
    world, sent, suppressed = (directory / f"asked.{suffix}" for suffix in ("world", "sent", "suppressed"))
    world.write_text("address\t198.51.100.1\techo:echo_reply@1 echo:direct/3/1@2+delay=9s echo:direct/3/3+times=4\n")
    done = in_namespace(SIMNET, "--sent", sent, "--suppressed", suppressed, world, sys.executable, "-c", ASKING)
    asked = ["198.51.100.1", "echo"]
    expected = ([[*asked, "1", asked[0], "echo_reply", "0", "0", "1"], [*asked, "1", asked[0], *UNREACHABLE, "3", "4"],
                 [*asked, "2", asked[0], *UNREACHABLE, "3", "4"]],
                [[*asked, "2", asked[0], *UNREACHABLE, "1", "1", "ended"]])
    found = tuple([row[:7] + row[8:] for row in sorted(rows_of(path))] for path in (sent, suppressed))
    if found != expected or "got 2 probes and sent 9 replies (8 icmp_error, 1 echo_reply)" not in done.stdout:
        yield f"{found}, stdout {done.stdout!r}, stderr {done.stderr!r}"


def a_signal_ends_the_command_and_the_truth_is_written(directory):
    sent = directory / "stopped.csv"
    for number in (signal.SIGTERM, signal.SIGINT):
        sent.unlink(missing_ok=True)
        as_root = ["--map-root-user"] if os.geteuid() else []
        process = subprocess.Popen(["unshare", "--net", *as_root, SIMNET, "--sent", sent, WORLDS / "kinds.world",
                                    "sleep", "60"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(0.5)
        process.send_signal(number)
        out, _ = process.communicate(timeout=10)
        if "The population got 0 probes" not in out or rows_of(sent):
            yield f"{number}: exit status {process.returncode}, stdout {out!r}"


def the_kernel_refuses_what_it_cannot_play(directory):
    for words, text in {"echo:echo_reply http:syn_ack+delay=1ms": "http:syn_ack with +delay=",
                        "dns:udp_valid+times=2": "dns:udp_valid with +times=",
                        "echo:echo_reply echo:direct/3/1": "echo:icmp_error as a second reply"}.items():
        world = directory / "refused.world"
        world.write_text(f"address\t198.51.100.1\t{words}\n")
        done = in_namespace(SIMNET, "--xdp", world, "true")
        if WITHOUT_XDP not in done.stderr:
            yield from said(done, 2, text)


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-simnet-") as name:
        for test in [wrong_lines_are_named, wrong_words_are_named, help_is_given,
                     a_namespace_with_interfaces_is_left_alone, the_status_of_the_command_is_handed_on,
                     the_range_of_the_world_is_the_last_argument, a_signal_ends_the_command_and_the_truth_is_written,
                     what_is_not_due_when_the_command_ends_is_suppressed,
                     the_kernel_refuses_what_it_cannot_play]:
            score.run(test, pathlib.Path(name))
    score.finish()


if __name__ == "__main__":
    main()
