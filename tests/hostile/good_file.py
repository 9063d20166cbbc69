# SPDX-License-Identifier: MIT
"""Makes the small results files that all others are made from."""

import contextlib
import random
import shutil
import sqlite3

import commands  # it tells where the next ones are
from random_scan import random_scan
from results_file import FOLDER, NUMBERS, fill, insert, seal

SETTINGS = {'shard': 0, 'shards': 1, 'attempts': 2, 'retransmit-delay': 20, 'window': 1, 'rate': 10000,
            'source-ports': '32768-65535'}

# A row in each table that a scan of this kind would leave empty.
ROWS = '''
    INSERT INTO run VALUES (1, 1, 1795375201123456, 1795375301000000, 'done', 0, 3221225985, NULL, NULL);
    INSERT INTO run VALUES (2, 1, 1795375201123456, 1795375301000000, 'done', 0, 3221225985, 7, 'none');
    INSERT INTO blocklist VALUES (2, '(built-in)', 'c0ffee', '198.18.0.0/15');
    INSERT INTO rate_change VALUES (2, 3, 5000.5, 1);
    INSERT INTO provenance VALUES
      (1, 1, 'share', 'c0ffee', 7, 1, 0, NULL, 1795375301000000, '0.1', 'CC0', NULL, NULL);'''


def connect(path):
    return contextlib.closing(sqlite3.connect(path, isolation_level=None))


def add_settings(database, scan):
    targets = sum(last - first + 1 for first, last in scan['ranges'])
    insert(database, 'setting', [(scan['number'], name, str(value))
                                 for name, value in {**SETTINGS, 'max-targets': targets}.items()])


def make_unsealed():
    """Two scans that are done; the second has a reply from 192.0.2.10."""
    scans = [random_scan(random.Random(f'hostile {number}'), number) for number in (1, 2)]
    probe = next(probe['number'] for probe in scans[1]['probes'] if probe['family'] == 'udp')
    scans[1]['log'].append((0xC000020A, probe, 1, None, 'udp_invalid', None, None, 60, 91 * 10**6, 5, 1, 0))
    scans[1]['ranges'] = [(0xC0000000, 0xCBFFFFFF), (0xFFFFFF00, 0xFFFFFFFF), (0, 255)]
    last = scans[1]['health'].pop()
    scans[1]['health'].append((*last[:4], last[4] + 1, last[5] + 1, *last[6:]))
    path = fill(FOLDER / f'{next(NUMBERS)}.db', *scans)
    with connect(path) as database:
        for scan in scans:
            add_settings(database, scan)
        database.executescript(ROWS)
    return path


def make_sealed(unsealed):
    path = shutil.copy(unsealed, FOLDER / f'{next(NUMBERS)}.db')
    seal(path)
    return path


def make_plain(sealed, page_size=4096):
    """The same without auto_vacuum, and so without pointer map pages."""
    path = shutil.copy(sealed, FOLDER / f'{next(NUMBERS)}.db')
    with connect(path) as database:
        database.executescript(f'PRAGMA auto_vacuum = NONE; PRAGMA page_size = {page_size}; VACUUM')
    return path


UNSEALED = make_unsealed()
SEALED = make_sealed(UNSEALED)
PLAIN = make_plain(SEALED)


def rows(path, query):
    with connect(path) as database:
        return database.execute(query).fetchall()


def names(kind):
    query = f"SELECT name FROM sqlite_schema WHERE type = '{kind}' AND name NOT LIKE 'sqlite%'"
    return [name for name, in rows(SEALED, query)]


TABLES, VIEWS = names('table'), names('view')
ROOTS = dict(rows(PLAIN, "SELECT name, rootpage FROM sqlite_schema WHERE type IN ('table', 'index')"))
# Tables as large as a scan: rows are looked at when they are read, and reports read none of them.
LARGE = ['reply_log', 'reply', 'reply_other', 'host', 'block24', 'target_range']
SMALL = [name for name in TABLES if name not in LARGE]
