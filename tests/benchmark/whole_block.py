# SPDX-License-Identifier: MIT
"""Scans a whole /12 that answers as the paper found the Internet to answer, with nine probes, twice each, and all defaults.

usage: whole_block.py BUILD_DIRECTORY

Every reply that was sent must be recorded. The yardstick is what one does without liveness: zmap nine times, once a
probe, its outputs imported into SQLite, and a query for what the report `coverage` tells.
"""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

from simulation import GATEWAY_MAC, HERE, INTERFACE, SCANNER, print_line, simulation

sys.path.append(str(HERE.parents[1] / 'examples' / 'population'))

from sent_and_recorded import recorded_replies, sent_replies  # noqa: E402

LENGTH = 12
BLOCK = f'10.0.0.0/{LENGTH}'
DNS_QUERY = bytes.fromhex('12340100000100000000000006736572766572076578616d706c650000010001')
TCP_PORTS = {'ssh': 22, 'telnet': 23, 'http': 80, 'https': 443, 'cwmp': 7547, 'control': 51234}
COVERAGE = """SELECT family, count(DISTINCT saddr) FROM (
  SELECT 'icmp' AS family, saddr FROM echo
  UNION ALL SELECT 'tcp', saddr FROM ssh UNION ALL SELECT 'tcp', saddr FROM telnet UNION ALL SELECT 'tcp', saddr FROM http
  UNION ALL SELECT 'tcp', saddr FROM https UNION ALL SELECT 'tcp', saddr FROM cwmp
  UNION ALL SELECT 'udp', saddr FROM dns UNION ALL SELECT 'udp', saddr FROM ntp) GROUP BY family"""


def modules(directory):
    """The words that choose each probe of zmap."""
    query = directory / 'query.bin'
    query.write_bytes(DNS_QUERY)
    found = {'echo': ['-M', 'icmp_echoscan'], 'ntp': ['-M', 'ntp', '-p', 123],
             'dns': ['-M', 'udp', '-p', 53, f'--probe-args=file:{query}']}
    return {**found, **{name: ['-M', 'tcp_synscan', '-p', port] for name, port in TCP_PORTS.items()}}


def seconds_of(action, *arguments):
    begun = time.monotonic()
    action(*arguments)
    return time.monotonic() - begun


def scan_and_report(world):
    world.run(*world.scan('--rate', '10M', BLOCK), with_sent=True)
    subprocess.run([world.build / 'liveness', 'report', world.results, 'coverage'], check=True,
                   stdout=subprocess.DEVNULL)


def zmap_and_import(world):
    merged = world.directory / 'zmap.db'
    for name, words in modules(world.directory).items():
        output = world.directory / f'{name}.csv'
        world.run('zmap', *words, '-i', INTERFACE, '-G', GATEWAY_MAC, '-S', SCANNER, '-B', '10G', '-P', 2, '-q', '-v', 0,
                  '--max-sendto-failures', 1_000_000,
                  '-b', '/dev/null', '-O', 'csv', '-f', 'saddr,classification', '-o', output, BLOCK)
        subprocess.run(['sqlite3', merged, '.mode csv', f'.import {output} {name}'], check=True)
    subprocess.run(['sqlite3', merged, COVERAGE], check=True, stdout=subprocess.DEVNULL)


def health(world):
    with closing(sqlite3.connect(world.results)) as database:
        database.row_factory = sqlite3.Row
        return dict(database.execute('SELECT * FROM scan_verdict').fetchone())


def main():
    with simulation(sys.argv[1], LENGTH) as world:
        seconds = seconds_of(scan_and_report, world)
        told, sent = health(world), sent_replies(world.sent)
        same = sent == recorded_replies(world.results)
        print(f'verdict: {told["verdict"]}; the replies recorded and sent are {"the same" if same else "NOT the same"}')
        print_line(f'replies recorded of {told["probes_sent"]} probes', told['replies'], sent.total(), 'replies sent')
        print_line('seconds for the block, nine probes and a report', seconds, seconds_of(zmap_and_import, world),
                   'nine runs of zmap, import and query')
        sys.exit(not same or told['kernel_drops'] + told['interface_drops'] + told['ring_drops'] > 0)


if __name__ == '__main__':
    main()
