# SPDX-License-Identifier: MIT
"""Whatever texts a results file holds, what is printed of it is harmless where it is read: a terminal, a spreadsheet, a
page of HTML.

usage: test_hostile_text.py BUILD_DIRECTORY
"""

import contextlib
import re
import sqlite3
import subprocess
import unicodedata

from cases import run
from command import PROGRAM
from results_file import FOLDER, NUMBERS, fill, make_scan


def shown(text):
    """What people get to see of it; the classes are Unicode's own."""
    return ''.join('?' if unicodedata.category(c) in ('Cc', 'Cf', 'Zl', 'Zp') or 0xE0000 <= ord(c) < 0xE1000 else c
                   for c in text)


def output(*arguments, status=0):
    """As bytes at first, since what must not be in them may be no text."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=60)
    assert done.returncode == status, done
    for stream in (done.stdout, done.stderr):
        text = stream.decode().replace('\n', '')
        assert shown(text) == text, f'{arguments}: {stream}'
    assert done.stderr.count(b'\n') == (status != 0), done
    return done.stdout.decode()


def cells_of(row):
    """Of Markdown: bars are theirs if an odd number of backslashes is before them."""
    return [cell.strip(' ') for cell in re.findall(r'((?:[^|\\]|\\.)*)\|', row)[1:]]


def targets_printed(value, form=None):
    """The number of targets in a report on a file whose maker minded no types."""
    path = fill(FOLDER / f'{next(NUMBERS)}.db', make_scan(1, ['echo']))
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript("""PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'scan'""")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute('PRAGMA ignore_check_constraints = ON')
        database.execute('UPDATE scan SET targets = ?', (value,))
        database.commit()
    text = output('report', path, 'health', *([form] if form else []))
    cells = {None: lambda: text.splitlines()[1].split(), '--csv': lambda: text.splitlines()[1].split(','),
             '--json': lambda: re.split(r', "\w+": ', text), '--markdown': lambda: cells_of(text.splitlines()[2])}
    return cells[form]()[1]


def cells_are_what_their_types_say():
    blob, none = "X'1B3C3D00'", "X''"
    for value, *wanted in [
            (-5, '-5', '-5', '-5', '-5'),
            (-1.5, '-1.5000', '-1.5', '-1.5', '-1.5000'),
            ('1,x', '1,x', '"1', '"1,x"', '1,x'),
            (b'\x1b<=\0', blob, blob, f'"{blob}"', blob),
            (b'', none, none, f'"{none}"', none)]:
        printed = [targets_printed(value, form) for form in (None, '--csv', '--json', '--markdown')]
        assert printed == wanted, f'{value!r}: {printed}'


run([
    cells_are_what_their_types_say,
])
