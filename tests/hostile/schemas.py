# SPDX-License-Identifier: MIT
"""Files whose schema is another than the one they claim: what it would run, and what SQLite would make of it."""

import sqlite3

from commands import SOUND
from good_file import ROOTS, TABLES, VIEWS, connect
from hostile_file import HostileFile, edit_schema, replaced_text, schema_edit, sql

ENDLESS = 'WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n'
PAYLOADS = ["load_extension('no_such_library')", "writefile('written', 'by a view')", "readfile('file.db')",
            f'(SELECT count(*) FROM ({ENDLESS}))', "fts3_tokenizer('simple')", 'randomblob(1000000000)']
RUDE = '\x1b[2J\x07\r\n\u009b31m<b>\u202egnp'


def view_over(table, payload):
    """The table is called otherwise; a view has its name, and runs something for every row."""
    def make(path):
        sql(f'ALTER TABLE {table} RENAME TO real_{table}')(path)
        view = f'CREATE VIEW {table} AS SELECT * FROM real_{table} WHERE {payload} IS NOT NULL'
        with connect(path) as database:
            edit_schema(database, 'INSERT INTO sqlite_schema VALUES (?, ?, ?, 0, ?)', ('view', table, table, view))
    return make


def views_for_tables():
    for number, table in enumerate(TABLES):
        payload = PAYLOADS[number % len(PAYLOADS)]
        yield HostileFile(f'view {table} with {payload}', view_over(table, payload))


def changed_views():
    for number, view in enumerate(VIEWS[::4]):
        text = f'CREATE VIEW {view} AS SELECT *, {PAYLOADS[number % len(PAYLOADS)]} AS more FROM scan'
        yield HostileFile(f'another view {view}', sql(f'DROP VIEW {view}; {text}'))
    yield HostileFile('endless view', sql(f'DROP VIEW scan_verdict; CREATE VIEW scan_verdict AS {ENDLESS}'))
    yield HostileFile('missing view', sql('DROP VIEW liveness'))
    yield HostileFile('view with a space more', replaced_text('liveness', 'SELECT', 'SELECT '))
    yield HostileFile('view with a NUL in it', replaced_text('liveness', 'SELECT', 'SELECT\0'))


MORE = [
    'CREATE TABLE more (x)',
    'CREATE VIEW more AS SELECT 1',
    f'CREATE VIEW more AS {ENDLESS}',
    'CREATE INDEX more ON scan (version)',
    'CREATE INDEX more ON scan (abs(seed))',
    'CREATE INDEX more ON scan (seed) WHERE seed > 3',
    'CREATE UNIQUE INDEX more ON scan (seed, scan)',
    'ALTER TABLE scan ADD COLUMN more TEXT',
    'ALTER TABLE scan ADD COLUMN more INTEGER AS (seed + 1) VIRTUAL',
    'ALTER TABLE scan RENAME COLUMN seed TO seeds',
    'CREATE VIRTUAL TABLE more USING fts5(x)',
    'CREATE VIRTUAL TABLE more USING fts4(x)',
    'CREATE VIRTUAL TABLE more USING rtree(id, low, high)',
    'CREATE VIRTUAL TABLE more USING dbstat',
    'DROP TABLE provenance',
    'DROP TABLE reply_log',
    'DROP TABLE signature',
    'DROP INDEX signature_by_probes',
    'DROP VIEW liveness; CREATE TABLE liveness (x)',
    'CREATE TABLE sqlite_sequence_ (x); CREATE TABLE more (x INTEGER PRIMARY KEY AUTOINCREMENT)',
]


def more_or_less():
    for script in MORE:
        yield HostileFile(script, guarded(script))
    yield HostileFile('tables of statistics are no change', sql('ANALYZE'), SOUND)


def guarded(script):
    """A module that this SQLite lacks is written into the schema by hand."""
    def make(path):
        try:
            sql(script)(path)
        except sqlite3.OperationalError:
            schema_edit('INSERT INTO sqlite_schema VALUES (?, ?, ?, 0, ?)', ('table', 'more', 'more', script))(path)
    return make


def triggers():
    for table in ('scan', 'signature', 'reply_log', 'fold', 'sealing', 'reply', 'query'):
        for when in ('BEFORE INSERT', 'AFTER UPDATE', 'BEFORE DELETE'):
            body = "BEGIN DELETE FROM scan; SELECT writefile('written', 'by a trigger'); END"
            yield HostileFile(f'trigger {when} on {table}', sql(f'CREATE TRIGGER more {when} ON {table} {body}'))
    yield HostileFile('trigger on a view', sql('CREATE TRIGGER more INSTEAD OF INSERT ON liveness '
                                               'BEGIN DELETE FROM scan; END'))


REPLACED = [
    ('scan', ') STRICT', ')'),
    ('scan', 'CHECK (attempts > 0)', 'CHECK (attempts > 0 OR randomblob(1000000000) IS NULL)'),
    ('scan', 'version TEXT NOT NULL', "version TEXT NOT NULL DEFAULT (load_extension('x'))"),
    ('scan', 'ended_us INTEGER,', 'ended_us INTEGER AS (scan) VIRTUAL,'),
    ('scan', 'seed INTEGER', 'seed ANY'),
    ('scan', 'INTEGER PRIMARY KEY', 'INTEGER PRIMARY KEY DESC'),
    ('scan', '-- wall clock', '-- WALL clock'),
    ('scan', 'version TEXT', 'version TEXT COLLATE NOCASE'),
    ('reply_log', 'DEFAULT 0', 'DEFAULT 1'),
    ('reply_log', 'DEFAULT 0', "DEFAULT (writefile('written', 'x'))"),
    ('host', ') STRICT, WITHOUT ROWID', ') STRICT'),
    ('host', ', WITHOUT ROWID', ''),
    ('host', 'PRIMARY KEY (scan, address)', 'PRIMARY KEY (address, scan)'),
    ('host', 'signature INTEGER NOT NULL', 'signature INTEGER NOT NULL UNIQUE'),
    ('reply', ') STRICT', ') STRICT, WITHOUT ROWID'),
    ('signature_by_probes', 'probes,', 'probes DESC,'),
    ('signature_by_probes', 'hosts)', 'hosts) WHERE hosts > 1'),
    ('signature_by_probes', 'hosts)', 'abs(hosts))'),
    ('signature_by_probes', 'CREATE INDEX', 'CREATE UNIQUE INDEX'),
]


def replaced():
    for name, old, new in REPLACED:
        yield HostileFile(f'{name}: {new!r} for {old!r}', replaced_text(name, old, new))


INSERT = 'INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)'
INSERT_BYTES = ('INSERT INTO sqlite_schema VALUES (CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, '
                'CAST(? AS TEXT))')
ADDED_ROWS = [
    ('table', 'more', 'more', 3, None),
    ('table', 'more', 'more', 3, ''),
    ('table', None, None, 3, 'CREATE TABLE more (x)'),
    (None, None, None, None, None),
    (5, 6, 7, 8, 9),
    (b'table', b'more', b'more', 3, b'CREATE TABLE more (x)'),
    ('table', 'more', 'more', 0, 'CREATE TABLE more (x)'),
    ('table', 'more', 'more', -1, 'CREATE TABLE more (x)'),
    ('table', 'more', 'more', 1 << 40, 'CREATE TABLE more (x)'),
    ('table', 'more', 'more', 1 << 31, 'CREATE TABLE more (x)'),
    ('table', 'more', 'more', 99999, 'CREATE TABLE more (x)'),
    ('table', 'more', 'more', 1, 'CREATE TABLE more (x)'),
    ('table', 'more', 'more', 'three', 'CREATE TABLE more (x)'),
    ('table', 'more', 'more', 3, 'CREATE TABLE other (x)'),
    ('table', 'more', 'more', 3, 'CREATE TABLE more (('),
    ('table', 'more', 'more', 3, 'DROP TABLE scan'),
    ('table', 'more', 'more', 3, 'CREATE TABLE more AS SELECT 1'),
    ('table', 'more', 'more', 3, 'CREATE TABLE more (x); DELETE FROM scan'),
    ('table', 'more', 'more', 3, 'CREATE TEMP TABLE more (x)'),
    ('table', 'more', 'more', 3, 'ATTACH \'written\' AS w'),
    ('table', 'more', 'more', 3, 'PRAGMA journal_mode = WAL'),
    ('table', 'more', 'more', 3, 'SELECT 1'),
    ('table', 'sqlite_more', 'sqlite_more', 3, 'CREATE TABLE sqlite_more (x)'),
    ('table', 'sqlite_schema', 'sqlite_schema', 3, 'CREATE TABLE sqlite_schema (x)'),
    ('table', 'sqlite_stat1', 'sqlite_stat1', 3, 'CREATE TABLE sqlite_stat1(tbl,idx,stat,more)'),
    ('table', 'sqlite_stat4', 'sqlite_stat4', 3, 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)'),
    ('table', 'scan', 'scan', 3, 'CREATE TABLE scan (x)'),
    ('index', 'sqlite_autoindex_scan_1', 'scan', 3, None),
    ('index', 'sqlite_autoindex_more_1', 'more', 3, None),
    ('index', 'more', 'scan', 3, None),
    ('view', 'more', 'more', 7, 'CREATE VIEW more AS SELECT 1'),
    ('trigger', 'more', 'nothing', 0, 'CREATE TRIGGER more BEFORE INSERT ON nothing BEGIN SELECT 1; END'),
    ('TABLE', 'more', 'more', 3, 'create table more (x)'),
    ('table', 'more', 'more', 3, 'CREATE TABLE more (x' + ', x' * 10**6 + ')'),
    ('view', 'more', 'more', 0, 'CREATE VIEW more AS SELECT ' + '(' * 10**5 + '1' + ')' * 10**5),
    ('view', 'more', 'more', 0, 'CREATE VIEW more AS SELECT 1' + ' UNION ALL SELECT 1' * 10**4),
    ('view', 'more', 'more', 0, 'CREATE VIEW more AS SELECT 1' + ' ' * 3 * 10**6),
    ('view', 'more', 'more', 0, "CREATE VIEW more AS SELECT '" + 'x' * 3 * 10**6 + "'"),
    ('table', 'more' * 10**5, 'more' * 10**5, 3, f'CREATE TABLE {"more" * 10**5} (x)'),
    ('table', RUDE, RUDE, 3, f'CREATE TABLE "{RUDE}" (x)'),
    ('view', RUDE, RUDE, 0, f'CREATE VIEW "{RUDE}" AS SELECT 1'),
    (RUDE, RUDE, RUDE, 0, RUDE),
    ('table', 'more', 'more', 3, RUDE),
    ('table', 'more\udcff', 'x', 3, 'CREATE TABLE y (x)'),
]


def as_bytes(value):
    return value.encode(errors='surrogateescape') if isinstance(value, str) else value


def added(row):
    def make(path):
        is_bytes = any(isinstance(value, str) and '\udcff' in value for value in row)
        values = [as_bytes(value) for value in row] if is_bytes else row
        schema_edit(INSERT_BYTES if is_bytes else INSERT, values)(path)
    return make


def added_rows():
    for row in ADDED_ROWS:
        yield HostileFile(f'schema row {row!r:.90}', added(row))


def unique_keys(count):
    """A table that takes SQLite time by the square of its length: each key is compared with those before it."""
    columns = [f'c{number}' for number in range(1900)]
    keys = [f'UNIQUE({columns[n % 1900]},{columns[n // 1900]})' for n in range(1, count)]
    return f'CREATE TABLE more ({",".join(columns)},{",".join(keys)})'


def slow_schemas():
    row = ('table', 'more', 'more', 3, unique_keys(60000))
    yield HostileFile('schema row with 60000 keys', schema_edit(INSERT, row), only=['check', 'seal'])


UPDATES = [
    f'rootpage = {ROOTS["scan"]} WHERE name = \'signature\'',
    'rootpage = 0 WHERE name = \'scan\'',
    'rootpage = 1 WHERE name = \'scan\'',
    'rootpage = 2 WHERE name = \'scan\'',
    'rootpage = -7 WHERE name = \'scan\'',
    'rootpage = 99999 WHERE name = \'scan\'',
    'rootpage = 99999 WHERE name = \'reply_log\'',
    'rootpage = NULL WHERE name = \'scan\'',
    "rootpage = 'scan' WHERE name = 'scan'",
    "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'setting') WHERE name = 'probe'",
    "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'reply') WHERE name = 'reply_log'",
    "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'host') WHERE name = 'block24'",
    "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'scan') WHERE name = 'sqlite_autoindex_probe_2'",
    "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_reply_kind_1') "
    "WHERE name = 'sqlite_autoindex_evidence_1'",
    "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'signature_by_port') "
    "WHERE name = 'signature_by_probes'",
    "sql = NULL WHERE name = 'scan'",
    "sql = '' WHERE name = 'liveness'",
    "name = 'scam' WHERE name = 'scan'",
    "tbl_name = 'scam' WHERE name = 'scan'",
    "tbl_name = 'reply' WHERE name = 'signature_by_port'",
    "type = 'view' WHERE name = 'scan'",
    "type = 'index' WHERE name = 'scan'",
    "type = NULL WHERE name = 'scan'",
    "name = 'SCAN', tbl_name = 'SCAN' WHERE name = 'scan'",
    "name = 'sqlite_autoindex_probe_9' WHERE name = 'sqlite_autoindex_probe_2'",
]


def changed_rows():
    for change in UPDATES:
        yield HostileFile(f'schema: {change}', schema_edit(f'UPDATE sqlite_schema SET {change}'))
    yield HostileFile('schema: every row twice', schema_edit('INSERT INTO sqlite_schema SELECT * FROM sqlite_schema'))
    yield HostileFile('schema: no row', schema_edit('DELETE FROM sqlite_schema'))
