# SPDX-License-Identifier: MIT
"""Scans scripted worlds with the real program: is every reply that was sent recorded, and is nothing else?

usage: test_simnet.py BUILD_DIRECTORY

simnet plays each world of worlds/ and writes down what it sent. Needs no root, but for the player in the kernel.
"""

import pathlib
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from played_world import KEY, WORLDS, PlayedWorld, can_play_in_kernel
from scripted_world import delays, scripted_replies, ttls

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "network"))

from harness import Score  # noqa: E402

BY_CHANCE = {"chances"}  # worlds that do not send all that their words say
SCANS_AT_ONCE = 3
IN_KERNEL = ["kinds", "quotes", "untied", "prefixes"]  # worlds that both players can play

# What the scanner should take each sort of noise for; it does not capture the others.
REASON_OF_NOISE = {
    "syn_ack": "tcp_mismatch", "rst": "tcp_mismatch", "ack": "tcp_mismatch", "vlan": "tcp_mismatch",
    "udp": "udp_mismatch", "echo_reply": "echo_mismatch", "echo_request": "icmp_other",
    "unreachable": "quote_mismatch", "time_exceeded": "quote_mismatch", "redirect": "quote_mismatch",
    "cut_quote": "quote_mismatch", "fragment": "fragment", "cut_tcp": "malformed", "short_length": "malformed",
    "short_header": "malformed", "gre": "other_protocol"}
NOT_CAPTURED = {"arp", "ipv6"}
REASON_OF_UNTIED = {"icmp_error": "quote_mismatch", "udp_invalid": "udp_mismatch"}  # and of all else: tcp_mismatch


def listed(what, replies):
    yield from (f"{what}: {number} of {' '.join(reply)}" for reply, number in sorted(replies.items()))


def it_ends_well(scan):
    if scan.done.returncode or scan.done.stderr or "No packet was lost" not in scan.done.stdout:
        yield f"exit status {scan.done.returncode}, stderr {scan.done.stderr!r}, stdout {scan.done.stdout!r}"


def the_world_sends_what_its_file_says(scan):
    """Or keeps it back, and says so."""
    scripted, accounted = scripted_replies(scan.path), scan.sent() + scan.suppressed()
    yield from listed("too many", accounted - scripted)
    if scan.name not in BY_CHANCE:
        yield from listed("missing", scripted - accounted)


def every_reply_sent_is_recorded_as_often_as_it_was_sent(scan):
    sent, recorded = scan.sent() if scan.name != "untied" else Counter(), scan.recorded()
    yield from listed("sent and not recorded", sent - recorded)
    yield from listed("recorded and not sent", recorded - sent)


def expected_reasons(scan):
    found = Counter()
    for sort, number in scan.noise().items():
        if sort not in NOT_CAPTURED:
            found[REASON_OF_NOISE[sort]] += number
    if scan.name == "untied":
        for row, number in scan.sent().items():
            found[REASON_OF_UNTIED.get(row[4], "tcp_mismatch")] += number
    return +found


def what_is_unsolicited_is_what_no_probe_explains(scan):
    expected, found = expected_reasons(scan), Counter(scan.unsolicited())
    yield from (f"{reason}: {found[reason]}, not {expected[reason]}"
                for reason in sorted(expected | found) if found[reason] != expected[reason])


def the_kernel_finds_no_reply_malformed(scan):
    """Noise is malformed on purpose."""
    counted = scan.counters()
    yield from (f"{protocol} {name}: {counted[protocol][name]}"
                for protocol, name in [("Ip", "InHdrErrors"), ("Icmp", "InCsumErrors"), ("Tcp", "InErrs"),
                                       ("Tcp", "InCsumErrors"), ("Udp", "InCsumErrors")]
                if counted[protocol][name] and scan.name != "noise")


def each_reply_has_a_round_trip_time(scan):
    """However late it came; that of a duplicate is the first one's."""
    yield from (f"{' '.join(row)}: none" for row in scan.recorded_rows() if not row[KEY + 1])


OF_ANY = [
    it_ends_well,
    the_world_sends_what_its_file_says,
    every_reply_sent_is_recorded_as_often_as_it_was_sent,
    what_is_unsolicited_is_what_no_probe_explains,
    the_kernel_finds_no_reply_malformed,
    each_reply_has_a_round_trip_time,
]


def each_reply_has_the_ttl_that_its_word_says(scan):
    expected = ttls(scan.path)
    for *reply, ttl in scan.query("SELECT DISTINCT target, probe, responder, kind, ttl FROM replies"):
        if expected[tuple(reply)] != ttl:
            yield f"{' '.join(reply)}: {ttl}, not {expected[tuple(reply)]}"


def a_fifth_of_the_replies_is_lost(scan):
    """Within what bursts leave to chance."""
    lost, sent = scan.suppressed().total(), scan.sent().total()
    if not 0.1 < lost / (lost + sent) < 0.3 or {row[-1] for row in scan.suppressed_rows()} != {"loss"}:
        yield f"{lost} lost, {sent} sent"


def routers_keep_to_their_limit(scan):
    """Twenty a second after six at once, and the scan sends for less than five seconds."""
    errors = Counter(row[3] for row in scan.sent_rows() if row[4] == "icmp_error")
    yield from (f"{router} sent {number}" for router, number in errors.items() if number > 6 + 20 * 5)
    limited = {row[3] for row in scan.suppressed_rows() if row[-1] == "limit"}
    if limited != {"203.0.113.1", "203.0.113.2"}:
        yield f"limited: {limited}"


def delayed_replies_leave_when_they_are_due(scan):
    """Never before. How late they are is a matter of the machine, so only their median is judged."""
    due, late = delays(scan.path), []
    for row in scan.sent_rows():
        least, most = due[row[0], row[1], row[4]]
        delay = int(row[KEY])
        if delay + 1 < least:
            yield f"{' '.join(row)}: not after {least:.0f} us"
        if most == least:
            late.append(delay - least)
    if sorted(late)[len(late) // 2] > 1000:
        yield f"half of the replies are more than {sorted(late)[len(late) // 2]} us late"


def round_trip_times_are_the_delays_to_a_millisecond(scan):
    """But for a few, since the machine may stop scanner or player at any moment."""
    sent = {tuple(row[:KEY]): int(row[KEY]) for row in scan.sent_rows()}
    off = sorted(int(row[KEY + 1]) - sent[tuple(row[:KEY])] for row in scan.recorded_rows())
    right = [each for each in off if -50 <= each <= 1000]
    print(f"     {len(right)} of {len(off)} round-trip times are right to 1 ms, the others off by {off[0]} to {off[-1]} us")
    if len(right) < 0.97 * len(off):
        yield f"{len(right)} of {len(off)}: " + ", ".join(map(str, off[:3] + off[-3:]))


def the_same_seeds_give_the_same_replies(scan, again):
    for what, one, other in [("sent", scan.sent(), again.sent()), ("kept back", scan.suppressed(), again.suppressed())]:
        yield from listed(f"{what} the first time", one - other)
        yield from listed(f"{what} the second time", other - one)


def another_seed_gives_others(scan, other):
    if scan.sent() == other.sent():
        yield "the same"


def both_players_send_the_same(in_user_space, in_kernel):
    yield from listed("only in user space", in_user_space.sent() - in_kernel.sent())
    yield from listed("only in the kernel", in_kernel.sent() - in_user_space.sent())


def played(directory):
    """All scans, by name."""
    names = sorted(path.stem for path in WORLDS.glob("*.world") if path.stem != "delays")
    scans = {"delays": PlayedWorld(directory, "delays")}  # alone, for its times
    with ThreadPoolExecutor(SCANS_AT_ONCE) as pool:
        wanted = [(name,) for name in names]
        wanted += [("chances", "--seed", "1"), ("chances", "--seed", "2")]
        wanted += [(name, "--xdp") for name in IN_KERNEL if can_play_in_kernel()]
        made = [pool.submit(PlayedWorld, directory, *options, label="".join(options)) for options in wanted]
        scans |= {scan.name: scan for scan in (future.result() for future in made)}
    return names + ["delays"], scans


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-simnet-") as directory:
        names, scans = played(pathlib.Path(directory))
        for name in names:
            for test in OF_ANY:
                score.run(test, scans[name], name=f"{name}: {test.__name__}")
        for name, test in [("kinds", each_reply_has_the_ttl_that_its_word_says),
                           ("losses", a_fifth_of_the_replies_is_lost), ("limits", routers_keep_to_their_limit),
                           ("delays", delayed_replies_leave_when_they_are_due),
                           ("delays", round_trip_times_are_the_delays_to_a_millisecond)]:
            score.run(test, scans[name], name=f"{name}: {test.__name__}")
        score.run(the_same_seeds_give_the_same_replies, scans["chances"], scans["chances--seed1"])
        score.run(another_seed_gives_others, scans["chances"], scans["chances--seed2"])
        for name in IN_KERNEL:
            if f"{name}--xdp" in scans:
                for test in (it_ends_well, the_kernel_finds_no_reply_malformed):
                    score.run(test, scans[f"{name}--xdp"], name=f"{name} in the kernel: {test.__name__}")
                score.run(both_players_send_the_same, scans[name], scans[f"{name}--xdp"],
                          name=f"{name}: both_players_send_the_same")
        if not any("--xdp" in name for name in scans):
            print("     left out: the player in the kernel, which needs root, libbpf and clang")
    score.finish()


if __name__ == "__main__":
    main()
