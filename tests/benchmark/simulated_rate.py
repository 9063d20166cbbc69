# SPDX-License-Identifier: MIT
"""Compares how fast scans send into a simulated Internet, recording what it answers, with bare loops and other scanners.

usage: simulated_rate.py BUILD_DIRECTORY
"""

import sys

from simulation import GATEWAY_MAC, INTERFACE, SCANNER, print_line, simulation

LENGTH = 10
BLOCK = f'10.0.0.0/{LENGTH}'
FRAME, SECONDS = 60, 5  # of the bare loops


def ours(world, *options):
    return lambda: world.scan('--rate', '10M', '--no-seal', *options, BLOCK)


def zmap(world):
    return lambda: ['zmap', '-p', 80, '-i', INTERFACE, '-G', GATEWAY_MAC, '-S', SCANNER, '-B', '10G', '-q', '-v', 0,
                    '-b', '/dev/null', '-o', world.directory / 'zmap.csv', BLOCK]


def masscan(world):
    return lambda: ['masscan', BLOCK, '-p80', '--rate', 10_000_000, '--router-mac', GATEWAY_MAC.replace(':', '-'),
                    '--adapter-ip', SCANNER, '-e', INTERFACE, '-oL', world.directory / 'masscan.txt']


def bare(world, batch=64, bypass=1):
    return lambda: [world.build / 'tests/benchmark/bare_send', INTERFACE, GATEWAY_MAC, FRAME, SECONDS, batch, bypass,
                    LENGTH]


def bare_xdp(world):
    return lambda: [world.build / 'tests/benchmark/bare_xdp', INTERFACE, GATEWAY_MAC, FRAME, SECONDS, LENGTH]


def main():
    with simulation(sys.argv[1], LENGTH) as world:
        loop = world.rate(bare(world))
        nine, one = world.rate(ours(world)), world.rate(ours(world, '--probes', 'http'))
        print_line('packets a second, nine probes, replies recorded', nine, loop, 'a bare sendmmsg loop')
        others = {"Debian's zmap": world.rate(zmap(world)), 'masscan': world.rate(masscan(world))}
        for name, rate in others.items():
            print_line('packets a second, nine probes', nine, rate, f'{name} with one')
            print_line('packets a second, one probe', one, rate, name)
        print_line('packets a second, nine probes by sendmmsg', world.rate(ours(world, '--sender', 'packet')), loop,
                   'a bare sendmmsg loop')
        limits = {f'{batch} frames a call': bare(world, batch) for batch in (16, 256, 1024)}
        limits['through the queue'] = bare(world, bypass=0)
        limits['by AF_XDP in copy mode'] = bare_xdp(world)
        for name, command in limits.items():
            print_line(f'packets a second of a bare loop, {name}', world.rate(command), loop, 'sendmmsg, 64 a call')


if __name__ == '__main__':
    main()
