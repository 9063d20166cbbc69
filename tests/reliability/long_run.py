# SPDX-License-Identifier: MIT
"""Scans a simulated Internet that answers, as fast as packets can be sent, for a long time: nothing may grow or be lost.

usage: long_run.py BUILD_DIRECTORY [SECONDS]

One address in eight answers, so that the writer is as busy as on the real Internet or busier. Memory and descriptors are
looked at all the while; what was sent and lost in each second is in the file. The rate is told and not judged, since it
is the machine's as much as the scanner's.
"""

import ipaddress
import itertools
import pathlib
import sqlite3
import statistics
import sys
from contextlib import closing

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / 'benchmark'))

from simulation import print_line, simulation  # noqa: E402

FIRST = '32.0.0.0'
SHORT, LONG = 11, 5  # prefix lengths: as many targets as are asked in a minute, and in an hour
PROBES = 'echo,ssh,telnet,http,https,cwmp,dns,ntp,control,tcp/21,tcp/25,tcp/8080,tcp/8443'
ATTEMPTS = 3
ALL = 'echo:echo_reply ssh:rst_ack telnet:rst_ack http:syn_ack https:syn_ack cwmp:rst_ack control:rst_ack ' \
      'dns:direct/3/3 ntp:direct/3/3'
# An eighth of the targets answers; each quarter of it in a way of its own.
ANSWERS = [ALL, 'echo:echo_reply', 'echo:echo_reply http:syn_ack dns:udp_valid', 'ssh:rst_bare https:direct/3/13']
BEGIN_SHARE = 0.1  # of the run, which is not looked at: threads begin
FILLED_AFTER = 300  # seconds: caches are full, and what is needed now and then was needed once
GROWTH_KB = 1024  # of what is allocated from then on
MEMORY_KB = 256 << 10  # resident, at any time
STORED = """SELECT second, probes_sent, send_failures, kernel_drops + interface_drops + ring_drops FROM health
            WHERE scan = 1 ORDER BY second"""


def world_text(length):
    targets = ipaddress.ip_network(f'{FIRST}/{length}')
    parts = itertools.islice(targets.subnets(5), len(ANSWERS))
    lines = [f'prefix\t{part}\t{words}' for part, words in zip(parts, ANSWERS)]
    return '\n'.join([f'silent\t{targets}', *lines]) + '\n'


def samples_of(path):
    rows = [[float(word) for word in line.split()] for line in path.read_text().splitlines()]
    return [dict(zip(('seconds', 'allocated', 'resident', 'descriptors', 'threads', 'log'), row)) for row in rows]


def spread(samples, name):
    values = [sample[name] for sample in samples]
    return min(values), max(values)


def problems_with(samples, health, seconds):
    if len(samples) < 5 or len(health) < 0.9 * seconds:
        yield f'{len(samples)} samples and {len(health)} seconds are too few'
        return
    later = samples[int(len(samples) * BEGIN_SHARE):]
    filled = [sample for sample in samples if sample['seconds'] > FILLED_AFTER]
    if spread(samples, 'resident')[1] > MEMORY_KB:
        yield f'{spread(samples, "resident")[1]:.0f} kB are resident'
    if filled and spread(filled, 'allocated')[1] - filled[0]['allocated'] > GROWTH_KB:
        yield f'allocated memory went from {filled[0]["allocated"]:.0f} to {spread(filled, "allocated")[1]:.0f} kB'
    for name in ('descriptors', 'threads'):
        half = len(later) // 2
        first, last = spread(later[:half], name)[0], spread(later[half:], name)[0]
        if first != last:  # some are open for a moment, while a counter of the kernel's is read
            yield f'{name} went from {first:.0f} to {last:.0f}'
    dropped, refused = sum(row[3] for row in health), sum(row[2] for row in health)
    if dropped or refused:
        yield f'{dropped} packets were dropped and {refused} refused'


def mean_rate(health):
    return statistics.fmean(row[1] for row in health)


def tell(world, samples, health, replies):
    quarter = len(health) // 4
    print(f'{sum(row[1] for row in health):,} packets sent and {replies:,} replies written in {len(health)} seconds; '
          f'results file {world.results.stat().st_size / 1e9:.1f} GB')
    for name, unit in (('allocated', 'kB'), ('resident', 'kB'), ('descriptors', ''), ('threads', ''), ('log', 'bytes at most')):
        least, most = spread(samples[int(len(samples) * BEGIN_SHARE):], name)
        print(f'{name}: {least:.0f} to {most:.0f} {unit}')
    print_line('packets a second, last quarter', mean_rate(health[-quarter - 1:-1]), mean_rate(health[1:quarter + 1]),
               'first quarter')


def main():
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3600
    length = SHORT if seconds <= 60 else LONG
    with simulation(sys.argv[1], text=world_text(length)) as world:
        samples_path = world.directory / 'samples'
        scan = world.scan('--rate', '10M', '--no-seal', '--max-runtime', f'{seconds:g}', '--retransmit-delay',
                          min(20, seconds / 4), '--cooldown', 1, '--probes', PROBES, '--attempts', ATTEMPTS, f'{FIRST}/{length}')
        world.run(sys.executable, '-B', HERE / 'watched.py', samples_path, min(10, seconds / 60), world.results, *scan)
        with closing(sqlite3.connect(world.results)) as database:
            health = database.execute(STORED).fetchall()
            replies, = database.execute('SELECT sum(replies) FROM health').fetchone()
        health = [row for row in health if row[1]]
        samples = [sample for sample in samples_of(samples_path) if sample['seconds'] < seconds]
        problems = list(problems_with(samples, health, seconds))
        if samples and health:
            tell(world, samples, health, replies)
    for problem in problems:
        print('FAIL', problem)
    print(f'{int(not problems)} passed, {int(bool(problems))} failed')
    sys.exit(bool(problems))


if __name__ == '__main__':
    main()
