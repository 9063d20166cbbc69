# SPDX-License-Identifier: MIT
"""Time as far as the machine let anybody run: a test that shares it cannot blame a program for its pauses."""

import subprocess
import threading
import time

BEAT_S, LATE_S = 0.05, 0.1
lock = threading.Lock()
paused = [0.0]


def beat():
    last = time.monotonic()
    while True:
        time.sleep(BEAT_S)
        now = time.monotonic()
        late = now - last - BEAT_S
        if late > LATE_S:
            with lock:
                paused[0] += late
        last = now


def pauses():
    """Seconds that a thread which only sleeps came too late, all in all."""
    with lock:
        return paused[0]


class Stopwatch:
    def __init__(self):
        self.begun, self.paused = time.monotonic(), pauses()

    def pauses(self):
        return pauses() - self.paused

    def seconds(self):
        return time.monotonic() - self.begun - self.pauses()


def communicate(process, seconds):
    """As the process does, with a timeout in seconds of that kind."""
    watch = Stopwatch()
    while True:
        try:
            return process.communicate(timeout=max(0.1, seconds - watch.seconds()))
        except subprocess.TimeoutExpired:
            if watch.seconds() > seconds:
                raise


threading.Thread(target=beat, daemon=True).start()
