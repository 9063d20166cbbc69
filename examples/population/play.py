# SPDX-License-Identifier: MIT
"""Plays a population on the network: answers a scanner's probes as each of its addresses does.

    unshare --map-root-user --net python3 examples/population/play.py population.txt COMMAND...

Root can leave out --map-root-user. COMMAND, such as `build/liveness scan --blocklist none -o population.db`, runs in a
network that is made in the namespace this is called in and consists of the population alone; the range of its
addresses is added as last argument. When COMMAND has ended, says what was sent and whether any packet was lost.
"""

import argparse
import csv
import select
import signal
import subprocess
import sys
from collections import Counter
from os import pidfd_open

from player import PlayedReply, range_of_addresses
from population_file import read_population
from roles import Answerer
from wire import Wire


def dotted(address):
    return '.'.join(map(str, address.to_bytes(4, 'big')))


def play(wire, answerer, pid):
    """Until that process has ended and all that it sent is answered."""
    ended = pidfd_open(pid)
    poll = select.poll()
    poll.register(wire.socket, select.POLLIN)
    poll.register(ended, select.POLLIN)
    has_ended = False
    while not has_ended:
        has_ended = ended in dict(poll.poll())
        for packet in wire.waiting():
            for reply in answerer.answer(packet):
                wire.send(reply)


def write_sent(path, answerer):
    """Each reply as a line: numbers are dotted, and the responder is named even if it is the target."""
    with open(path, 'w', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(PlayedReply._fields)
        for reply in answerer.replies():
            responder = reply.target if reply.responder is None else reply.responder
            writer.writerow(reply._replace(target=dotted(reply.target), responder=dotted(responder)))


def summary(answerer, lost):
    kinds = Counter(sent.word.kind for sent in answerer.sent)
    told = ', '.join(f'{number:,} {kind}' for kind, number in kinds.most_common()) or 'none'
    return (f'The population got {answerer.probes:,} probes and sent {len(answerer.sent):,} replies ({told}).\n'
            f'{f"{lost:,} packets were" if lost else "No packet was"} lost on the way.')


def arguments():
    parser = argparse.ArgumentParser(usage='play.py [--sent FILE] POPULATION COMMAND...',
                                     description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--sent', metavar='FILE', help='write all replies that were sent to FILE, as CSV')
    parser.add_argument('population', metavar='POPULATION', help='a population file')
    parser.add_argument('command', metavar='COMMAND', nargs=argparse.REMAINDER)
    given = parser.parse_args()
    if not given.command:
        parser.error('no COMMAND')
    return given


def run(given):
    """Plays to the command; returns its exit status."""
    with open(given.population) as file:
        population = read_population(file)
    answerer, wire = Answerer(population), Wire()
    with subprocess.Popen([*given.command, '-'.join(map(dotted, range_of_addresses(population)))]) as command:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # is the command's to heed
        try:
            play(wire, answerer, command.pid)
        finally:
            command.terminate()
    print(summary(answerer, wire.lost()), flush=True)
    if given.sent:
        write_sent(given.sent, answerer)
    return command.returncode if command.returncode >= 0 else 128 - command.returncode


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        sys.exit(run(arguments()))
    except (OSError, ValueError, subprocess.CalledProcessError) as problem:
        sys.exit(f'play.py: {problem}')


if __name__ == '__main__':
    main()
