#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A single call that fails when a scan begins or while it runs: it ends for that reason, and leaves nothing in the way.

usage: test_failing_calls.py BUILD_DIRECTORY
"""

import subprocess

import faulty_wire as wires
from faulty_wire import BLOCK, Wire, fetch, not_all_there, not_ended_by, not_one_line, not_silent, shim
from harness import Score, at, must


def failing(name):
    return {"LD_PRELOAD": shim("bad_call"), "BAD_CALL": name}


def a_capture_that_breaks_off_where_nothing_comes(wire):
    """So that the first to read is what counts each second, and the error does not come again."""
    must(wire.gateway, "nft", "add table netdev mute; add chain netdev mute frames { type filter hook ingress device eth0 "
         "priority 0; }; add rule netdev mute frames ether type ip drop")
    process = wire.start(environment=failing("pcap_dispatch"))
    yield from not_ended_by(wire, process, {"capture_failed"}, "capture broke off", seconds=5)
    must(wire.gateway, "nft", "delete table netdev mute")
    done = wire.resume()
    yield from not_silent(done.returncode, done.stderr)
    yield from not_all_there(wire)


def a_writer_that_cannot_be_started(wire):
    words = at(wire.scanner, *wire.command("-q", BLOCK))
    done = subprocess.run(["env", *(f"{name}={value}" for name, value in failing("pthread_create").items()), *words],
                          capture_output=True, text=True, timeout=30)
    yield from not_one_line(done.returncode, done.stderr, "cannot start the writer's thread")
    reasons = fetch(wire.output, "SELECT exit_reason FROM run")
    if reasons != [("write_failed",)]:
        yield f"the file says {reasons}"


def a_savefile_on_a_full_disk(wire):
    """None is left behind, so that the same command does once there is room."""
    full = wire.folder / "full"
    full.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full], check=True)
    filler, savefile = full / "filler", full / "a.pcap"
    subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=4k"], capture_output=True)
    words = at(wire.scanner, *wire.command("-q", "-n", 1, "--pcap", savefile, BLOCK))
    done = subprocess.run(words, capture_output=True, text=True, timeout=30)
    yield from not_one_line(done.returncode, done.stderr, "a.pcap", "No space left on device")
    yield from (f"left behind: {path.name}" for path in (savefile, wire.output) if path.exists())
    filler.unlink()
    done = subprocess.run(words, capture_output=True, text=True, timeout=30)
    yield from not_silent(done.returncode, done.stderr)


TESTS = [
    a_capture_that_breaks_off_where_nothing_comes,
    a_writer_that_cannot_be_started,
    a_savefile_on_a_full_disk,
]


def problems_of(test, wire):
    try:
        return list(test(wire))
    except Exception as error:  # a test that breaks off has failed; the others still run
        return [f"{type(error).__name__}: {error}"]


def main():
    wires.enter()
    score = Score()
    for number, test in enumerate(TESTS):
        score.judge(test.__name__, problems_of(test, Wire(str(number))))
    score.finish()


if __name__ == "__main__":
    main()
