# SPDX-License-Identifier: MIT
"""Puts a test inside the network, runs commands at its places, and keeps the score."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOLS = ["unshare", "nsenter", "ip", "nft", "ss", "sysctl", "mount", "ssh-keygen", "openssl", "sqlite3",
         "/usr/sbin/sshd", "/usr/sbin/nginx", "/usr/sbin/telnetd", "/usr/sbin/dnsmasq", "/usr/sbin/chronyd", "socat"]

# Started in the background or by nohup, tests would hand on that these are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

INSIDE = "LIVENESS_TEST_NETWORK"  # set to the working directory by the process that made the namespaces


def give_up(message):
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {message}")


def enter(more_tools=()):
    """Returns inside the network, in a process of its own; the first process waits for that one's verdict."""
    if INSIDE in os.environ:
        return pathlib.Path(os.environ[INSIDE])
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # where a plain user does not look
    if len(sys.argv) < 2:
        give_up("usage: BUILD_DIRECTORY [GROUP...]")
    if not os.access(pathlib.Path(sys.argv[1], "liveness"), os.X_OK):
        give_up(f"no executable '{sys.argv[1]}/liveness'")
    for tool in [*TOOLS, *more_tools]:
        if not shutil.which(tool):
            give_up(f"needs the program '{tool}'")
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    if subprocess.run(["unshare", "--net", *user, "true"], stderr=subprocess.DEVNULL).returncode:
        give_up("must be root, or a user who may make user namespaces, to make network namespaces")
    with tempfile.TemporaryDirectory(prefix="liveness-network-") as directory:
        os.chmod(directory, 0o755)
        command = ["unshare", *user, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                   "sh", HERE / "network.sh", f"{directory}/network", sys.executable, "-B", *sys.argv]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        sys.exit(subprocess.run(command, env={**os.environ, INSIDE: directory}).returncode)


def liveness():
    return str(pathlib.Path(sys.argv[1], "liveness").resolve())


def at(place, *command):
    """The command line that runs `command` in the namespace `place`."""
    return ["nsenter", f"--net=/run/netns/{place}", *map(str, command)]


def run(place, *command, timeout=120, **options):
    return subprocess.run(at(place, *command), capture_output=True, text=True, timeout=timeout, **options)


def must(place, *command, **options):
    done = run(place, *command, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.strip()[-800:]}")
    return done.stdout


def counter(place, name):
    listed = json.loads(must(place, "nft", "-j", "list", "counter", "ip", "judge", name))
    return next(item["counter"]["packets"] for item in listed["nftables"] if "counter" in item)


class Score:
    """One line a test; a test is right when it lists no problems."""

    shown = 12

    def __init__(self):
        self.passed = self.failed = 0

    def judge(self, name, problems, seconds=None):
        took = "" if seconds is None else f" ({seconds:.1f} s)"
        print("ok  " if not problems else "FAIL", name + took, flush=True)
        for problem in problems[:self.shown]:
            print("      ", problem)
        if len(problems) > self.shown:
            print(f"       ... and {len(problems) - self.shown} more")
        self.passed += not problems
        self.failed += bool(problems)

    def run(self, test, *arguments, name=None):
        begun = time.monotonic()
        try:
            problems = list(test(*arguments) or [])
        except Exception as error:  # a test that breaks off has failed; the others still run
            problems = [f"{type(error).__name__}: {error}"]
        self.judge(name or test.__name__, problems, time.monotonic() - begun)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(self.failed != 0)
