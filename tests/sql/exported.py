# SPDX-License-Identifier: MIT
"""What of a made-up scan should be exported, by plain sets and straight from its facts."""

import contextlib
import datetime
import shutil
import sqlite3

import independent
from random_scan import random_scan
from results_file import FAMILIES, FOLDER, KINDS, NUMBERS, fill, fold, insert, key_of
from results_file import seal as seal_by_command
from sealed_file import seal

HEAD = ('scan,target,responder,probe,family,port,is_study,attempt,kind,icmp_type,icmp_code,ttl,time_us,rtt_us,evidence,'
        'duplicates')
PORTS = {'ssh': 22, 'telnet': 23, 'http': 80, 'https': 443, 'cwmp': 7547, 'dns': 53, 'ntp': 123}
SOURCE = '192.0.2.1'  # of results_file's scans
LEVELS = {
    'network_alive': None,
    'transport_active': {'syn_ack', 'rst_ack', 'rst_bare'},
    'transport_alive': {'syn_ack'},
    'application_active': {'udp_valid', 'udp_invalid'},
    'application_alive': {'udp_valid'},
}
CLASSES = {'echo_reply': 'echoreply', 'syn_ack': 'synack', 'rst_ack': 'rst', 'rst_bare': 'rst', 'tcp_other': 'other',
           'udp_valid': 'udp', 'udp_invalid': 'udp', 'icmp_error': 'icmp'}


def dotted(address):
    return '.'.join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def port_of(name):
    return int(name.split('/')[1]) if '/' in name else PORTS.get(name)


def csv_row(scan, probes, reply):
    """As text, in the order of HEAD."""
    first = reply.first_row
    cells = [scan['number'], reply.target, reply.address, probes[reply.probe]['number'], FAMILIES[reply.family],
             port_of(reply.probe), int(reply.is_study), reply.attempt, KINDS[reply.kind], reply.type, reply.code,
             first['ttl'], scan['started_us'] + first['time_us'], first['rtt_us'], first['evidence'], reply.duplicates]
    return tuple(r'\N' if cell is None else str(cell) for cell in cells)


def csv_rows(scan, wanted=lambda reply: True):
    probes = {probe['name']: probe for probe in scan['probes']}
    return sorted(csv_row(scan, probes, reply) for reply in independent.distinct_replies(scan) if wanted(reply))


def json_row(scan, reply):
    """In ZMap's names; what a reply does not have is left out."""
    time_us = scan['started_us'] + reply.first_row['time_us']
    time = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=time_us)
    row = {
        'saddr': dotted(reply.target if reply.is_error else reply.address), 'daddr': SOURCE,
        'ttl': reply.first_row['ttl'], 'classification': CLASSES[reply.kind],
        'success': reply.kind in independent.POSITIVE, 'repeat': False, 'cooldown': False,
        'timestamp_str': time.isoformat(timespec='milliseconds') + '+0000',
        'timestamp_ts': time_us // 10**6, 'timestamp_us': time_us % 10**6,
    }
    if port_of(reply.probe) is not None:
        row['sport'] = port_of(reply.probe)
    if reply.is_error:
        row['icmp_type'], row['icmp_code'] = reply.type, reply.code
        row['icmp_unreach_str'] = independent.ICMP_NAMES.get((reply.type, reply.code), 'unknown')
        row['icmp_responder'] = dotted(reply.address)
    return row


def addresses(scan, level, probes=None):
    """Those that have a level, by any of these study probes."""
    kinds = LEVELS[level]
    return {reply.address for reply in independent.distinct_replies(scan)
            if reply.is_study and (kinds is None or reply.kind in kinds) and (probes is None or reply.probe in probes)}


def tarpits(scan):
    count = independent.Count(scan)
    return set.intersection(*map(count.syn_ack_from, count.tcp)) if count.tcp else set()


def runs(numbers):
    """As pairs of first and last."""
    found = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def changed(path, change):
    """A copy of the file, changed by SQL or by a function."""
    copy = shutil.copy(path, FOLDER / f'{next(NUMBERS)}.db')
    with contextlib.closing(sqlite3.connect(copy)) as database:
        database.executescript(change) if isinstance(change, str) else change(database)
        database.commit()
    return copy


def set_ports(database):
    names = {name for name, in database.execute('SELECT name FROM probe')}
    database.executemany('UPDATE probe SET port = ? WHERE name = ?', [(port_of(name), name) for name in names])


def file_of(*scans):
    return changed(fill(FOLDER / f'{next(NUMBERS)}.db', *scans), set_ports)


def add_late(database, scan, rows):
    """Rows of the log that come when others are sealed, maybe of the same replies."""
    number = scan['number']
    sorts = {tuple(what): sort for sort, *what in database.execute(
        '''SELECT sort, probe, attempt, kind, icmp_type, icmp_code, direct, evidence
           FROM reply_sort WHERE scan = ?''', [number])}
    for target, probe, attempt, responder, kind, *codes, ttl, time_us, rtt_us, evidence, duplicates in rows:
        what = (probe, attempt, KINDS[kind], *codes, int(responder is None), evidence)
        if what not in sorts:
            sorts[what] = max(sorts.values(), default=-1) + 1
            insert(database, 'reply_sort', [(number, sorts[what], *what, 0, 0)])
        insert(database, 'reply_log', [(key_of(number, target, sorts[what]), responder, ttl, time_us, rtt_us, duplicates)])


def halved(scan):
    half = len(scan['log']) // 2
    return {**scan, 'log': scan['log'][:half]}, scan['log'][half:]


def late_file(share, *scans):
    """The first half of what came is sealed, or this share of it, and the other half is not."""
    halves = [halved(scan) for scan in scans]

    def change(database):
        seal(database, share)
        for scan, (_, rows) in zip(scans, halves):
            add_late(database, scan, rows)
    path = changed(file_of(*(scan for scan, _ in halves)), change)
    fold(path)
    return path


def states(*scans):
    """Files that have these scans in every state, with a word for it."""
    log = file_of(*scans)
    by_command = changed(log, '')
    seal_by_command(by_command)
    yield 'in the log', log
    yield 'partly sealed', changed(log, lambda database: seal(database, 0.5))
    yield 'sealed', changed(log, seal)
    yield 'sealed by the command', by_command
    yield 'sealed, and more came', late_file(1, *scans)
    yield 'partly sealed, and more came', late_file(0.6, *scans)


def random_scans(seed, random, count=2):
    return [random_scan(random.Random(f'export {seed}/{number}'), number, with_repeats=seed % 2)
            for number in range(1, count + 1)]
