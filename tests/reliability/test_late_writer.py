# SPDX-License-Identifier: MIT
"""A writer that is kept waiting until after the cooldown loses no reply, though its ring is full by then.

usage: test_late_writer.py BUILD
"""

import pathlib
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing

from simulated import IN_NAMESPACE, LIVENESS, SIMNET

HERE = pathlib.Path(__file__).resolve().parent
PROBES = "echo ssh telnet http https cwmp control"
REPLIES = 8192 * 9  # more than the writer's ring holds, 65,536
HELD_S = 5
# Answers come so late that all is sent before the ring is full, or sending would be held back.
WORLD = "prefix\t10.0.0.0/19\techo:echo_reply+delay=900ms dns:udp_valid+delay=900ms ntp:udp_valid+delay=900ms " + " ".join(
    f"{probe}:syn_ack+delay=900ms" for probe in PROBES.split()[1:]) + "\n"
FOUND = "SELECT (SELECT count(*) FROM reply_row), (SELECT sum(ring_waits) FROM health), (SELECT exit_reason FROM scan)"


def main():
    with tempfile.TemporaryDirectory() as folder:
        world, file = pathlib.Path(folder) / "world", pathlib.Path(folder) / "results.db"
        world.write_text(WORLD)
        done = subprocess.run([*IN_NAMESPACE, SIMNET, world, sys.executable, "-B", HERE / "held_scan.py", file,
                               str(HELD_S), LIVENESS, "scan", "-q", "--yes", "-b", "none", "-r", "60000", "--attempts",
                               "1", "-c", "1.5", "-o", file], capture_output=True, text=True)
        with closing(sqlite3.connect(file)) as database:
            replies, waits, reason = database.execute(FOUND).fetchone()
    print(f"{replies} of {REPLIES} replies recorded, the capture waited {waits} times for the writer")
    if done.returncode or replies != REPLIES or not waits or reason != "done":
        sys.exit(f"status {done.returncode}, ended as {reason}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
