#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Which rights a scan has while it runs, and whose its files are: by sudo, as a plain user, as root.

usage: test_privilege.py BUILD_DIRECTORY

Needs root, since only root can become others.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from scan_as_user import ROOT, SUFFIXES, Places, WatchedScan, as_user, by_sudo, status_when_it_waits

sys.path.append(str(ROOT / "tests" / "network"))

from harness import Score  # noqa: E402

USER, GROUP = 54321, 65432  # in no password file
NOBODY = 65534  # in the password file
SCANS_AT_ONCE = 6  # they mostly wait
NET_RAW = "+net_raw"
CHOWN, DAC_OVERRIDE = 1 << 0, 1 << 1  # linux/capability.h
FOR_SOCKETS = 1 << 13 | 1 << 14  # CAP_NET_RAW, CAP_IPC_LOCK
CAPABILITIES = ["CapInh", "CapPrm", "CapEff", "CapAmb"]


class Expected:
    """What a scan should look like while it runs."""

    def __init__(self, user, group, mode, owner=None, capabilities=0, bounds=0, seccomp=2, sender=None):
        self.user, self.group, self.mode = user, group, mode
        self.owner = owner or (user, group)
        self.capabilities, self.bounds, self.seccomp, self.sender = capabilities, bounds, seccomp, sender


def cases(places):
    """(sentence, program, output, arguments, settings of WatchedScan, what is expected)."""
    home, program = places.home, places.program
    sudo, nobody = by_sudo(USER, GROUP), by_sudo(NOBODY, NOBODY)
    ambient = as_user(USER, GROUP, NET_RAW, ambient=[NET_RAW])
    net_raw = 1 << 13
    earlier = home / "earlier.db"
    return [
        ("by sudo", program, home / "sudo.db", [], {"before": sudo}, Expected(USER, GROUP, 0o644, sender="xdp")),
        ("by sudo with umask 077", program, home / "sudo-077.db", ["--sender", "packet"],
         {"before": sudo, "umask": 0o077}, Expected(USER, GROUP, 0o600, sender="packet")),
        ("by sudo with umask 0", program, home / "sudo-0.db", [], {"before": sudo, "umask": 0},
         Expected(USER, GROUP, 0o644)),
        ("by sudo of a user in the password file", program, places.open / "nobody.db", [], {"before": nobody},
         Expected(NOBODY, NOBODY, 0o644)),
        ("by sudo without sandbox", program, home / "free.db", ["--no-sandbox"], {"before": sudo},
         Expected(USER, GROUP, 0o644, seccomp=0)),
        ("by a user with an ambient capability", program, home / "ambient.db", [], {"before": ambient},
         Expected(USER, GROUP, 0o644, bounds=net_raw, sender="xdp")),
        ("by a user who may lock no memory", program, home / "locked.db", [],
         {"before": ["prlimit", "--memlock=0", *ambient]},
         Expected(USER, GROUP, 0o644, bounds=net_raw, sender="packet")),
        ("by a user of a privileged program", places.privileged, home / "privileged.db", [],
         {"before": as_user(USER, GROUP, NET_RAW), "umask": 0o077},
         Expected(USER, GROUP, 0o600, bounds=net_raw, sender="xdp")),
        ("by root", program, places.root / "root.db", [], {"umask": 0}, Expected(0, 0, 0o644)),
        ("by root in a user's directory", program, home / "root.db", [], {},
         Expected(0, 0, 0o644, capabilities=DAC_OVERRIDE)),
        ("by root with a savefile in a user's directory", program, places.root / "saved.db",
         ["--pcap", home / "root.pcap"], {}, Expected(0, 0, 0o644, capabilities=DAC_OVERRIDE)),
        ("by root with a savefile and results in a directory of its own", program, places.root / "both.db",
         ["--pcap", places.root / "both.pcap"], {}, Expected(0, 0, 0o644)),
        ("by root into a user's file", program, earlier, [], {},
         Expected(0, 0, 0o640, owner=(USER, GROUP), capabilities=CHOWN | DAC_OVERRIDE)),
    ]


def scan_all(places):
    """The scans, by sentence; the last one needs an earlier file of the user's."""
    def scanned(case):
        _, program, output, arguments, settings, _ = case
        return WatchedScan(program, output, *arguments, **settings)

    listed = cases(places)
    earlier = listed[-1][2]
    WatchedScan(places.program, earlier, "-n", 1, "--no-seal", before=by_sudo(USER, GROUP))
    earlier.chmod(0o640)
    with ThreadPoolExecutor(SCANS_AT_ONCE) as pool:
        return [(case[0], case[-1], scan) for case, scan in zip(listed, pool.map(scanned, listed))]


def it_ends_well(expected, scan, places):
    if scan.status != 0 or "No packet was lost" not in scan.stdout:
        yield f"exit status {scan.status}, stderr {scan.stderr!r}, stdout {scan.stdout!r}"
    checked = subprocess.run([places.program, "check", scan.output], capture_output=True, text=True)
    if checked.returncode != 0:
        yield f"check: {checked.stdout} {checked.stderr}"
    replies = ask(scan.output, "SELECT count(*) FROM replies WHERE scan = (SELECT max(scan) FROM scan)")
    if replies != "607":
        yield f"{replies} replies, not 607"
    for suffix in SUFFIXES[1:]:
        if pathlib.Path(f"{scan.output}{suffix}").exists():
            yield f"left behind: {suffix}"


def ask(path, sql):
    return subprocess.run(["sqlite3", path, sql], capture_output=True, text=True, check=True).stdout.strip()


def each_thread_has_the_users_identity(expected, scan, _):
    if len(scan.threads) < 3:
        yield f"{len(scan.threads)} threads seen"
    for thread in scan.threads:
        if set(thread["Uid"]) != {str(expected.user)} or set(thread["Gid"]) != {str(expected.group)}:
            yield f"{thread['Name']}: users {thread['Uid']}, groups {thread['Gid']}"
        if expected.user != 0 and set(thread["Groups"]) - {str(expected.group)}:
            yield f"{thread['Name']}: further groups {thread['Groups']}"


def each_thread_has_no_more_rights_than_it_needs(expected, scan, _):
    for thread in scan.threads:
        found = {name: int(thread[name][0], 16) for name in [*CAPABILITIES, "CapBnd"]}
        wanted = {"CapInh": 0, "CapAmb": 0, "CapPrm": expected.capabilities, "CapEff": expected.capabilities,
                  "CapBnd": expected.bounds}
        yield from (f"{thread['Name']}: {name} is {found[name]:x}, not {wanted[name]:x}"
                    for name in found if found[name] != wanted[name])


def each_thread_is_confined(expected, scan, _):
    for thread in scan.threads:
        if thread["NoNewPrivs"] != ["1"] or thread["Seccomp"] != [str(expected.seccomp)]:
            yield f"{thread['Name']}: NoNewPrivs {thread['NoNewPrivs']}, Seccomp {thread['Seccomp']}"
    told = ask(scan.output, "SELECT value FROM setting WHERE name = 'sandbox' ORDER BY scan DESC LIMIT 1")
    if told != ("yes" if expected.seccomp else "no"):
        yield f"the file says: sandbox {told}"


def nobody_else_gets_at_its_sockets(expected, scan, _):
    """But root. A process that became another user is shut in without sandbox, too."""
    if expected.user and "Permission denied" not in scan.peeked:
        yield f"another process of the user was told {scan.peeked!r}"


def its_files_are_the_users(expected, scan, _):
    found = scan.files | {"afterwards": (scan.output.stat().st_uid, scan.output.stat().st_gid,
                                         scan.output.stat().st_mode & 0o777)}
    yield from (f"'{name}': {seen[0]}:{seen[1]} {seen[2]:o}" for name, seen in found.items()
                if seen != (*expected.owner, expected.mode))


def it_is_sent_by_the_fastest_way_there_is(expected, scan, _):
    told = ask(scan.output, "SELECT value FROM setting WHERE name = 'sender' ORDER BY scan DESC LIMIT 1")
    if expected.sender and told != expected.sender:
        yield f"by {told}, not {expected.sender}"


OF_ANY = [it_ends_well, each_thread_has_the_users_identity, each_thread_has_no_more_rights_than_it_needs,
          each_thread_is_confined, nobody_else_gets_at_its_sockets, its_files_are_the_users,
          it_is_sent_by_the_fastest_way_there_is]


def lists_are_read_as_the_user_with_rights_to_sockets_alone(places):
    """While it waits for a list on standard input; then the list names nothing, and nothing is sent."""
    command = [*by_sudo(USER, GROUP), places.program, "scan", "-w", "-", "-o", places.home / "no.db"]
    with subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        status = status_when_it_waits(process.pid)
        told = process.communicate("")[1]
    if status["Uid"] != 4 * [str(USER)] or status["Gid"] != 4 * [str(GROUP)] or status["Groups"] != [str(GROUP)]:
        yield f"users {status['Uid']}, groups {status['Gid']}, further groups {status['Groups']}"
    for name in CAPABILITIES + ["CapBnd"]:
        wanted = FOR_SOCKETS if name in ("CapPrm", "CapEff") else 0
        if int(status[name][0], 16) != wanted:
            yield f"{name} is {status[name][0]}, not {wanted:x}"
    if process.returncode != 2 or told.count("\n") != 1:
        yield f"exit status {process.returncode}, stderr {told!r}"


def refusals(places):
    """(sentence, command, environment, exit status, words that the message must hold)."""
    caller = {"SUDO_UID": str(USER), "SUDO_GID": str(GROUP)}
    roots = places.home / "roots.db"
    WatchedScan(places.program, roots, "-n", 1, "--no-seal")
    secret = places.root / "list.txt"
    secret.write_text("192.0.2.1\n")
    link = places.home / "link.db"
    link.symlink_to(places.root / "new.db")
    scan = ["scan", "-q", "-b", "none", "192.0.2.1"]
    remedy = [str(roots), "belongs to root", f"sudo chown {USER}:{GROUP}"]
    return [
        ("a file of root's, to scan into", [*scan, "-o", roots], caller, 1, remedy),
        ("a file of root's, to seal", ["seal", roots], caller, 1, remedy),
        ("a list of root's", [*scan, "-w", secret, "-o", places.home / "no.db"], caller, 2, ["list.txt", "SUDO_UID"]),
        ("a directory of root's", [*scan, "-o", places.root / "no.db"], caller, 2, ["no.db", "SUDO_UID"]),
        ("a link into root's directory", [*scan, "-o", link], caller, 2, ["link.db", "SUDO_UID"]),
        ("a report on a file of root's", ["report", places.root / "root.db", "levels"], caller, 1, ["SUDO_UID"]),
        ("a caller that is no number", [*scan, "-o", places.home / "no.db"], {"SUDO_UID": "ann"}, 2, ["'ann'"]),
        ("a caller without group", ["report", roots, "levels"], {"SUDO_UID": str(USER)}, 2, [str(USER)]),
        ("a caller that doas does not find", ["check", roots], {"DOAS_USER": "no such user"}, 2, ["no such user"]),
    ]


def it_is_refused_in_one_line(places, command, environment, status, words):
    plain = {name: value for name, value in os.environ.items() if name not in ("SUDO_UID", "SUDO_GID")}
    done = subprocess.run([str(word) for word in (places.program, *command)], capture_output=True, text=True,
                          env=plain | environment)
    if done.returncode != status or done.stderr.count("\n") != 1 or done.stdout:
        yield f"exit status {done.returncode}, stderr {done.stderr!r}, stdout {done.stdout!r}"
    yield from (f"'{word}' is not in {done.stderr!r}" for word in words if word not in done.stderr)
    if list(places.home.glob("no.db*")) + list(places.root.glob("n*.db*")):
        yield "a file was made"


def every_sort_of_caller_is_believed(places):
    """As the message says that tells of a file of root's."""
    for variables in {"PKEXEC_UID": str(NOBODY)}, {"DOAS_USER": "nobody"}, {"SUDO_UID": str(NOBODY)}:
        done = subprocess.run([places.program, "report", places.root / "root.db", "levels"], capture_output=True,
                              text=True, env=os.environ | {"SUDO_UID": "", "SUDO_GID": ""} | variables)
        if f"as user {NOBODY}" not in done.stderr or next(iter(variables)) not in done.stderr:
            yield f"{variables}: {done.stderr!r}"


def main():
    if os.geteuid() != 0:
        sys.exit("test_privilege.py: needs root, to become other users")
    score = Score()
    with tempfile.TemporaryDirectory(prefix="liveness-privilege-") as directory:
        places = Places(pathlib.Path(directory), USER, GROUP)
        subprocess.run(["/sbin/setcap", "cap_net_raw+ep", places.privileged], check=True)
        for sentence, expected, scan in scan_all(places):
            for test in OF_ANY:
                score.run(test, expected, scan, places, name=f"{sentence}: {test.__name__}")
        for sentence, *refusal in refusals(places):
            score.run(it_is_refused_in_one_line, places, *refusal, name=f"{sentence}: it_is_refused_in_one_line")
        score.run(lists_are_read_as_the_user_with_rights_to_sockets_alone, places)
        score.run(every_sort_of_caller_is_believed, places)
    score.finish()


if __name__ == "__main__":
    main()
