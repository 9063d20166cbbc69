# SPDX-License-Identifier: MIT
"""Makes results files from made-up scans and runs the canned reports on them."""

import pathlib
import sqlite3

REPO = pathlib.Path(__file__).resolve().parents[2]
KINDS = {'echo_reply': 1, 'syn_ack': 2, 'rst_ack': 3, 'rst_bare': 4, 'tcp_other': 5,
         'udp_valid': 6, 'udp_invalid': 7, 'icmp_error': 8}
FAMILIES = {'icmp': 1, 'tcp': 2, 'udp': 3}
STUDY = ['echo', 'ssh', 'telnet', 'http', 'https', 'cwmp', 'dns', 'ntp']
FAMILY_OF = {'echo': 'icmp', 'dns': 'udp', 'ntp': 'udp'}


class Unset(dict):
    """Parameters of a query, all of them NULL unless given."""

    def __missing__(self, name):
        return None


def sql_files(folder):
    return sorted((REPO / folder).glob('*.sql'))


def make_probe(number, name):
    family = FAMILY_OF.get(name) or (name.split('/')[0] if '/' in name else 'tcp')
    return {'number': number, 'name': name, 'family': family, 'is_study': name != 'control'}


def make_scan(number, probes, **settings):
    """A scan without replies. `log` holds rows of reply_log after the column scan, kinds by name."""
    scan = {'number': number, 'started_us': 1795375201123456, 'ended_us': 1795375301000000,
            'exit_reason': 'done', 'targets': 1000, 'attempts': 2, 'ranges': [(0, 2**32 - 1)],
            'probes': [make_probe(i, name) for i, name in enumerate(probes)],
            'log': [], 'health': [], 'unsolicited': [], 'windows': [], 'progress': None}
    scan.update(settings)
    return scan


def create(path=':memory:'):
    """An empty results file: the schema and then the views, in file-name order."""
    database = sqlite3.connect(path)
    for file in sql_files('schema') + sql_files('sql/views'):
        database.executescript(file.read_text())
    return database


def insert(database, table, rows):
    rows = list(rows)
    if rows:
        marks = ', '.join('?' * len(rows[0]))
        database.executemany(f'INSERT INTO {table} VALUES ({marks})', rows)


def store(database, scan):
    number = scan['number']
    insert(database, 'scan', [(number, scan['started_us'], scan['ended_us'], scan['exit_reason'], '0.1', 7,
                               bytes(16), scan['targets'], scan['attempts'], 0xC0000201)])
    insert(database, 'probe', [(number, p['number'], p['name'], FAMILIES[p['family']], None, int(p['is_study']),
                                None) for p in scan['probes']])
    insert(database, 'target_range', [(number, *row) for row in scan['ranges']])
    insert(database, 'reply_log', [(number, *row[:4], KINDS[row[4]], *row[5:]) for row in scan['log']])
    insert(database, 'health', [(number, *row) for row in scan['health']])
    insert(database, 'unsolicited', [(number, *row) for row in scan['unsolicited']])
    insert(database, 'window_count', [(number, *row) for row in scan['windows']])
    if scan['progress']:
        insert(database, 'progress', [(number, *scan['progress'])])
    database.commit()


def file_of(*scans):
    database = create()
    for scan in scans:
        store(database, scan)
    return database


def report(database, name, scan=None):
    """Columns and rows of a canned report; scan None leaves the parameter unset."""
    query = (REPO / 'queries' / f'{name}.sql').read_text()
    cursor = database.execute(query, Unset(scan=scan))
    return [column[0] for column in cursor.description], cursor.fetchall()
