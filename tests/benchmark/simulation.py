# SPDX-License-Identifier: MIT
"""Runs commands in a simulated Internet that answers in the kernel, for the benchmarks. Needs root."""

import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager

HERE = pathlib.Path(__file__).resolve().parent
INTERFACE, SCANNER, GATEWAY_MAC = 'scan0', '192.0.2.2', '02:00:00:00:00:01'


def print_line(name, value, yardstick, what):
    """The form that all benchmarks print."""
    print(f'{name}: {value:.9g} ({what} {yardstick:.9g}, ratio {value / yardstick:.6f})', flush=True)


class Simulation:
    """A world, in a file, and a folder for what comes of it."""

    def __init__(self, build, directory, world):
        self.build, self.directory, self.world = pathlib.Path(build).resolve(), directory, world
        self.results, self.sent = directory / 'results.db', directory / 'sent.csv'
        self.account = ''

    def run(self, *command, with_sent=False):
        """What the command prints, and in self.account what the world has to say of it."""
        shell = ['sh', '-c', shlex.join(map(str, command)), 'sh']  # the range, which comes last, is not for it
        options = ['--sent', self.sent] if with_sent else []
        done = subprocess.run(['unshare', '--net', self.build / 'tests/simnet/simnet', '--xdp', *options, self.world,
                               *shell], capture_output=True, text=True,
                              env={**os.environ, 'PATH': os.environ['PATH'] + ':/usr/sbin:/sbin'})
        if done.returncode:
            sys.exit(f'exit status {done.returncode}: {shlex.join(map(str, command))}\n{done.stdout}{done.stderr}')
        *printed, self.account, lost = done.stdout.splitlines()
        self.account += ' ' + lost
        return '\n'.join(printed)

    def replies_sent(self):
        return int(re.search(r'sent ([\d,]+) replies', self.account)[1].replace(',', ''))

    def scan(self, *options):
        """The words of a scan; its results replace the last one's."""
        for path in self.directory.glob(self.results.name + '*'):
            path.unlink()
        return [self.build / 'liveness', 'scan', '--quiet', '--yes', '--blocklist', 'none', '--output', self.results,
                *options]

    def rate(self, command):
        """Packets a second, as a median of three."""
        return statistics.median(int(self.run(sys.executable, '-B', HERE / 'packets_a_second.py', INTERFACE,
                                              *command())) for _ in range(3))


@contextmanager
def simulation(build, length=None, text=None):
    """Of the paper's population in 10.0.0.0/length, or of a world of this text."""
    with tempfile.TemporaryDirectory(prefix='liveness-benchmark-') as name:
        directory = pathlib.Path(name)
        world = directory / 'benchmark.world'
        if text is None:
            text = subprocess.run([sys.executable, '-B', HERE / 'simulated_world.py', str(length)],
                                  stdout=subprocess.PIPE, text=True, check=True).stdout
        world.write_text(text)
        yield Simulation(build, directory, world)
