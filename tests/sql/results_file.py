# SPDX-License-Identifier: MIT
"""Makes results files from made-up scans and runs the canned reports on them."""

import atexit
import itertools
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

REPO = pathlib.Path(__file__).resolve().parents[2]
KINDS = {'echo_reply': 1, 'syn_ack': 2, 'rst_ack': 3, 'rst_bare': 4, 'tcp_other': 5,
         'udp_valid': 6, 'udp_invalid': 7, 'icmp_error': 8}
FAMILIES = {'icmp': 1, 'tcp': 2, 'udp': 3}
APPLICATION_ID = 0x4c495645
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix='liveness-sql-'))
atexit.register(shutil.rmtree, FOLDER)
NUMBERS = itertools.count()
STUDY = ['echo', 'ssh', 'telnet', 'http', 'https', 'cwmp', 'dns', 'ntp']
FAMILY_OF = {'echo': 'icmp', 'dns': 'udp', 'ntp': 'udp'}


class Unset(dict):
    """Parameters of a query, all of them NULL unless given."""

    def __missing__(self, name):
        return None


def sql_files(folder, names='*.sql'):
    return sorted((REPO / folder).glob(names))


def make_probe(number, name):
    family = FAMILY_OF.get(name) or (name.split('/')[0] if '/' in name else 'tcp')
    return {'number': number, 'name': name, 'family': family, 'is_study': name != 'control'}


def make_scan(number, probes, **settings):
    """A scan without replies. `log` holds rows: target, probe, attempt, responder or None if it is the target, kind by
    name, ICMP type and code, TTL, time, round-trip time, evidence, duplicates."""
    scan = {'number': number, 'started_us': 1795375201123456, 'ended_us': 1795375301000000,
            'exit_reason': 'done', 'targets': 1000, 'attempts': 2, 'ranges': [(0, 2**32 - 1)],
            'probes': [make_probe(i, name) for i, name in enumerate(probes)],
            'log': [], 'health': [], 'unsolicited': [], 'windows': [], 'progress': None}
    scan.update(settings)
    return scan


def create(path=':memory:', version=None):
    """An empty results file: the schema and then the views, in file-name order; of an older version, no views."""
    database = sqlite3.connect(path)
    database.execute('PRAGMA synchronous = OFF')  # a power cut would end the test, too
    for file in sql_files('schema')[:version] + ([] if version else sql_files('sql/views')):
        database.executescript(file.read_text())
    database.execute(f'PRAGMA application_id = {APPLICATION_ID}')
    return database


def insert(database, table, rows):
    rows = list(rows)
    if rows:
        marks = ', '.join('?' * len(rows[0]))
        database.executemany(f'INSERT INTO {table} VALUES ({marks})', rows)


def store_log_5(database, scan, log):
    """As schema version 5 had it."""
    insert(database, 'reply_log', [(scan, *row[:4], KINDS[row[4]], *row[5:]) for row in log])


def store(database, scan, store_log=None):
    number = scan['number']
    insert(database, 'scan', [(number, scan['started_us'], scan['ended_us'], scan['exit_reason'], '0.1', 7,
                               bytes(16), scan['targets'], scan['attempts'], 0xC0000201)])
    insert(database, 'probe', [(number, p['number'], p['name'], FAMILIES[p['family']], None, int(p['is_study']),
                                None) for p in scan['probes']])
    insert(database, 'target_range', [(number, *row) for row in scan['ranges']])
    (store_log or store_sorted_log)(database, number, scan['log'])
    insert(database, 'health', [(number, *row) for row in scan['health']])
    insert(database, 'unsolicited', [(number, *row) for row in scan['unsolicited']])
    insert(database, 'window_count', [(number, *row) for row in scan['windows']])
    if scan['progress']:
        insert(database, 'progress', [(number, *scan['progress'])])
    database.commit()


def key_of(scan, target, sort):
    """Of a stored reply: see schema/006_reply_key.sql."""
    return scan << 52 | target << 20 | sort


def store_uncounted_log(database, scan, log):
    """As versions 6 to 9 had it before it was folded."""
    sorts = {}
    for target, probe, attempt, responder, kind, *codes, ttl, time_us, rtt_us, evidence, duplicates in log:
        what = (probe, attempt, KINDS[kind], *codes, int(responder is None), evidence)
        sort = sorts.setdefault(what, len(sorts))
        database.execute('INSERT INTO reply_log VALUES (?, ?, ?, ?, ?, ?)',
                         (key_of(scan, target, sort), responder, ttl, time_us, rtt_us, duplicates))
    insert(database, 'reply_sort', [(scan, sort, *what, 0, 0) for what, sort in sorts.items()])


def store_sorted_log(database, scan, log):
    store_uncounted_log(database, scan, log)
    count(database)


def count(database):
    """Counts the rows of the log by sort, as the writer does."""
    database.execute('''
        UPDATE reply_sort
        SET replies = counted.replies, duplicates = counted.duplicates
        FROM (SELECT reply >> 52 AS scan, reply & 1048575 AS sort, count(*) AS replies, sum(duplicates) AS duplicates
              FROM reply_log GROUP BY 1, 2) AS counted
        WHERE counted.scan = reply_sort.scan AND counted.sort = reply_sort.sort''')


def fold(path, *compare):
    """Brings the summaries of a file up to date with its log, as the writer does."""
    program = pathlib.Path(sys.argv[1], 'tests', 'sql', 'fold_file')
    done = subprocess.run([program, path, *compare], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def compare(path):
    """Compares the scans of a file, as sealing does."""
    fold(path, 'compare')


def seal(path):
    program = pathlib.Path(sys.argv[1], 'liveness')
    done = subprocess.run([program, 'seal', path], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stdout and not done.stderr, done


def fill(path, *scans):
    database = create(path)
    for scan in scans:
        store(database, scan)
    database.close()
    fold(path)
    return path


def file_of(*scans):
    return sqlite3.connect(fill(FOLDER / f'{next(NUMBERS)}.db', *scans))


def sealed_file_of(*scans):
    path = fill(FOLDER / f'{next(NUMBERS)}.db', *scans)
    seal(path)
    return sqlite3.connect(path)


def report(database, name, scan=None, before=None):
    """Columns and rows of a canned report; None leaves a parameter unset."""
    query = (REPO / 'queries' / f'{name}.sql').read_text()
    cursor = database.execute(query, Unset(scan=scan, before=before))
    return [column[0] for column in cursor.description], cursor.fetchall()
