# SPDX-License-Identifier: MIT
"""Says what processor time goes into a probe and into a reply, and names the functions that take most of it.

usage: profile.py BUILD_DIRECTORY

Sending is the thread `sender`, with all that the kernel does within its calls: on one machine that is also most of the
simulated Internet's answering and of receiving. Receiving and writing are the other two threads. Where the processor's
counters cannot be read, cycles are time at the frequency of its time stamp counter. Needs perf.
"""

import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

from simulation import simulation

LENGTH, SAMPLES_A_SECOND, SHOWN = 12, 1999, 5
THREADS = {'sender': 'sending', 'liveness': 'receiving', 'writer': 'writing'}
SAMPLE = re.compile(r'^(\S+)\s+[0-9a-f]+\s+(\S.*?)\s+\((.*)\)$')  # thread, symbol, object


def samples(data):
    """(thread, symbol, object) of each."""
    printed = subprocess.run(['perf', 'script', '-i', data, '-F', 'comm,ip,sym,dso'], capture_output=True, text=True,
                             check=True).stdout
    found = (SAMPLE.match(line.strip()) for line in printed.splitlines())
    return Counter(match.groups() for match in found if match and match[1] in THREADS)


def megahertz():
    with open('/proc/cpuinfo') as file:
        return float(re.search(r'cpu MHz\s*: ([\d.]+)', file.read())[1])


def is_kernel(object_name):
    return 'kernel' in object_name or 'bpf_prog' in object_name


def tell(thread, counted, packets, what):
    own = {key: number for key, number in counted.items() if key[0] == thread}
    total = sum(own.values())
    cycles = total / SAMPLES_A_SECOND * megahertz() * 1e6 / packets
    outside = sum(number for (_, _, name), number in own.items() if is_kernel(name))
    print(f'{THREADS[thread]}: {cycles:.0f} cycles a {what}, {outside / total:.0%} of them in the kernel')
    for (_, symbol, name), number in sorted(own.items(), key=lambda item: -item[1])[:SHOWN]:
        print(f'  {number / total:6.1%}  {symbol}{" (kernel)" if is_kernel(name) else ""}')
    print('  of liveness and its libraries:')
    ours = [item for item in own.items() if not is_kernel(item[0][2])]
    for (_, symbol, _), number in sorted(ours, key=lambda item: -item[1])[:SHOWN]:
        print(f'  {number / total:6.1%}  {symbol}')


def main():
    with simulation(sys.argv[1], LENGTH) as world:
        data = world.directory / 'perf.data'
        world.run('perf', 'record', '-q', '-o', data, '-F', SAMPLES_A_SECOND, '-e', 'cpu-clock',
                  *world.scan('--rate', '10M', '--no-seal', '--retransmit-delay', 1, '--cooldown', 1,
                              f'10.0.0.0/{LENGTH}'))
        with closing(sqlite3.connect(world.results)) as database:
            sent, replies = database.execute('SELECT probes_sent, replies FROM scan_health').fetchone()
        counted = samples(data)
    tell('sender', counted, sent, 'probe')
    tell('liveness', counted, replies, 'reply')
    tell('writer', counted, replies, 'reply')


if __name__ == '__main__':
    main()
