# SPDX-License-Identifier: MIT
"""Runs a scan and keeps its writer waiting, until long after the cooldown, as a slow disk does; simnet runs this.

usage: held_scan.py FILE SECONDS COMMAND... RANGE

The writer waits for a lock on FILE, and what comes meanwhile fills its ring and then the kernel's buffer.
"""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing


def is_begun(path):
    if not os.path.exists(path):
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM scan").fetchone()[0] > 0
    except sqlite3.Error:
        return False


def main():
    path, seconds, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    process = subprocess.Popen(command)
    while not is_begun(path) and process.poll() is None:
        time.sleep(0.005)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        database.execute("ROLLBACK")
    return process.wait()


if __name__ == "__main__":
    sys.exit(main())
