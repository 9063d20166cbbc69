# SPDX-License-Identifier: MIT
"""Files of older schema versions, which are copied and brought up to date before they are read."""

import os
import random

import pages
from commands import NOISE, SOUND
from good_file import FOLDER, NUMBERS, SETTINGS, rows
from hostile_file import HostileFile, sql
from pages import TABLE_INTERIOR, Pages, varint
from random_scan import random_scan
from results_file import create, insert, store, store_log_5, store_uncounted_log

VERSIONS = range(5, 14)
READERS = ('report FILE levels', 'check', 'lookup', 'import', 'seal')
ENDLESS = 'WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n'


def old_file(version):
    """A scan whose replies are all in the log, and not folded."""
    path = FOLDER / f'{next(NUMBERS)}.db'
    scan = random_scan(random.Random('hostile 2'))
    database = create(path, version)
    store(database, scan, store_log_5 if version == 5 else store_uncounted_log if version < 10 else None)
    targets = sum(last - first + 1 for first, last in scan['ranges'])
    insert(database, 'setting', [(1, name, str(value)) for name, value in {**SETTINGS, 'max-targets': targets}.items()])
    if version >= 10:
        database.execute('UPDATE fold SET unfolded = (SELECT count(*) FROM reply_log)')
    database.commit()
    database.close()
    return path


OLD = {version: old_file(version) for version in VERSIONS}


def on(version, script):
    return sql(script, OLD[version])


def sparse(version):
    def make(path):
        file = Pages(OLD[version])
        file.set32(pages.PAGE_COUNT, (1 << 40) // file.size)
        file.write(path)
        os.truncate(path, 1 << 40)
    return make


def exponential_log(version, levels=8, children=60):
    """A log without an end, of rows that are all the same."""
    def make(path):
        file = Pages(OLD[version])
        (root,), = rows(OLD[version], "SELECT rootpage FROM sqlite_schema WHERE name = 'reply_log'")
        below = file.append(file.get(root))
        for _ in range(levels):
            below = file.append(file.interior(TABLE_INTERIOR, [(below, varint(n + 1)) for n in range(children)], below))
        file.put(root, file.interior(TABLE_INTERIOR, [(below, varint(n + 1)) for n in range(children)], below))
        file.write(path)
    return make


EMPTY_LOG = 'DELETE FROM reply_log; DELETE FROM reply_sort'
CHANGES = [
    (7, f'{EMPTY_LOG}; UPDATE fold SET log_row = -9'), (13, f'{EMPTY_LOG}; UPDATE fold SET log_row = -9, unfolded = 0'),
    (13, f'{EMPTY_LOG}; UPDATE fold SET log_row = 9'),
    (7, 'UPDATE fold SET log_row = -9223372036854775807'), (13, 'UPDATE fold SET log_row = -9223372036854775807'),
    (13, 'UPDATE fold SET log_row = 9223372036854775807'), (13, 'DELETE FROM fold'),
    (13, 'INSERT INTO fold SELECT * FROM fold'), (13, 'DELETE FROM reply_sort'), (9, 'DELETE FROM reply_sort'),
    (13, 'UPDATE reply_log SET rowid = -rowid'), (13, 'UPDATE reply_log SET rowid = 9223372036854775807 - rowid'),
    (13, 'UPDATE reply_log SET reply = -1'), (13, 'UPDATE reply_log SET reply = reply | 1048575'),
    (13, 'UPDATE reply_log SET reply = reply + (rowid % 7 << 52)'), (13, 'DELETE FROM scan'),
    (13, 'UPDATE reply_sort SET probe = 61, kind = 99'), (13, 'UPDATE probe SET name = char(27)||probe'),
    (5, 'UPDATE reply_log SET scan = 5000'), (5, 'UPDATE reply_log SET scan = -1'),
    (5, 'UPDATE reply_log SET scan = 1 << 60'),
    (5, 'UPDATE reply_log SET probe = 99'), (5, 'UPDATE reply_log SET target = 1 << 40'),
    (5, 'UPDATE reply_log SET attempt = rowid, kind = rowid'),
    (5, 'UPDATE reply_log SET duplicates = 9223372036854775807'),
    (8, 'INSERT INTO sealing VALUES (1, 2, 3, 4)'), (6, 'UPDATE reply_log SET responder = -5'),
]


def odd_contents():
    for version, change in CHANGES:
        script = f'PRAGMA ignore_check_constraints = ON; {change}'
        yield HostileFile(f'version {version}: {change}', on(version, script), NOISE, only=READERS, base=OLD[version])


VIEWS_SQL = f'''
    CREATE VIEW liveness AS {ENDLESS};
    CREATE VIEW replies AS SELECT load_extension('x');
    CREATE VIEW "a"" ; DROP TABLE scan; --" AS SELECT 1;
    CREATE VIEW "[`'" AS SELECT 1;
    CREATE VIEW provenance AS SELECT 1;
    CREATE VIEW exit_reasons AS SELECT * FROM exit_reason'''


OTHER_SCHEMAS = [
    ('a trigger', 'CREATE TRIGGER more AFTER INSERT ON scan BEGIN DELETE FROM scan; END'),
    ('one table more', 'CREATE TABLE more (x)'), ('an index', 'CREATE INDEX more ON scan (abs(seed))'),
    ('one table less', 'DROP TABLE health'), ('version 4', 'PRAGMA user_version = 4'),
    ('version 8', 'PRAGMA user_version = 8'), ('version 14', 'PRAGMA user_version = 14'),
]


def other_schemas():
    for version in (5, 9, 13):
        yield with_views(version)
        for name, script in OTHER_SCHEMAS:
            yield HostileFile(f'version {version} with {name}', on(version, script))


def with_views(version):
    """Views of older versions are never used."""
    return HostileFile(f'version {version} with other views', on(version, VIEWS_SQL), SOUND, base=OLD[version])


def endless():
    yield HostileFile('version 13, sparse file of 1 TB', sparse(13), NOISE, ['report FILE levels'])
    yield HostileFile('version 13, exponential log', exponential_log(13), NOISE, ['lookup'])


def all_files():
    for family in (odd_contents, other_schemas):
        yield from family()
