# SPDX-License-Identifier: MIT
"""Files whose schema is right and whose values are not: of another type, or out of range."""

import random
import re
import shutil

from commands import DAMAGED, NOISE, SMALL_DAMAGE
from good_file import SEALED, SMALL, TABLES, UNSEALED, connect, rows
from hostile_file import ALIKE, HostileFile, edit_schema, schema_text, sql

TYPES = re.compile(r' (INTEGER(?! PRIMARY KEY)|TEXT|REAL|BLOB)\b')
BAD = {'TEXT': "'12345678x'", 'BLOB': "x'00ff80'", 'REAL': '1.5', 'NULL': 'NULL', 'INTEGER': '7'}


def without_types(text):
    """The same table, stored alike, where columns take anything."""
    text = re.sub(r'--[^\n]*', '', text)
    return TYPES.sub('', text.replace('NOT NULL', '')).replace('STRICT, WITHOUT', 'WITHOUT').replace('STRICT', '')


def changed_freely(path, table, script, base=SEALED):
    """Runs a script as if the table had no types and no checks, and puts its text back."""
    shutil.copy(base, path)
    with connect(path) as database:
        text = schema_text(database, table)
        edit_schema(database, 'UPDATE sqlite_schema SET sql = ? WHERE name = ?', (without_types(text), table))
    with connect(path) as database:
        database.executescript(f'PRAGMA ignore_check_constraints = ON; {script}')
        edit_schema(database, 'UPDATE sqlite_schema SET sql = ? WHERE name = ?', (text, table))


def columns_of(table):
    """Name, declared type, whether it is of the key, and whether it may be NULL, of each."""
    return [(name, kind, bool(key), not required) for _, name, kind, required, _, key
            in rows(SEALED, f'PRAGMA table_info({table})')]


def must_not_be(bad, kind, is_key, may_be_null):
    """An integer in a column of floating-point numbers is one of them, and nothing can be stored as a NULL key."""
    if bad == 'NULL':
        return not may_be_null and not is_key
    return bad != kind and (bad, kind) != ('INTEGER', 'REAL')


def base_of(table):
    return UNSEALED if table == 'reply_log' else SEALED


def with_value(table, column, value):
    """One row has it; a table without rows gets one."""
    def make(path):
        base = base_of(table)
        (count,), = rows(base, f'SELECT count(*) FROM {table}')
        names = [name for name, *_ in columns_of(table)]
        row = ', '.join(value if name == column else '1' for name in names)
        script = f'INSERT INTO {table} VALUES ({row})' if count == 0 else one_row(table, column, value, names)
        changed_freely(path, table, script, base)
    return make


def one_row(table, column, value, names):
    key = next(name for name in names if name != column) if len(names) > 1 else column
    return f'UPDATE OR REPLACE {table} SET {column} = {value} WHERE {key} = (SELECT max({key}) FROM {table})'


def is_rowid(table, column):
    (text,), = rows(SEALED, f"SELECT sql FROM sqlite_schema WHERE name = '{table}'")
    return f'{column} INTEGER PRIMARY KEY' in text


def of_other_types():
    """For each table some of its columns, each with one of the kinds of values that it must not have."""
    for table in TABLES:
        generator = random.Random(f'types of {table}')
        for bad in generator.sample(sorted(BAD), 3):
            fitting = [name for name, *rest in columns_of(table)
                       if must_not_be(bad, *rest) and not is_rowid(table, name)]
            if fitting:
                column = generator.choice(fitting)
                yield HostileFile(f'{bad} in {table}.{column}', with_value(table, column, BAD[bad]), kind_of(table),
                                  without=ALIKE)


def kind_of(table):
    """What is wrong in a small table every reader finds before it reads."""
    return SMALL_DAMAGE if table in SMALL else DAMAGED


def with_largest(table, column, value):
    """The row with the largest value of a column gets another one."""
    script = f'UPDATE OR REPLACE {table} SET {column} = {value} WHERE {column} = (SELECT max({column}) FROM {table})'
    return HostileFile(f'{table}.{column} {value}', freely(table, script), DAMAGED)


def freely(table, script):
    return lambda path: changed_freely(path, table, script, base_of(table))


ADDRESSES = ['-1', '4294967296', '1 << 40', '9223372036854775807', '-9223372036854775807 - 1']
KEYS = ['-1', '0', '1 << 52', '2047 << 52', '9223372036854775807', '-9223372036854775807 - 1']
OF_ADDRESSES = [('host', 'address'), ('target_range', 'first'), ('target_range', 'last'), ('reply_other', 'responder'),
                ('reply_log', 'responder'), ('block24', 'block')]


def out_of_range():
    for table, column in OF_ADDRESSES:
        for value in ADDRESSES:
            yield with_largest(table, column, value)
    for table in ('reply', 'reply_other', 'reply_log'):
        for value in KEYS:
            yield with_largest(table, 'reply', value)


SMALL_VALUES = [
    ('signature', 'hosts = 9223372036854775807'), ('signature', 'hosts = -1'), ('signature', 'probes = -1'),
    ('signature', 'syn_ack = 1 << 62'), ('block24_count', 'blocks = 9223372036854775807'),
    ('reply_sort', 'replies = 9223372036854775807'), ('reply_sort', 'duplicates = -9223372036854775807'),
    ('scan', 'started_us = 9223372036854775807'), ('scan', 'started_us = -9223372036854775807 - 1'),
    ('scan', 'ended_us = 9223372036854775807'), ('scan', 'targets = 9223372036854775807'),
    ('health', 'probes_sent = 9223372036854775807'), ('health', 'captured = 9223372036854775807'),
    ('health', 'second = 9223372036854775807'), ('churn', 'addresses = 9223372036854775807'),
    ('window_count', 'targets = 9223372036854775807'), ('fold', 'log_row = 9223372036854775807'),
    ('fold', 'log_row = -9223372036854775807'), ('fold', 'unfolded = 9223372036854775807'),
    ('rate_change', 'rate = 9e999'), ('scan', "exit_reason = char(27) || '[2J' || char(8238, 155)"),
    ('setting', "value = '9223372036854775807'"), ('setting', "value = '-1'"), ('setting', "value = 'x'"),
    ('setting', "value = CAST(x'80ff' AS TEXT)"), ('setting', "value = printf('%.*c', 3000000, '9')"),
    ('probe', "name = char(27) || '[2J' || probe"), ('probe', 'port = NULL'), ('reply_kind', "name = 'x' || kind"),
    ('query', "sql = 'DROP TABLE scan'"), ('blocklist', "text = printf('%.*c', 3000000, '9')"),
    ('blocklist', "text = '192.0.2.0/99'"), ('probe_name', "name = char(27) || name"),
    ('scan', 'scan = scan + 1 << 40'), ('reply_sort', 'probe = 61'), ('reply_sort', 'kind = 4611686018427387904'),
]


def odd_values():
    """Numbers that no sum holds, and texts that no option has: all may be refused or told, none may do harm. That a
    probe has another name is no damage."""
    for table, change in SMALL_VALUES:
        script = f'PRAGMA ignore_check_constraints = ON; UPDATE OR IGNORE {table} SET {change}'
        without = ['check'] if change.startswith('name') else []
        yield HostileFile(f'{table}: {change}', sql(script), NOISE, without=without)
