# SPDX-License-Identifier: MIT
"""Plays made-up populations to the real program: is every reply that was sent recorded, and do the reports agree?

usage: test_population.py BUILD_DIRECTORY

One population is scripted and sends every word of its file's format, the other has the paper's figures.
"""

import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing

from harness import Score
from played_population import EXAMPLE, ROOT, PlayedPopulation, in_namespace, player
from scripted_population import every_word

from compare import report_by  # in a folder that played_population adds to the path, as the others
from figures import read_figures
from paper_figures import allowed, printed, read_published, run_reports
from player import replies
from sent_and_recorded import differences
from solving import population_of, solve

OF_THE_SCAN_ITSELF = {"health", "window", "unsolicited", "check"}  # reports on how it went
REPORTS = sorted({path.stem for path in (ROOT / "queries").glob("*.sql")} - OF_THE_SCAN_ITSELF)
EVIDENCE = {"icmp_error": "quote", "rst_bare": "port", "udp_invalid": "port"}  # all else by cookie
PAPER_SCALE = 100_000
AGREEING = 95  # figures of 110: where few addresses are counted, one more or less is many per cent


def dotted(number):
    return ".".join(map(str, number.to_bytes(4, "big")))


def it_ends_well(scan):
    if scan.done.returncode or scan.done.stderr or "No packet was lost" not in scan.done.stdout:
        yield f"exit status {scan.done.returncode}, stderr {scan.done.stderr!r}, stdout {scan.done.stdout!r}"


def the_population_sends_what_its_file_says(scan):
    """By the account of the model, which knows nothing of packets."""
    expected = Counter((dotted(reply.target), reply.probe, str(reply.attempt), dotted(reply.responder or reply.target),
                        reply.kind, *("" if number is None else str(number) for number in reply[5:]))
                       for reply in replies(scan.population))
    sent = scan.sent()
    yield from (f"missing: {reply}" for reply in sorted(expected - sent))
    yield from (f"extra: {reply}" for reply in sorted(sent - expected))


def every_reply_sent_is_recorded_and_no_other(scan):
    yield from differences(scan.sent(), scan.recorded())


def each_reply_has_its_evidence(scan):
    with closing(sqlite3.connect(scan.file)) as database:
        rows = database.execute("SELECT kind, evidence, count(*) FROM replies GROUP BY 1, 2").fetchall()
    yield from (f"{number} {kind} by {evidence}" for kind, evidence, number in rows
                if evidence != EVIDENCE.get(kind, "cookie"))


def health_counts_what_the_population_counts(scan):
    told = re.search(r"got ([\d,]+) probes and sent ([\d,]+) replies", scan.done.stdout)
    probes, sent = (int(number.replace(",", "")) for number in told.groups())
    columns, rows = scan.report("health")
    health = dict(zip(columns, rows[0]))
    wanted = {"probes_sent": probes, "captured": sent, "replies": sent, "duplicates": 0, "unsolicited": 0,
              "send_failures": 0, "kernel_drops": 0, "interface_drops": 0, "ring_drops": 0}
    yield from (f"{name}: {health[name]}, not {value}" for name, value in wanted.items() if health[name] != value)
    if not health["verdict"].startswith("complete"):
        yield health["verdict"]


def the_kernel_finds_no_reply_malformed(scan):
    """It must have seen each, so that its silence means something."""
    counted, kinds = scan.counters(), Counter()
    for reply, number in scan.sent().items():
        kinds["Icmp" if reply[4] in ("echo_reply", "icmp_error") else "Udp" if "udp" in reply[4] else "Tcp"] += number
    seen = {"Icmp": "InMsgs", "Tcp": "InSegs", "Udp": "NoPorts"}
    for protocol, name in seen.items():
        if counted[protocol][name] != kinds[protocol] or not kinds[protocol]:
            yield f"{protocol} {name}: {counted[protocol][name]}, though {kinds[protocol]} were sent"
    yield from (f"{protocol} {name}: {counted[protocol][name]}"
                for protocol, name in [("Ip", "InHdrErrors"), *((protocol, "InCsumErrors") for protocol in seen)]
                if counted[protocol][name])


def reports_are_those_of_a_file_filled_without_a_network(scan):
    for name in REPORTS:
        if scan.report(name) != scan.unplayed_report(name):
            yield f"{name}: {scan.report(name)}, not {scan.unplayed_report(name)}"


def all_identities_hold(scan):
    yield from map(str, scan.report("check")[1])


def the_scripted_population_sends_every_kind_to_every_probe(scan):
    sent = {(probe, kind, icmp_type, icmp_code, target == responder)
            for target, probe, _, responder, kind, icmp_type, icmp_code in scan.sent()}
    if len(sent) != 1 + 6 * 3 + 2 * 2 + 9 * 26 * 2:
        yield f"{len(sent)} sorts of reply"


def nearly_all_figures_of_the_paper_come_out(scan):
    published = read_published()
    reports = run_reports(report_by(pathlib.Path(sys.argv[1], "liveness"), scan.file), published)
    wrong = []
    for figure in published:
        low, high = allowed(figure, PAPER_SCALE)
        if not low <= printed(reports, figure) <= high:
            wrong.append(f"{figure.figure}: {printed(reports, figure)}, not from {low} to {high}")
    return wrong if len(published) - len(wrong) < AGREEING else []


def compare(scan, sent_file):
    command = [sys.executable, "-B", EXAMPLE / "compare.py", "--scale", str(PAPER_SCALE), "--sent", sent_file, "--all",
               "--liveness", pathlib.Path(sys.argv[1], "liveness"), scan.file]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def compare_says_what_agrees(scan):
    done = compare(scan, scan.sent_file)
    figures = re.search(r"\n(\d+) of 110 figures agree", done.stdout)
    is_same = "recorded: the same" in done.stdout
    if done.returncode or done.stderr or not is_same or not figures or int(figures[1]) < AGREEING:
        yield f"exit status {done.returncode}, stderr {done.stderr!r}, stdout {done.stdout!r}"


def compare_fails_if_a_reply_is_missing(scan):
    more = scan.sent_file.with_suffix(".more")
    more.write_text(scan.sent_file.read_text() + "10.0.0.1,http,1,10.0.0.1,tcp_other,,\n")
    done = compare(scan, more)
    if done.returncode != 1 or "sent and not recorded: 10.0.0.1 http 1" not in done.stdout:
        yield f"exit status {done.returncode}, stdout {done.stdout!r}"


def a_namespace_with_interfaces_is_left_alone(scan):
    """Whatever it is called in, nothing is sent there."""
    command = ["sh", "-c", 'ip link add other type veth && "$@"', "sh", *player(scan.file.with_suffix(".txt"), "true")]
    done = in_namespace(*command)
    if done.returncode != 1 or "has interfaces" not in done.stderr or done.stdout:
        yield f"exit status {done.returncode}, stderr {done.stderr!r}, stdout {done.stdout!r}"


def the_status_of_the_command_is_handed_on(scan):
    done = in_namespace(*player(scan.file.with_suffix(".txt"), "sh", "-c", "exit 7"))
    if done.returncode != 7:
        yield f"exit status {done.returncode}, stderr {done.stderr!r}"


OF_ANY = [
    it_ends_well,
    the_population_sends_what_its_file_says,
    every_reply_sent_is_recorded_and_no_other,
    each_reply_has_its_evidence,
    health_counts_what_the_population_counts,
    the_kernel_finds_no_reply_malformed,
    reports_are_those_of_a_file_filled_without_a_network,
    all_identities_hold,
]
OF_SCRIPTED = [the_scripted_population_sends_every_kind_to_every_probe, a_namespace_with_interfaces_is_left_alone,
               the_status_of_the_command_is_handed_on]
OF_PAPER = [nearly_all_figures_of_the_paper_come_out, compare_says_what_agrees, compare_fails_if_a_reply_is_missing]


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-population-") as name:
        directory = pathlib.Path(name)
        scripted = PlayedPopulation(directory, "scripted", every_word(), rate=10_000)
        paper = PlayedPopulation(directory, "paper", population_of(solve(read_figures()), PAPER_SCALE), rate=25_000)
        for scan, tests in [(scripted, OF_ANY + OF_SCRIPTED), (paper, OF_ANY + OF_PAPER)]:
            for test in tests:
                score.run(test, scan, name=f"{scan.file.stem}: {test.__name__}")
    score.finish()


if __name__ == "__main__":
    main()
