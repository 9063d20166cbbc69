# SPDX-License-Identifier: MIT
"""Measures what a target costs, in time and memory, in scans from a /20 to a /10 of which one probe in eight is answered.

usage: cost_per_target.py BUILD_DIRECTORY [PLOT.svg]
"""

import sqlite3
import sys
from contextlib import closing

from plot import write_plot
from simulation import HERE, print_line, simulation

LENGTHS = range(20, 9, -1)
WORDS = ' '.join(['echo:echo_reply+share=0.3', 'ssh:rst_ack+share=0.12', 'telnet:rst_ack+share=0.1',
                  'http:syn_ack+share=0.12', 'https:syn_ack+share=0.12', 'cwmp:rst_ack+share=0.1',
                  'dns:direct/3/3+share=0.12', 'ntp:direct/3/3+share=0.12'])


def measure(build, length):
    """Microseconds a target of sending and of processor time, and MB."""
    targets = 1 << 32 - length
    with simulation(build, text=f'prefix\t10.0.0.0/{length}\t{WORDS}\n') as world:
        command = world.scan('--rate', '10M', '--retransmit-delay', 1, '--cooldown', 1, f'10.0.0.0/{length}')
        processor, memory = map(float, world.run(sys.executable, '-B', HERE / 'usage.py', *command).split())
        with closing(sqlite3.connect(world.results)) as database:
            sending, replies = database.execute('SELECT seconds, replies FROM scan_health').fetchone()
        if replies != world.replies_sent():
            sys.exit(f'/{length}: {replies} replies recorded of {world.replies_sent()}')
    return sending / targets * 1e6, processor / targets * 1e6, memory


def main():
    found = {length: measure(sys.argv[1], length) for length in LENGTHS}
    for length, (sending, processor, memory) in found.items():
        print(f'/{length}: {sending:.2f} us a target to send, {processor:.2f} us of processor time, {memory:.0f} MB',
              flush=True)
    print_line('microseconds a target to send, /10', found[10][0], found[20][0], 'of a /20')
    print_line('microseconds of processor time a target, /10', found[10][1], found[14][1], 'of a /14')
    print_line('MB, /10', found[10][2], found[20][2], 'of a /20')
    if len(sys.argv) > 2:
        write_plot(sys.argv[2], [f'/{length}' for length in found], {
            'sending, µs a target': [row[0] for row in found.values()],
            'processor time, µs a target': [row[1] for row in found.values()],
            'memory, MB': [row[2] for row in found.values()]})


if __name__ == '__main__':
    main()
