# SPDX-License-Identifier: MIT
"""Are the .sql files well formed: do they compile, are they registered, and do their heads tell what they do?"""

import re
import sqlite3

from cases import run
from results_file import REPO, Unset, create, sql_files

HEAD = re.compile(r'''-- SPDX-License-Identifier: MIT
-- title: \S.*
-- figure: \S.*
-- answers: \S.*
(?:--   \S.*
)*-- parameters: :scan - number of the scan; unset, (?:the newest|every scan)
(--   :before - number of the earlier scan; unset, the one before it in the file
)?
''')


def every_sql_file_compiles():
    database = create()
    # Tables that the program holds in memory, or makes for itself.
    tables = sql_files('sql/statements', 'rows_*.sql') + sql_files('sql/statements', 'create_*.sql')
    for file in tables:
        database.executescript(file.read_text())
    for file in set(sql_files('queries') + sql_files('sql/statements')) - set(tables):
        for statement in statements(file):
            try:
                database.execute(f'EXPLAIN {statement}', Unset())
            except (sqlite3.Error, sqlite3.Warning) as problem:
                raise AssertionError(f'{file.name}: {problem}') from problem
    for file in sql_files('sql/views'):
        database.execute(f'EXPLAIN SELECT * FROM {file.stem}')


def without_comments(text):
    return re.sub(r'--.*', '', text).strip()


def statements(file):
    """The statements of a file; SQLite itself says where one ends."""
    found, rest = [], ''
    for piece in without_comments(file.read_text()).split(';')[:-1]:
        rest += piece + ';'
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ''
    assert not rest, f'{file.name}: {rest.strip()} is not complete'
    return found


def every_view_file_creates_the_view_it_is_named_after():
    for file in sql_files('sql/views'):
        found = statements(file)
        assert len(found) == 1, f'{file.name}: more than one statement'
        assert re.match(rf'CREATE VIEW {file.stem}\b', found[0]), file.name


def every_query_file_is_one_statement_with_a_full_head():
    for file in sql_files('queries'):
        text = file.read_text()
        head = HEAD.match(text)
        assert head, f'{file.name}: the head is not in the fixed form'
        assert len(statements(file)) == 1, f'{file.name}: more than one statement'
        asked = set(re.findall(r':[a-z]\w*', re.sub(r"'.*?'", '', statements(file)[0])))
        assert asked == {':scan'} | ({':before'} if head[1] else set()), f'{file.name} has the parameters {asked}'


def queries_read_only_views():
    database = create()
    tables = {name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for file in sql_files('queries'):
        direct = set()

        def note(action, table, column, schema, reader):
            if action == sqlite3.SQLITE_READ and table in tables and column and reader is None:
                direct.add(table)
            return sqlite3.SQLITE_OK

        database.set_authorizer(note)
        database.execute(f'EXPLAIN {statements(file)[0]}', Unset())
        assert not direct, f'{file.name} reads {sorted(direct)}'


def only_one_view_reads_the_reply_log():
    readers = [file.stem for file in sql_files('sql/views')
               if re.search(r'\b(FROM|JOIN) reply_log\b', without_comments(file.read_text()))]
    assert readers == ['reply_row'], readers


def sql_files_are_short_and_plain():
    for file in sql_files('sql/views') + sql_files('queries'):
        text = file.read_text()
        assert text.startswith('-- SPDX-License-Identifier: MIT\n-- '), file.name
        assert len(text.encode()) < (6000 if file.stem == 'readme' else 4000), f'{file.name}: {len(text)} bytes'
        assert '"' not in text and '\\' not in text and '\t' not in text, file.name
        assert text.isascii() and text.endswith(';\n'), file.name
        for line in text.splitlines():
            assert len(line) <= 110 and line == line.rstrip(), f'{file.name}: {line}'


def meson_lists_every_file_in_order():
    for folder in ['sql/views', 'queries']:
        listed = re.findall(r"^  '(.*)',$", (REPO / folder / 'meson.build').read_text(), re.MULTILINE)
        assert listed == [file.name for file in sql_files(folder)], folder


def readme_names_every_table_view_and_report():
    database = create()
    text = ' '.join(line for line, in database.execute('SELECT text FROM readme'))
    words = set(re.findall(r'\w+', text))
    names = {name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type <> 'index'")}
    names |= {file.stem for file in sql_files('queries')}
    names.remove('readme')
    assert names <= words, sorted(names - words)


run([
    every_sql_file_compiles,
    every_view_file_creates_the_view_it_is_named_after,
    every_query_file_is_one_statement_with_a_full_head,
    queries_read_only_views,
    only_one_view_reads_the_reply_log,
    sql_files_are_short_and_plain,
    meson_lists_every_file_in_order,
    readme_names_every_table_view_and_report,
])
