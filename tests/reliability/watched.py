# SPDX-License-Identifier: MIT
"""Runs a command and writes down, at regular times, what it holds: memory, descriptors, threads, write-ahead log.

usage: watched.py SAMPLES_FILE EVERY_SECONDS RESULTS_FILE COMMAND...

A line a sample: seconds since the start, allocated kB, resident kB, open descriptors, threads, bytes of the log beside the
results. What is allocated becomes resident when it is first written to.
"""

import os
import pathlib
import re
import subprocess
import sys
import time


def status_of(pid):
    text = pathlib.Path(f'/proc/{pid}/status').read_text()
    return [int(re.search(rf'^{name}:\s*(\d+)', text, re.MULTILINE)[1]) for name in ('VmData', 'VmRSS', 'Threads')]


def sample(pid, results, begun):
    allocated, resident, threads = status_of(pid)
    log = pathlib.Path(f'{results}-wal')
    return (round(time.monotonic() - begun, 1), allocated, resident, len(os.listdir(f'/proc/{pid}/fd')), threads,
            log.stat().st_size if log.exists() else 0)


def main():
    samples, every, results, *command = sys.argv[1:]
    begun = time.monotonic()
    process = subprocess.Popen(command)
    with open(samples, 'w') as file:
        while True:
            try:
                process.wait(float(every))
                break
            except subprocess.TimeoutExpired:
                pass
            try:
                print(*sample(process.pid, results, begun), file=file, flush=True)
            except (OSError, TypeError):
                continue  # it ended meanwhile
    sys.exit(process.returncode)


if __name__ == '__main__':
    main()
