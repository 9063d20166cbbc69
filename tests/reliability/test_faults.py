#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Breaks the network, the clock and the disk under whole scans: each stops sending, says why in one line, and goes on.

usage: test_faults.py BUILD_DIRECTORY

Scans mostly wait, so all tests run side by side. With LIVENESS_FULL_SIZE set, there are four times as many targets, and
faults come late, so that a resumed scan does not begin anew.
"""

import concurrent.futures
import os
import pathlib
import signal
import subprocess
import time

import faulty_wire as wires
from faulty_wire import (BLOCK, GATEWAY, GATEWAY_MAC, Wire, fetch, not_all_there, not_ended_by, not_one_line, not_silent,
                         not_sound, not_whole, shim)
from harness import Score, at, must
from machine_time import Stopwatch

FAULT_AFTER = 17 if wires.IS_FULL_SIZE else 3
ASKED_AT, ASKED_EVERY = (15 if wires.IS_FULL_SIZE else 0), 4.5  # that a gateway is whether it is still there
START_EVERY_S = 0.3  # starting takes the machine more than scanning
MOVED_MAC = "02:00:00:00:00:99"


def wait_for_fault():
    time.sleep(FAULT_AFTER)


# --- the network ---

def an_interface_that_goes_down(wire):
    process = wire.start()
    wait_for_fault()
    must(wire.scanner, "ip", "link", "set", "eth0", "down")
    yield from not_ended_by(wire, process, {"link_lost"}, "'eth0' went down", f"--resume {wire.output}", seconds=5)
    done = wire.resume()
    yield from not_one_line(done.returncode, done.stderr, "'eth0' is down")
    wire.bring_up()
    yield from not_whole(wire)


def a_carrier_that_is_lost(wire, *arguments):
    process = wire.start(*arguments)
    wait_for_fault()
    must(wire.gateway, "ip", "link", "set", "eth0", "down")
    yield from not_ended_by(wire, process, {"link_lost"}, "'eth0' lost its link", seconds=6)
    done = wire.resume("-G", GATEWAY_MAC)
    yield from not_one_line(done.returncode, done.stderr, "'eth0' has no link")
    must(wire.gateway, "ip", "link", "set", "eth0", "up")
    wire.bring_up()
    yield from not_whole(wire)


def a_carrier_that_is_lost_under_af_packet(wire):
    yield from a_carrier_that_is_lost(wire, "--sender", "packet")


def a_link_that_is_back_before_anybody_looks(wire):
    """The scanner stands still meanwhile, and the kernel tells of both at once."""
    process = wire.start()
    wait_for_fault()
    process.send_signal(signal.SIGSTOP)
    must(wire.gateway, "ip", "link", "set", "eth0", "down")
    must(wire.gateway, "ip", "link", "set", "eth0", "up")
    time.sleep(1.5)
    process.send_signal(signal.SIGCONT)
    yield from not_ended_by(wire, process, {"link_lost"}, "'eth0' lost its link", seconds=5)
    yield from not_whole(wire)


def an_interface_that_is_deleted(wire):
    process = wire.start()
    wait_for_fault()
    must(wire.scanner, "ip", "link", "delete", "eth0")
    yield from not_ended_by(wire, process, {"link_lost"}, "'eth0' ", seconds=5)
    wire.plug_in()
    yield from not_whole(wire)


def an_address_that_is_removed(wire):
    process = wire.start()
    wait_for_fault()
    must(wire.scanner, "ip", "address", "delete", "192.0.2.2/24", "dev", "eth0")
    yield from not_ended_by(wire, process, {"link_lost"}, "'eth0' lost its address 192.0.2.2", seconds=5)
    must(wire.scanner, "ip", "address", "add", "192.0.2.2/24", "dev", "eth0")
    wire.bring_up()
    yield from not_whole(wire)


def an_address_that_is_removed_amid_more_news_than_fit(wire):
    """The kernel drops news that find no room, and says only that it did."""
    process = wire.start()
    wait_for_fault()
    process.send_signal(signal.SIGSTOP)
    lines = [f"address {verb} 203.0.113.{number}/32 dev lo" for number in range(1, 255) for verb in ("add", "delete")]
    must(wire.scanner, "ip", "-batch", "-", input="\n".join(lines * 3))
    must(wire.scanner, "ip", "address", "delete", "192.0.2.2/24", "dev", "eth0")
    process.send_signal(signal.SIGCONT)
    yield from not_ended_by(wire, process, {"link_lost"}, "'eth0' lost its address 192.0.2.2", seconds=5)
    must(wire.scanner, "ip", "address", "add", "192.0.2.2/24", "dev", "eth0")
    wire.bring_up()
    yield from not_whole(wire)


def a_link_address_of_ours_that_changes(wire):
    process = wire.start()
    wait_for_fault()
    must(wire.scanner, "ip", "link", "set", "eth0", "address", MOVED_MAC)
    yield from not_ended_by(wire, process, {"link_lost"}, "'eth0' got another link address", seconds=5)
    yield from not_whole(wire)


def a_gateway_that_moves(wire):
    """Without gratuitous ARP: it is found out by asking."""
    process = wire.start()
    wait_for_fault()
    must(wire.gateway, "ip", "link", "set", "eth0", "address", MOVED_MAC)
    yield from not_ended_by(wire, process, {"gateway_moved"}, GATEWAY, GATEWAY_MAC, MOVED_MAC, seconds=10)
    yield from not_whole(wire)


def a_gateway_that_says_it_has_moved(wire):
    """Then it does not take until it is asked the next time."""
    process = wire.start()
    time.sleep(ASKED_AT + 1.3)  # its answer has been heard and judged
    must(wire.gateway, "sysctl", "-q", "-w", "net.ipv4.conf.eth0.arp_notify=1")
    must(wire.gateway, "ip", "link", "set", "eth0", "address", MOVED_MAC)
    yield from not_ended_by(wire, process, {"gateway_moved"}, GATEWAY, GATEWAY_MAC, MOVED_MAC, seconds=ASKED_EVERY - 1.3)
    yield from not_whole(wire)


def deaf(wire, is_deaf):
    """A gateway that takes in nothing, though its end of the wire has a carrier."""
    must(wire.gateway, "nft", "add table netdev deaf; add chain netdev deaf frames { type filter hook ingress device eth0 "
         "priority 0; policy drop; }" if is_deaf else "delete table netdev deaf")


def a_gateway_that_is_lost_and_comes_back(wire):
    process = wire.start()
    wait_for_fault()
    deaf(wire, True)
    yield from not_ended_by(wire, process, {"gateway_lost"}, GATEWAY, "does not answer ARP", seconds=12)
    done = wire.resume()
    yield from not_one_line(done.returncode, done.stderr, GATEWAY, "does not answer ARP")
    deaf(wire, False)
    yield from not_whole(wire)


def a_gateway_that_is_lost_just_before_the_last_packet(wire):
    """The cooldown, shorter than it takes to be sure, waits for its answer."""
    process = wire.start()
    time.sleep(len(wires.all_replies()) / wires.RATE - 1.5)
    deaf(wire, True)
    yield from not_ended_by(wire, process, {"gateway_lost"}, GATEWAY, "does not answer ARP", seconds=12)
    deaf(wire, False)
    yield from not_whole(wire)


def a_fixed_neighbour_that_never_answers_arp(wire):
    """Nor does the kernel ask it, so its silence says nothing."""
    must(wire.scanner, "ip", "neighbour", "replace", GATEWAY, "lladdr", GATEWAY_MAC, "dev", "eth0", "nud", "permanent")
    must(wire.gateway, "ip", "link", "set", "eth0", "arp", "off")
    must(wire.gateway, "ip", "neighbour", "replace", "192.0.2.2", "lladdr", own_mac(wire), "dev", "eth0")
    process = wire.start()
    yield from ended_well(process)
    yield from not_all_there(wire)


def own_mac(wire):
    return must(wire.scanner, "ip", "-br", "link", "show", "eth0").split()[2]


def ended_well(process):
    stdout, stderr = process.communicate(timeout=120)
    yield from not_silent(process.returncode, stderr + stdout)


# --- the clock ---

def not_timed_well(wire, pauses):
    """All round trips take less than a moment, none is off by what the clock was set by, and no reply came after the
    scan's end. What came while the machine paused is late, and cannot be told from what came after the clock was set."""
    wrong, slow, least, most, unknown, replies = fetch(
        wire.output, "SELECT count(*) FILTER (WHERE rtt_us NOT BETWEEN 0 AND 5e6), count(*) FILTER (WHERE rtt_us > 3e5), "
        "min(rtt_us), max(rtt_us), count(*) FILTER (WHERE rtt_us IS NULL), count(*) FROM reply_row")[0]
    paused = 2 * wires.RATE * pauses
    if wrong or slow > replies / 100 + paused or unknown > replies / 20 + paused:
        yield f"of {replies} round-trip times, {least} to {most} us, {wrong} are wrong, {slow} late, {unknown} unknown"
    late = fetch(wire.output, "SELECT count(*) FROM reply_row JOIN scan USING (scan) "
                 "WHERE time_us NOT BETWEEN 0 AND ended_us - started_us")[0][0]
    if late:
        yield f"{late} replies came before the scan began or after it ended"


def a_clock_that_is_set(wire, ms, times, words):
    environment = {"LD_PRELOAD": shim("set_clock"), "SET_CLOCK_MS": str(ms), "SET_CLOCK_TIMES": str(times),
                   "SET_CLOCK_EVERY_MS": "2500"}
    watch = Stopwatch()
    process = wire.start(environment=environment, how="-v")
    said = process.communicate(timeout=120)[1]
    notes = [line for line in said.splitlines() if "the clock was set" in line]
    if process.returncode or len(notes) != 1 or (times == 1 and words not in notes[0]):
        yield f"exit status {process.returncode}, said of the clock: {notes}"
    took, pauses = watch.seconds() + watch.pauses(), watch.pauses()
    yield from not_all_there(wire)
    yield from not_timed_well(wire, pauses)
    detail, seconds = fetch(wire.output, "SELECT run.detail, (scan.ended_us - scan.started_us) / 1e6 FROM run "
                            "JOIN scan USING (scan)")[0]
    if not detail or words not in detail:
        yield f"detail: {detail}"
    if not len(wires.all_replies()) / wires.RATE < seconds < took:
        yield f"the scan seems to have taken {seconds} s, and took {took} s"


def a_clock_that_is_set_forward(wire):
    yield from a_clock_that_is_set(wire, 3600_000, 1, "the clock was set forward by 3600.0")


def a_clock_that_is_set_back(wire):
    yield from a_clock_that_is_set(wire, -30_000, 1, "the clock was set back by 30.0")


def a_clock_that_is_set_back_again_and_again(wire):
    yield from a_clock_that_is_set(wire, -40, 3, "the clock was set 3 times, by -0.12")


# --- the disk ---

def small_disk(wire, size):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", wire.folder], check=True)


def a_full_disk(wire):
    small_disk(wire, "16m")
    process = wire.start()
    wait_for_fault()
    filler = wire.folder / "filler"
    subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=64k"], capture_output=True)
    yield from not_ended_by(wire, process, {"write_failed", None}, "results.db", "full", seconds=15)
    filler.unlink()
    yield from not_whole(wire)


def a_disk_that_becomes_read_only(wire):
    sign = wire.folder / "sign"
    process = wire.start(environment={"LD_PRELOAD": shim("bad_disk"), "BAD_DISK_SIGN": str(sign)})
    wait_for_fault()
    sign.touch()
    yield from not_ended_by(wire, process, {"write_failed", None}, "results.db", seconds=8)
    sign.unlink()
    yield from not_whole(wire)


def a_read_only_file_system(wire):
    """When a scan begins, and when it is to go on."""
    small_disk(wire, "16m")
    process = wire.start()
    time.sleep(2)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    subprocess.run(["mount", "-o", "remount,ro", wire.folder], check=True)
    done = wire.resume()
    yield from not_one_line(done.returncode, done.stderr, "results.db")
    subprocess.run(["mount", "-o", "remount,rw", wire.folder], check=True)
    yield from not_whole(wire)


def a_slow_disk(wire):
    process = wire.start(environment={"LD_PRELOAD": shim("bad_disk"), "BAD_DISK_MS": "30"})
    yield from ended_well(process)
    yield from not_all_there(wire)
    drops = fetch(wire.output, "SELECT kernel_drops, ring_drops FROM scan_health")[0]
    if any(drops):
        yield f"drops by kernel and ring: {drops}"


def a_file_that_may_not_grow(wire):
    """SIGXFSZ would end the process."""
    process = wire.start(before=["sh", "-c", "ulimit -f 900; exec \"$@\"", "sh"])
    yield from not_ended_by(wire, process, {"write_failed", None}, "results.db", seconds=60)
    yield from not_whole(wire)


def a_reader_that_stays_for_the_whole_scan(wire):
    process = wire.start("--no-seal")
    time.sleep(1)
    reader = subprocess.Popen(["sqlite3", wire.output], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    reader.stdin.write("BEGIN; SELECT count(*) FROM reply_log;\n")
    reader.stdin.flush()
    reader.stdout.readline()
    stdout, stderr = process.communicate(timeout=120)
    log = pathlib.Path(f"{wire.output}-wal")
    size = log.stat().st_size if log.exists() else 0
    reader.communicate("COMMIT;\n")
    if process.returncode == 0:
        yield from not_silent(0, stderr + stdout)
    else:
        yield from not_one_line(process.returncode, stderr + stdout, "results.db")
        yield from not_whole(wire, "--no-seal")
    if size > 64 << 20:
        yield f"the WAL has {size} bytes"
    yield from not_all_there(wire)


# --- the process ---

def a_second_scanner_on_the_same_file(wire):
    process = wire.start()
    time.sleep(2)
    for words in (wire.command("-q", BLOCK), [wires.liveness(), "scan", "-q", "--resume", wire.output]):
        done = subprocess.run(at(wire.scanner, *words), capture_output=True, text=True, timeout=20)
        yield from not_one_line(done.returncode, done.stderr, "results.db", "another liveness command")
    yield from ended_well(process)
    yield from not_all_there(wire)


def no_place_for_temporary_files(wire):
    """Nor one that SQLite would choose."""
    without = ["unshare", "--mount", "sh", "-c",
               "mount -t tmpfs -o ro t /tmp && mount -t tmpfs -o ro t /var/tmp && exec \"$@\"", "sh"]
    process = wire.start(before=without, environment={"TMPDIR": "/nowhere", "SQLITE_TMPDIR": "/nowhere"})
    yield from ended_well(process)
    yield from not_all_there(wire)


def closed_standard_streams(wire):
    """What the program prints must not go into the file or onto the wire, which might have got their numbers."""
    must(wire.gateway, "nft", "add table netdev odd; add chain netdev odd frames { type filter hook ingress device eth0 "
         "priority 0; }; add rule netdev odd frames ether type != { ip, arp } counter")
    words = [*wire.command("-v", BLOCK)]
    done = subprocess.run(at(wire.scanner, "sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh", *words), timeout=120)
    if done.returncode:
        yield f"exit status {done.returncode}"
    if "packets 0 " not in must(wire.gateway, "nft", "list", "table", "netdev", "odd"):
        yield "what was printed went onto the wire"
    yield from not_all_there(wire)


def a_log_that_nobody_reads_any_more(wire):
    process = subprocess.Popen(at(wire.scanner, *wire.command("-v", BLOCK)), stderr=subprocess.PIPE)
    process.stderr.readline()
    process.stderr.close()
    if process.wait(timeout=120):
        yield f"exit status {process.returncode}"
    yield from not_all_there(wire)


def few_descriptors(wire):
    """Too few are told before anything is begun; libuv would end the program in the middle."""
    for number in (3, 4, 10, 20, 63, 64):
        output = wire.folder / f"few-{number}.db"
        words = wire.command("-q", "198.18.0.1", output=output)
        done = subprocess.run(at(wire.scanner, "sh", "-c", f"ulimit -n {number}; exec \"$@\"", "sh", *words),
                              capture_output=True, text=True, timeout=30)
        if number >= 64:
            yield from not_silent(done.returncode, done.stderr)
            yield from not_sound(output)
        elif number == 3:  # not even the program's libraries can be opened
            yield from () if done.returncode else ["it runs with three descriptors"]
        else:
            yield from not_one_line(done.returncode, done.stderr, "ulimit -n 64")
        if output.exists() != (number >= 64):
            yield f"{number}: the results file is {'there' if output.exists() else 'missing'}"


TESTS = [
    a_gateway_that_is_lost_and_comes_back,
    a_gateway_that_is_lost_just_before_the_last_packet,
    a_gateway_that_moves,
    a_gateway_that_says_it_has_moved,
    a_fixed_neighbour_that_never_answers_arp,
    an_interface_that_goes_down,
    a_carrier_that_is_lost,
    a_carrier_that_is_lost_under_af_packet,
    a_link_that_is_back_before_anybody_looks,
    an_interface_that_is_deleted,
    an_address_that_is_removed,
    an_address_that_is_removed_amid_more_news_than_fit,
    a_link_address_of_ours_that_changes,
    a_clock_that_is_set_forward,
    a_clock_that_is_set_back,
    a_clock_that_is_set_back_again_and_again,
    a_full_disk,
    a_disk_that_becomes_read_only,
    a_read_only_file_system,
    a_slow_disk,
    a_file_that_may_not_grow,
    a_reader_that_stays_for_the_whole_scan,
    a_second_scanner_on_the_same_file,
    no_place_for_temporary_files,
    closed_standard_streams,
    a_log_that_nobody_reads_any_more,
    few_descriptors,
]


def problems_of(test, number, delay):
    problems = []
    time.sleep(delay)
    try:
        for problem in test(Wire(str(number))):
            problems.append(problem)
    except Exception as error:  # a test that breaks off has failed; the others still run
        problems.append(f"{type(error).__name__}: {error}")
    return problems


def main():
    wires.enter()
    wires.liveness()
    chosen = [test for test in TESTS if os.environ.get("LIVENESS_ONLY", "") in test.__name__]
    score = Score()
    with concurrent.futures.ThreadPoolExecutor(len(chosen)) as pool:
        results = [pool.submit(problems_of, test, number, number * START_EVERY_S) for number, test in enumerate(chosen)]
        for test, result in zip(chosen, results):
            score.judge(test.__name__, result.result())
    score.finish()


if __name__ == "__main__":
    main()
