# SPDX-License-Identifier: MIT
"""Do exported replies, read and counted by DuckDB, have the coverage that the report prints?

usage: test_duckdb.py BUILD_DIRECTORY
"""

import filecmp
import gzip
import itertools
import json
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(sys.argv[1])
sys.path.append(str(HERE.parent / 'sql'))

from cases import run  # noqa: E402
from command import Command  # noqa: E402
from exported import HEAD  # noqa: E402
from random_scan import random_scan  # noqa: E402
from results_file import FOLDER, STUDY, fill, make_scan, seal  # noqa: E402

MODULES = BUILD / 'tests' / 'duckdb' / 'node_modules'
SCANS = 40
ADDRESSES = 50000
NAMES = itertools.count()
export, report = Command('export'), Command('report')


def what_is_missing():
    if not shutil.which('node'):
        return 'there is no node: run examples/install_packages.sh test'
    locks = MODULES.parent / 'package-lock.json', HERE / 'package-lock.json'
    if not (MODULES / '.package-lock.json').exists() or not filecmp.cmp(*locks, shallow=False):
        return f'DuckDB is not installed: run tests/duckdb/install.sh {BUILD}'
    return None


def exported(results, scan=1, suffix='.csv.gz'):
    file = FOLDER / f'{next(NAMES)}{suffix}'
    export.printed(results, '--scan', scan, '-o', file)
    return file


def coverage(*files):
    return subprocess.run(['node', HERE / 'coverage.mjs', *files], env={**os.environ, 'NODE_PATH': str(MODULES)},
                          capture_output=True, text=True, timeout=300)


def counted_by_duckdb(*files):
    done = coverage(*files)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def reported(results, scan=1):
    return json.loads(report.printed(results, 'coverage', '--json', '--param', f'scan={scan}'))


def same(one, other):
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other


def compare(what, found, expected):
    assert len(found) == len(expected) == 4, f'{what}: {found}, not {expected}'
    for row, right in zip(found, expected):
        assert list(row) == list(right) and all(map(same, row.values(), right.values())), f'{what}: {row}, not {right}'


def random_files():
    """Pairs of a results file and a scan in it, in which replies came again; every other file is sealed."""
    for seed in range(SCANS // 2):
        scans = [random_scan(random.Random(f'duckdb {seed}/{number}'), number, with_repeats=True) for number in (1, 2)]
        path = fill(FOLDER / f'random {seed}.db', *scans)
        if seed % 2:
            seal(path)
        yield from ((path, number) for number in (1, 2))


def random_scans_have_the_coverage_that_is_reported():
    pairs = list(random_files())
    for pair, found in zip(pairs, counted_by_duckdb(*[exported(*pair) for pair in pairs]), strict=True):
        compare(f'{pair[0].name}, scan {pair[1]}', found, reported(*pair))


def filled_file():
    path = FOLDER / 'large.db'
    program = BUILD / 'tests' / 'benchmark' / 'fill_file'
    done = subprocess.run([program, path, str(ADDRESSES)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return path


def a_large_scan_has_the_coverage_that_is_reported_gzipped_or_not():
    path = filled_file()
    expected = reported(path)
    assert expected[-1]['addresses'] > ADDRESSES * 0.9
    for what, found in zip(('gzipped', 'not gzipped'), counted_by_duckdb(exported(path), exported(path, suffix='.csv')),
                           strict=True):
        compare(what, found, expected)


def a_scan_without_replies_has_no_coverage():
    path = fill(FOLDER / 'none.db', make_scan(1, STUDY))
    compare('no replies', *counted_by_duckdb(exported(path)), reported(path))


def the_first_line_names_the_columns():
    path = fill(FOLDER / 'named.db', make_scan(1, STUDY))
    assert gzip.open(exported(path), 'rt').read() == HEAD + '\n'


def what_does_not_fit_into_its_column_is_refused():
    good = r'1,9,9,0,2,22,1,1,2,\N,\N,60,1795375201123456,\N,1,0'
    for bad, word in [(good.replace('9,9', '9,4294967296'), 'responder'), (good.replace('60', ''), 'ttl'),
                      (good.replace('2,22', r'\N,22'), 'NOT NULL'), (good.replace(r'\N,\N', '0,0'), 'CHECK'),
                      (good + ',0', 'Number of Columns')]:
        file = FOLDER / f'{next(NAMES)}.csv'
        file.write_text(f'{HEAD}\n{good}\n{bad}\n')
        done = coverage(file)
        assert done.returncode != 0 and not done.stdout and word in done.stderr, f'{bad}: {done}'


missing = what_is_missing()
if missing:
    sys.exit(missing)
run([
    random_scans_have_the_coverage_that_is_reported,
    a_large_scan_has_the_coverage_that_is_reported_gzipped_or_not,
    a_scan_without_replies_has_no_coverage,
    the_first_line_names_the_columns,
    what_does_not_fit_into_its_column_is_refused,
])
