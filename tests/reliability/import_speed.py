# SPDX-License-Identifier: MIT
"""How fast captures are written and imported: a /16 whose addresses answer every probe, 1,179,648 replies.

usage: import_speed.py BUILD_DIRECTORY

Needs root: the simulated Internet answers in the kernel. Every reply of the scan must be imported, and come out the same.
"""

import pathlib
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'benchmark'))

from simulation import print_line, simulation  # noqa: E402

BLOCK = '10.0.0.0/16'
WORLD = f"""prefix\t{BLOCK}\techo:echo_reply ssh:syn_ack telnet:rst_ack http:syn_ack https:rst_ack cwmp:rst_ack dns:udp_valid \
ntp:udp_valid control:rst_ack
"""
SUMS = """SELECT count(*), sum(duplicates), sum(target_number), sum(responder_number * attempt), sum(ttl), count(DISTINCT time)
  FROM replies WHERE scan = (SELECT max(scan) FROM scan)"""


def sums(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(SUMS).fetchone()


def seconds(*command):
    """By the clock, and of processor time."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - begun, used


def scan(world, *options):
    world.run(*world.scan('--rate', '10M', '--cooldown', 2, '--retransmit-delay', 0, '--no-seal', *options, BLOCK))


def achieved(path):
    with closing(sqlite3.connect(path)) as database:
        rate, verdict = database.execute('SELECT achieved_rate, verdict FROM scan_verdict').fetchone()
    print(f'  {rate:,.0f} packets a second sent; {verdict}')
    return rate


def main():
    with simulation(sys.argv[1], text=WORLD) as world:
        scan(world)
        without = achieved(world.results)
        savefile, copy = world.directory / 'scan.pcap', world.directory / 'again.db'
        scan(world, '--pcap', savefile)
        print_line('packets a second sent with --pcap', achieved(world.results), without, 'without')
        took, used = seconds(world.build / 'liveness', 'import', '--quiet', '--no-seal', '--scan', world.results, '-o', copy,
                             savefile)
        expected, found = sums(world.results), sums(copy)
        if expected != found:
            sys.exit(f'the scan has {expected}, its import {found}')
        print(f'  {found[0]:,} replies in a savefile of {savefile.stat().st_size / 1e6:.0f} MB, {used:.2f} seconds of '
              f'processor time, {1e6 * used / found[0]:.2f} microseconds a packet')
        print_line('packets a second imported', found[0] / took, without, 'sent by the scan')


if __name__ == '__main__':
    main()
