#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How scans end: by their limits, by signals at every moment of their life, and whoever stops reading what they say.

usage: test_limits.py BUILD_DIRECTORY [TEST...]
"""

import concurrent.futures
import contextlib
import os
import pty
import signal
import subprocess
import sys
import termios
import time

from ended_scan import (BEFORE_EXEC, COMPLETE, FEW, HALF_ANSWERS, HUP, INT, RATE, REPLIES, STATUS, TERM, TIME, Scan,
                        problems_of, run_tests)

# What is done: options, signals, and how it began; then reason, exit status, the verdict's first words, and how many
# seconds it takes at least. At most it takes 20, which is less than the longest cooldowns.
ENDINGS = {
    "all_targets_are_asked": (["-n", 200], [], "plain", "done", 0, COMPLETE, 1),
    "a_time_limit_ends_it": (["-t", 1], [], "plain", "max_runtime", 0, TIME, 2),
    "a_time_limit_that_is_over_at_once_ends_it": (["-t", 0.0001], [], "plain", "max_runtime", 0, TIME, 1),
    "a_time_limit_within_the_cooldown_ends_nothing": (["-n", 20, "-t", 1, "-c", 1.5], [], "plain", "done", 0, COMPLETE, 1),
    "enough_replies_end_it": (["-N", 300], [], "plain", "max_replies", 0, REPLIES, 1.5),
    "the_last_reply_that_was_asked_for_ends_nothing": (["-n", 100, "-N", 100], [], "plain", "done", 0, COMPLETE, 1),
    "an_interrupt_ends_it": ([], [signal.SIGINT], "plain", "interrupted", 1, INT, 1.7),
    "a_termination_signal_ends_it": ([], [signal.SIGTERM], "plain", "terminated", 1, TERM, 1.7),
    "a_closed_terminal_ends_it": ([], [signal.SIGHUP], "plain", "hung_up", 1, HUP, 1.7),
    "a_second_signal_ends_the_cooldown": (["-c", 30], [signal.SIGTERM, signal.SIGHUP], "plain", "terminated", 1, TERM,
                                          0.7),
    "a_signal_ends_the_cooldown_after_all_was_sent": (["-n", 50, "-c", 30], [signal.SIGTERM], "plain", "terminated", 1,
                                                      TERM, 0.7),
    "a_signal_ends_the_cooldown_after_a_limit": (["-t", 0.5, "-c", 30], [signal.SIGINT], "plain", "interrupted", 1, INT,
                                                 0.7),
    "with_nohup_a_closed_terminal_ends_nothing": (["-n", 600], [signal.SIGHUP] * 3, "nohup", "done", 0, COMPLETE, 1),
    "with_nohup_an_interrupt_still_ends_it": ([], [signal.SIGINT], "nohup", "interrupted", 1, INT, 1.7),
    "in_the_background_an_interrupt_ends_nothing": (["-n", 600], [signal.SIGINT] * 3, "background", "done", 0, COMPLETE,
                                                    1),
    "in_the_background_a_termination_signal_ends_it": ([], [signal.SIGTERM], "background", "terminated", 1, TERM, 1.7),
    "questions_end_nothing": (["-n", 600], [signal.SIGUSR1] * 20, "plain", "done", 0, COMPLETE, 1),
    "being_stopped_ends_nothing": (["-n", 1000], [signal.SIGSTOP] * 15 + [signal.SIGCONT], "plain", "done", 0, COMPLETE,
                                   3.5),
}


def an_ending(directory, options, signals, before, reason, status, verdict, seconds):
    scan = Scan(directory, "-c", 1, *options, before=before)
    if signals:
        scan.wait_until_sending()
        scan.send(*signals)
    scan.finish()
    yield from scan.not_ended(reason, status, verdict)
    if not seconds <= scan.took <= 20:
        yield f"it took {scan.took:.1f} s, expected {seconds} to 20"
    if signals[:1] != [signal.SIGUSR1] and scan.said:
        yield f"said {scan.said!r}"
    if "-N" in options and not options[-1] <= scan.rows() <= options[-1] + RATE:
        yield f"{scan.rows()} replies, {options[-1]} were asked for"
    most = scan.fetch("SELECT max(probes_sent) FROM health")[0][0]
    if most > 1.3 * RATE:
        yield f"{most} probes in one second"


def questions_are_answered_in_lines(directory):
    """From the first moment to the last, one line each, even with --quiet."""
    scan = Scan(directory, "-n", 500, "-c", 1)
    scan.wait_until_ready()
    while scan.process.poll() is None:
        scan.send(signal.SIGUSR1, pause=0.02)
    scan.finish()
    yield from scan.not_ended("done", 0, COMPLETE)
    lines = scan.said.splitlines()
    if len(lines) < 40 or not scan.said.endswith("\n"):
        yield f"{len(lines)} lines"
    yield from (f"said {line!r}" for line in lines if not STATUS.fullmatch(line))
    if not any("cooldown" in line for line in lines) or float(lines[0].split("%")[0]) > 5:
        yield f"first {lines[0]!r}, last {lines[-1]!r}"


def few_answers(directory, asked, reason, status, verdict):
    """Half of the probes are answered."""
    scan = Scan(directory, "-r", 100, "-c", 1, "-t", 35, "--min-hit-rate", asked, world=HALF_ANSWERS).finish()
    yield from scan.not_ended(reason, status, verdict)
    lines = scan.said.splitlines()
    words = [" % of the last ", "--min-hit-rate asks for 75 %", f"--resume {scan.file}"] if status else []
    if len(lines) != bool(words) or any(word not in scan.said for word in words):
        yield f"said {scan.said!r}"
    if scan.fetch("SELECT detail FROM run") != [(lines[0].removeprefix("liveness: ") if lines else None,)]:
        yield f"detail: {scan.fetch('SELECT detail FROM run')}"


def too_few_answers_end_it(directory):
    return few_answers(directory, "75%", "min_hit_rate", 1, FEW)


def enough_answers_do_not(directory):
    return few_answers(directory, "0.4", "max_runtime", 0, TIME)


def each_run_has_limits_of_its_own(directory):
    Scan(directory, "-n", 1200, "-c", 0.3, "-t", 0.5, "--min-hit-rate", 0.001, "--no-seal").finish()
    for options, reason, verdict in [(["-t", 0.5], "max_runtime", TIME), (["-N", 100], "max_replies", REPLIES),
                                     ([], "done", COMPLETE)]:
        scan = Scan(directory, *options, resume=True).finish()
        yield from scan.not_ended(reason, 0, verdict)
    runs = [reason for reason, in scan.fetch("SELECT exit_reason FROM run ORDER BY run")]
    if runs != ["max_runtime", "max_runtime", "max_replies", "done"] or scan.rows() != 1200:
        yield f"runs {runs}, {scan.rows()} replies"


def a_signal_before_there_is_a_file_leaves_none(directory):
    """While targets are awaited from a pipe, say."""
    directory.mkdir()
    os.mkfifo(directory / "targets")
    scan = Scan(directory, "-w", directory / "targets")
    scan.wait_until_ready()
    scan.send(signal.SIGUSR1, signal.SIGINT)
    scan.finish(5)
    if scan.status != 128 + signal.SIGINT or scan.said or scan.file.exists():
        yield f"exit status {scan.status}, said {scan.said!r}, file: {scan.file.exists()}"


def a_signal_at_any_moment(directory, delay_s):
    scan = Scan(directory, "-n", 150, "-c", 0.2)
    time.sleep(delay_s)
    scan.send(signal.SIGTERM)
    scan.finish(5)
    if scan.status == 128 + signal.SIGTERM and not scan.file.exists():
        return "before", []
    reason = scan.fetch("SELECT exit_reason FROM scan")[0][0]
    if scan.status == 1 and reason == "done" and "sound, but not sealed" in scan.said:
        return "sealing", scan.not_ended("done", 1, COMPLETE)
    if scan.status == 0:
        return "after", scan.not_ended("done", 0, COMPLETE)
    return "running", scan.not_ended("terminated", 1, TERM)


def at_any_moment_a_signal_ends_it_cleanly(directory):
    directory.mkdir()
    ended = {}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(a_signal_at_any_moment, directory / str(number), number ** 2 * 0.0016) for number in range(32)]
    for number, done in enumerate(tries):
        when, problems = done.result()
        ended[when] = ended.get(when, 0) + 1
        yield from (f"after {number ** 2 * 1.6:.0f} ms, {when}: {problem}" for problem in problems)
    if "running" not in ended:
        yield f"ended {ended}"


def a_limit_that_comes_too_late(directory, limit_s):
    scan = Scan(directory, "-n", 1, "-c", 0.1, "-t", limit_s).finish()
    (reason, is_all), = scan.fetch("SELECT exit_reason, slot = slots FROM scan JOIN progress USING (scan)")
    if (reason, is_all) not in {("done", 1), ("max_runtime", 0)} or scan.status:
        yield f"-t {limit_s}: {reason}, all sent: {is_all}, exit status {scan.status}"


def a_limit_that_comes_when_all_was_sent_ends_nothing(directory):
    """The one packet leaves at about that time."""
    directory.mkdir()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(problems_of, a_limit_that_comes_too_late, directory / str(number), 0.0001 + number % 4 * 0.001)
                 for number in range(16)]
    for done in tries:
        yield from done.result()


# --- nobody reads what it says ---

def nobody_reads(directory, stderr, *options, **settings):
    scan = Scan(directory, "-n", 600, "-c", 1, *options, stderr=stderr, **settings)
    scan.wait_until_ready()
    scan.wait_until_sending()
    scan.send(*[signal.SIGUSR1] * 10)
    return scan


def a_pipe_that_nobody_reads_any_more_ends_nothing(directory):
    reader, writer = os.pipe()
    scan = nobody_reads(directory, writer, quiet=False)
    os.close(writer)
    os.close(reader)
    scan.send(*[signal.SIGUSR1] * 3)
    yield from scan.finish().not_ended("done", 0, COMPLETE)


def a_full_pipe_holds_nothing_up(directory):
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 512)
    os.set_blocking(writer, True)
    scan = nobody_reads(directory, writer).finish(20)
    os.close(reader)
    os.close(writer)
    yield from scan.not_ended("done", 0, COMPLETE)


def a_closed_standard_error_holds_nothing_else(directory):
    """Else a socket would get its number, and the progress would be sent."""
    BEFORE_EXEC["closed"] = "exec 0<&- 2>&-; "
    scan = Scan(directory, "-n", 600, "-c", 1, before="closed", quiet=False)
    scan.wait_until_sending()
    for number in range(3):
        held = os.readlink(f"/proc/{scan.pid}/fd/{number}")
        if number != 1 and held != "/dev/null":
            yield f"descriptor {number} is {held}"
    yield from scan.finish().not_ended("done", 0, COMPLETE)


def read_all(terminal):
    said = b""
    with contextlib.suppress(OSError):  # EIO: nobody has it open any more
        while True:
            said += os.read(terminal, 65536)
    return said.decode()


def on_a_terminal_answers_are_lines_of_their_own(directory):
    terminal, stderr = pty.openpty()
    scan = nobody_reads(directory, stderr, quiet=False)
    os.close(stderr)
    said = read_all(terminal)
    os.close(terminal)
    yield from scan.finish().not_ended("done", 0, COMPLETE)
    lines = [line.rpartition("\033[K")[2] for line in said.split("\r\n")]
    if len([line for line in lines if STATUS.fullmatch(line)]) < 5 or not lines[-2].startswith("done after "):
        yield f"said {said!r}"


def a_terminal_that_is_gone_ends_nothing(directory):
    terminal, stderr = pty.openpty()
    scan = nobody_reads(directory, stderr, quiet=False)
    os.close(terminal)
    os.close(stderr)
    scan.send(*[signal.SIGUSR1] * 3)
    yield from scan.finish().not_ended("done", 0, COMPLETE)


def a_terminal_that_is_held_holds_nothing_up(directory):
    """After Ctrl-S; the last line waits until the file is done."""
    terminal, stderr = pty.openpty()
    scan = Scan(directory, "-n", 600, "-c", 1, stderr=stderr, quiet=False)
    scan.wait_until_sending()
    termios.tcflow(stderr, termios.TCOOFF)
    scan.send(signal.SIGUSR1)
    scan.wait_for(lambda: scan.fetch("SELECT count(*) FROM scan WHERE ended_us IS NOT NULL") == [(1,)], 10)
    termios.tcflow(stderr, termios.TCOON)
    os.close(stderr)
    read_all(terminal)
    os.close(terminal)
    yield from scan.finish().not_ended("done", 0, COMPLETE)


def a_limit_of_file_size_is_an_error_like_any_other(directory):
    scan = Scan(directory, before="small files").finish()
    if scan.status != 1 or scan.said.count("\n") != 1 or str(scan.file) not in scan.said:
        yield f"exit status {scan.status}, said {scan.said!r}"


TESTS = [
    too_few_answers_end_it,
    enough_answers_do_not,
    at_any_moment_a_signal_ends_it_cleanly,
    a_limit_that_comes_when_all_was_sent_ends_nothing,
    each_run_has_limits_of_its_own,
    questions_are_answered_in_lines,
    a_signal_before_there_is_a_file_leaves_none,
    a_pipe_that_nobody_reads_any_more_ends_nothing,
    a_full_pipe_holds_nothing_up,
    a_closed_standard_error_holds_nothing_else,
    on_a_terminal_answers_are_lines_of_their_own,
    a_terminal_that_is_gone_ends_nothing,
    a_terminal_that_is_held_holds_nothing_up,
    a_limit_of_file_size_is_an_error_like_any_other,
]


def main():
    endings = {what: (an_ending, *row) for what, row in ENDINGS.items()}
    run_tests({test.__name__: (test,) for test in TESTS} | endings, sys.argv[2:])


if __name__ == "__main__":
    main()
