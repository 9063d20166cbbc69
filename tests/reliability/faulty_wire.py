# SPDX-License-Identifier: MIT
"""A scanner and a gateway on a wire that can be broken, many pairs side by side, and what is looked at after a scan."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "network"))
from harness import at, give_up, must  # noqa: E402
from machine_time import Stopwatch, communicate  # noqa: E402

TOOLS = ["unshare", "nsenter", "ip", "nft", "sysctl", "mount", "sqlite3", "sh"]
INSIDE = "LIVENESS_TEST_FAULTS"
FILES = pathlib.Path("/run/files")  # on a file system of the test's own, so that /tmp can be taken away
IS_FULL_SIZE = "LIVENESS_FULL_SIZE" in os.environ
BLOCK, TARGETS = ("198.18.0.0/20", 4096) if IS_FULL_SIZE else ("198.18.0.0/22", 1024)
RATE = 600 if IS_FULL_SIZE else 400
COOLDOWN = 1
GATEWAY, GATEWAY_MAC = "192.0.2.1", "02:00:00:00:00:01"


def enter():
    """Goes on in network, mount and process namespaces of its own; all that is made there dies with them."""
    if INSIDE in os.environ:
        return
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if len(sys.argv) != 2 or not os.access(pathlib.Path(sys.argv[1], "liveness"), os.X_OK):
        give_up("usage: BUILD_DIRECTORY")
    for tool in TOOLS:
        if not shutil.which(tool):
            give_up(f"needs the program '{tool}'")
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    inner = "mount -t tmpfs tmpfs /run && mkdir /run/netns /run/files && exec \"$@\""
    command = ["unshare", *user, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
               "sh", "-c", inner, "sh", sys.executable, "-B", *sys.argv]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(subprocess.run(command, env={**os.environ, INSIDE: "yes"}).returncode)


def liveness():
    """A copy, which is there though /tmp with the build may be not."""
    copy = FILES / "liveness"
    if not copy.exists():
        shutil.copy(pathlib.Path(sys.argv[1], "liveness"), copy)
    return str(copy)


def shim(name):
    """A copy, since the build's path may have blanks, which part the words of LD_PRELOAD."""
    copy = FILES / f"{name}.so"
    if not copy.exists():
        shutil.copy(pathlib.Path(sys.argv[1], "tests", "reliability", f"{name}.so"), copy)
    return str(copy)


def all_replies():
    """Every host answers both attempts of both probes: the kernel's own echo, and a closed port's RST."""
    hosts = [f"198.18.{number >> 8}.{number & 255}" for number in range(TARGETS)]
    return {(host, probe, attempt, host, kind) for host in hosts for attempt in (1, 2)
            for probe, kind in (("echo", "echo_reply"), ("http", "rst_ack"))}


def wait_until_it_sends(place):
    """The kernel drops what an interface sends until it has got round to noticing the carrier."""
    watch = Stopwatch()
    while json.loads(must(place, "ip", "-j", "link", "show", "eth0"))[0]["operstate"] != "UP":
        if watch.seconds() > 20:
            raise RuntimeError(f"eth0 in {place} does not come up")
        time.sleep(0.05)


class Wire:
    """Two namespaces and the wire between them; behind the gateway is a kernel that answers for every target."""

    def __init__(self, name):
        self.scanner, self.gateway = f"scanner-{name}", f"gateway-{name}"
        self.folder = FILES / name
        self.folder.mkdir()
        self.output = self.folder / "results.db"
        for place in (self.scanner, self.gateway):
            subprocess.run(["ip", "netns", "add", place], check=True)
            must(place, "ip", "link", "set", "lo", "up")
            must(place, "sysctl", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1",
                 "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0", "net.ipv4.icmp_ratelimit=0")
        must(self.gateway, "ip", "route", "add", "local", BLOCK, "dev", "lo")
        self.plug_in()

    def plug_in(self):
        must(self.scanner, "ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", self.gateway)
        must(self.gateway, "ip", "link", "set", "eth0", "address", GATEWAY_MAC, "up")
        must(self.gateway, "ip", "address", "add", f"{GATEWAY}/24", "dev", "eth0")
        must(self.scanner, "ip", "address", "add", "192.0.2.2/24", "dev", "eth0")
        must(self.gateway, "nft", "add table netdev seen; add chain netdev seen frames { type filter hook ingress device "
             "eth0 priority -1; }; add rule netdev seen frames ether type ip counter")
        self.bring_up()

    def bring_up(self):
        must(self.scanner, "ip", "link", "set", "eth0", "up")
        must(self.scanner, "ip", "route", "replace", "default", "via", GATEWAY)
        for place in (self.scanner, self.gateway):
            wait_until_it_sends(place)

    def arrived(self):
        """IPv4 packets that the gateway's end of the wire has received; None without a wire."""
        listed = json.loads(must(self.gateway, "nft", "-j", "list", "table", "netdev", "seen"))
        counts = [part["counter"]["packets"] for item in listed["nftables"] for part in item.get("rule", {}).get("expr", [])
                  if "counter" in part]
        return counts[-1] if counts else None

    def command(self, *arguments, output=None, rate=RATE):
        return [liveness(), "scan", "-b", "none", "--probes", "echo,http", "-r", rate, "-c", COOLDOWN,
                "--retransmit-delay", 1, "--seed", 7, "-o", output or self.output, *arguments]

    def start(self, *arguments, how="-q", before=(), environment={}, **options):
        """Returns once it sends."""
        words = at(self.scanner, *before, *self.command(how, *arguments, BLOCK, **options))
        arrived = self.arrived()
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, **environment})
        watch = Stopwatch()
        while self.arrived() < arrived + 20 and process.poll() is None and watch.seconds() < 10:
            time.sleep(0.02)
        return process

    def resume(self, *arguments, before=(), environment={}):
        words = [*before, liveness(), "scan", "-q", "--resume", self.output, *arguments]
        return subprocess.run(at(self.scanner, *words), capture_output=True, text=True, timeout=300,
                              env={**os.environ, **environment})


def fetch(path, sql):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def replies_in(path):
    return set(fetch(path, "SELECT target, probe, attempt, responder, kind FROM replies"))


def not_one_line(status, told, *words):
    if status != 1:
        yield f"exit status {status}, expected 1"
    if told.count("\n") != 1 or not told.startswith("liveness: "):
        yield f"not one line: {told!r}"
    yield from (f"'{word}' is not in {told!r}" for word in words if word not in told)


def not_silent(status, told):
    if status or told:
        yield f"exit status {status}, said {told!r}"


def not_sound(output):
    """SQLite finds it whole, and so does `liveness check`."""
    checked = subprocess.run(["sqlite3", output, "PRAGMA integrity_check"], capture_output=True, text=True, timeout=120)
    if checked.stdout.strip() != "ok":
        yield f"integrity_check: {checked.stdout}{checked.stderr}"
    checked = subprocess.run([liveness(), "check", output], capture_output=True, text=True, timeout=120)
    if checked.returncode or checked.stderr or checked.stdout.count("\n") != 1:
        yield f"liveness check: exit status {checked.returncode}, {checked.stdout}{checked.stderr}"


def not_ended_by(wire, process, reasons, *words, seconds=20):
    """One line tells why; nothing is sent once it is told; the file has the reason and is sound."""
    watch = Stopwatch()
    told = process.stderr.readline()
    arrived = wire.arrived()
    try:
        stdout, rest = communicate(process, seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        yield f"still running after {seconds} s"
        return
    took = watch.seconds()
    if took > seconds:
        yield f"it took {took:.1f} s"
    yield from not_one_line(process.returncode, told + rest, *words)
    if stdout:
        yield f"stdout: {stdout!r}"
    time.sleep(0.3)
    if arrived is not None and wire.arrived() != arrived:
        yield f"{wire.arrived() - arrived} packets came after the line"
    yield from not_sound(wire.output)
    runs = fetch(wire.output, "SELECT exit_reason, detail FROM run")
    if runs[-1][0] not in reasons:
        yield f"runs: {runs}"
    if runs[-1][0] is not None and "liveness: " + runs[-1][1] + "\n" != told:
        yield f"the file says {runs[-1]}, the line was {told!r}"


def not_whole(wire, *arguments):
    """Once gone on with, the file has the replies of an undisturbed scan."""
    found = replies_in(wire.output)
    if len(found) >= len(all_replies()):
        yield "the scan was over before anything happened to it"
    done = wire.resume(*arguments)
    yield from not_silent(done.returncode, done.stderr + done.stdout)
    yield from not_all_there(wire)


def not_all_there(wire):
    found = replies_in(wire.output)
    yield from (f"missing: {reply}" for reply in sorted(all_replies() - found))
    yield from (f"extra: {reply}" for reply in sorted(found - all_replies()))
    yield from not_sound(wire.output)
    if fetch(wire.output, "SELECT exit_reason FROM scan") != [("done",)]:
        yield f"exit_reason {fetch(wire.output, 'SELECT exit_reason FROM scan')}"
