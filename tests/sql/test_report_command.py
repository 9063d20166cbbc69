# SPDX-License-Identifier: MIT
"""`liveness report` prints what the stock shell prints, in each of its forms, and nothing that a file smuggles in.

usage: test_report_command.py BUILD_DIRECTORY
"""

import atexit
import contextlib
import csv
import io
import json
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile

from cases import run
from command import Command
from random_scan import random_scan
from results_file import REPO, fill, make_scan, sql_files

liveness = Command('report')
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix='liveness-report-'))
atexit.register(shutil.rmtree, FOLDER)


def results_file(name, *scans):
    return fill(FOLDER / name, *scans)


def shell(path, name):
    """Rows as the stock shell prints them, the head first."""
    query = (REPO / 'queries' / f'{name}.sql').read_text()
    done = subprocess.run(['sqlite3', '-csv', '-header', path], input=query, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr, done
    return list(csv.reader(io.StringIO(done.stdout)))


def csv_is_what_the_stock_shell_prints_for_every_report():
    for file in sql_files('queries'):
        ours = list(csv.reader(io.StringIO(liveness.printed(TWO_SCANS, file.stem, '--csv'))))
        theirs = shell(TWO_SCANS, file.stem)
        assert ours == theirs or (len(ours) == 1 and not theirs), f'{file.stem}: {ours} is not {theirs}'


def json_has_the_same_values():
    for name in ('coverage', 'tarpits', 'health', 'patterns'):
        head, *rows = shell(TWO_SCANS, name)
        objects = json.loads(liveness.printed(TWO_SCANS, name, '--json'))
        assert [list(item) for item in objects] == [head] * len(rows), name
        for item, row in zip(objects, rows):
            texts = ['' if value is None else value for value in item.values()]
            assert all(str(a) == b or float(a) == float(b) for a, b in zip(texts, row)), f'{name}: {item} is not {row}'


def markdown_and_text_have_the_same_cells():
    head, *rows = shell(TWO_SCANS, 'levels')
    markdown = liveness.printed(TWO_SCANS, 'levels', '--markdown').splitlines()
    assert markdown[0] == '| ' + ' | '.join(head) + ' |' and set(markdown[1]) <= set('|-: ')
    text = [line.split() for line in liveness.printed(TWO_SCANS, 'levels').splitlines()]
    assert text[0] == head
    for row, bars, words in zip(rows, markdown[2:], text[1:]):
        wanted = [row[0], row[1], f'{float(row[2]):.4f}' if row[2] else '']
        assert [cell.strip() for cell in bars.strip('|').split('|')] == wanted, bars
        assert words == [word for word in wanted if word], words


def a_report_without_rows_has_its_head():
    assert liveness.printed(NO_REPLIES, 'unsolicited', '--csv') == 'reason,packets\n'
    assert liveness.printed(NO_REPLIES, 'unsolicited') == 'reason  packets\n'
    assert json.loads(liveness.printed(NO_REPLIES, 'unsolicited', '--json')) == []


def without_a_name_the_reports_are_listed():
    names = [line.split()[0] for line in liveness.printed(NO_REPLIES).splitlines()]
    assert names == [file.stem for file in sql_files('queries')], names


def a_parameter_chooses_the_scan():
    first = liveness.printed(TWO_SCANS, 'levels', '--csv', '--param', 'scan=1')
    assert first != liveness.printed(TWO_SCANS, 'levels', '--csv')
    assert liveness.printed(TWO_SCANS, 'levels', '--csv', '--param', 'scan=2') == liveness.printed(TWO_SCANS, 'levels', '--csv')


def mistakes_are_told_in_one_line():
    liveness.refused(2, TWO_SCANS, 'nosuch', words=['nosuch'])
    liveness.refused(2, TWO_SCANS, 'levels', '--param', 'scan=9', words=['scan', "'9'"])
    liveness.refused(2, TWO_SCANS, 'churn', '--param', 'before=7', words=['scan', "'7'"])
    liveness.refused(2, TWO_SCANS, 'levels', '--param', 'before=1', words=['levels', 'before'])
    liveness.refused(2, TWO_SCANS, 'levels', '--param', 'colour=red', words=['levels', 'colour'])
    liveness.refused(2, TWO_SCANS, 'levels', '--param', 'scan', words=['--param', 'NAME=VALUE'])
    liveness.refused(2, TWO_SCANS, 'levels', '--xml', words=['--xml'])
    liveness.refused(2, words=['FILE'])
    liveness.refused(1, FOLDER / 'missing.db', 'levels', words=['missing.db', 'No such file'])
    (FOLDER / 'words.db').write_text('no database at all, whatever its name says' * 100)
    liveness.refused(1, FOLDER / 'words.db', 'levels', words=['words.db'])


def other_databases_and_other_versions_are_refused():
    other = FOLDER / 'other.db'
    with contextlib.closing(sqlite3.connect(other)) as database:
        database.execute('CREATE TABLE scan (scan)')
    liveness.refused(1, other, 'levels', words=['other.db', 'not a results file'])
    newer = results_file('newer.db')
    with contextlib.closing(sqlite3.connect(newer)) as database:
        database.execute('PRAGMA user_version = 99')
    liveness.refused(1, newer, 'levels', words=['newer.db', '99'])


def control_characters_do_not_reach_the_terminal():
    path = results_file('rude.db', make_scan(1, ['echo'], exit_reason='\x1b[2J\x07gone'))
    for form in ([], ['--markdown'], ['--json']):
        assert not set(liveness.printed(path, 'health', *form)) & {'\x1b', '\x07'}, form


def bytes_that_are_no_text_do_not_get_into_json():
    path = results_file('damaged.db', make_scan(1, ['echo'], exit_reason='x'))
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE scan SET exit_reason = CAST(x'61ff62c29b' AS TEXT)")
        database.commit()
    text = liveness.printed(path, 'health', '--json')
    assert text.isascii() and r'a\ufffdb\u009b' in text, text
    assert json.loads(text)[0]['verdict'].startswith('ended early: a\ufffdb\x9b')


def views_that_are_not_ours_are_told_and_not_used():
    path = results_file('liar.db', make_scan(1, ['echo']))
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute('DROP VIEW scan_verdict')
        database.execute("CREATE VIEW scan_verdict AS SELECT 'falsehood'")
        database.commit()
    liveness.refused(1, path, 'health', words=['liar.db', "view 'scan_verdict'"])


def a_file_that_is_written_to_can_be_read():
    path = results_file('busy.db', make_scan(1, ['echo']))
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('PRAGMA journal_mode = WAL')
        writer.execute('BEGIN IMMEDIATE')
        writer.execute("INSERT INTO setting VALUES (1, 'rate', '1')")
        assert 'network_alive' in liveness.printed(path, 'levels')
        writer.rollback()


TWO_SCANS = results_file('two.db', random_scan(random.Random('one'), 1), random_scan(random.Random('two'), 2))
NO_REPLIES = results_file('none.db', make_scan(1, ['echo', 'ssh', 'dns']))

run([
    csv_is_what_the_stock_shell_prints_for_every_report,
    json_has_the_same_values,
    markdown_and_text_have_the_same_cells,
    a_report_without_rows_has_its_head,
    without_a_name_the_reports_are_listed,
    a_parameter_chooses_the_scan,
    mistakes_are_told_in_one_line,
    other_databases_and_other_versions_are_refused,
    control_characters_do_not_reach_the_terminal,
    bytes_that_are_no_text_do_not_get_into_json,
    views_that_are_not_ours_are_told_and_not_used,
    a_file_that_is_written_to_can_be_read,
])
