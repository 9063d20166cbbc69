# SPDX-License-Identifier: MIT
"""file(1) tells a results file from other SQLite databases, by docs/liveness.magic.

usage: test_magic.py BUILD_DIRECTORY
"""

import contextlib
import random
import sqlite3
import subprocess

from cases import run
from results_file import FOLDER, REPO
from shared_file import LEVELS, new_name, rows, sealed_file, secretive_scans, shared


def told(path, *arguments):
    done = subprocess.run(['file', '--brief', *arguments, '-m', REPO / 'docs' / 'liveness.magic', path],
                          capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done
    return done.stdout.strip()


def results_files_are_told_with_their_version():
    path = sealed_file(*secretive_scans(random.Random('magic'), 1))
    version, = rows(path, 'PRAGMA user_version')[0]
    for file in [path, *(shared(path, level) for level in LEVELS)]:
        assert told(file) == f'liveness results, SQLite 3.x database, schema version {version}', told(file)
        assert told(file, '--mime-type') == 'application/vnd.sqlite3'


def other_databases_are_not():
    other = new_name()
    with contextlib.closing(sqlite3.connect(other)) as database:
        database.execute('CREATE TABLE t (x)')
    text = FOLDER / 'text.txt'
    text.write_text('SQLite format 3')
    for file in (other, text):
        assert 'liveness' not in told(file), told(file)


run([
    results_files_are_told_with_their_version,
    other_databases_are_not,
])
