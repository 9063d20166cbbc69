# SPDX-License-Identifier: MIT
"""Whatever is in a results file, whoever reads it says no in one line: no crash, no hang, nothing written.

usage: test_hostile.py BUILD_DIRECTORY [SHARE]

SHARE is the part of the files that is tried, 1 unless given; always the same ones.
"""

import concurrent.futures
import itertools
import os
import random
import shutil
import sys

import commands
from commands import FOLDER, Trial  # before others: it tells where tests/sql is
import beside
import flips
import headers
import old_files
import schemas
import trees
import values
from cases import run

SHARE = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
FOLDERS = itertools.count()
NAMED = 4  # files that are listed for each problem


def problems_of(file):
    folder = FOLDER / f'hostile {next(FOLDERS)}'
    folder.mkdir()
    path = folder / file.file_name
    file.make(path)
    found = Trial(path, file).problems()
    shutil.rmtree(folder, ignore_errors=True)
    return file.name, found


def listed(found):
    """By problem, the files that have it."""
    names = {}
    for name, problems in found:
        for problem in problems:
            names.setdefault(problem, []).append(name)
    for problem, those in names.items():
        more = f' and {len(those) - NAMED} more' if len(those) > NAMED else ''
        yield f'{problem}\n        {"; ".join(repr(name) for name in those[:NAMED])}{more}'


def try_all(family):
    files = [file for file in family if random.Random(file.name).random() < SHARE]
    assert files, 'there are none'
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        problems = list(listed(workers.map(problems_of, files)))
    assert not problems, f'{len(problems)} problems with {len(files)} files\n    ' + '\n    '.join(problems)


# The demand of every case: one line that names the file, and nothing else happens.
def a_view_is_not_taken_for_a_table():
    try_all(schemas.views_for_tables())


def views_that_are_not_ours_are_not_used():
    try_all(schemas.changed_views())


def what_is_not_of_the_schema_is_refused():
    try_all(itertools.chain(schemas.more_or_less(), schemas.triggers(), schemas.replaced()))


def rows_of_the_schema_that_sqlite_would_not_write_are_refused():
    try_all(itertools.chain(schemas.added_rows(), schemas.changed_rows()))


def values_of_other_types_are_refused():
    try_all(values.of_other_types())


def values_out_of_range_are_noticed():
    try_all(values.out_of_range())


def odd_values_do_no_harm():
    try_all(values.odd_values())


def files_that_are_cut_off_or_too_long_are_refused():
    try_all(headers.cuts())


def headers_that_lie_are_refused():
    try_all(headers.lies())


def what_is_no_database_or_no_file_is_refused():
    try_all(itertools.chain(headers.not_databases(), headers.other_kinds()))


def nothing_happens_to_what_is_beside_a_file():
    try_all(beside.all_files())


def pages_that_point_anywhere_do_no_harm():
    try_all(trees.all_files())


def older_files_are_no_less_looked_at():
    try_all(old_files.all_files())


def a_bit_that_turned_over_does_no_harm():
    try_all(flips.all_files())


def reading_has_an_end():
    try_all(itertools.chain(trees.endless(), old_files.endless(), headers.large(), schemas.slow_schemas()))


if commands.SEPARATED is None:
    print('no network namespace: scan --resume is left out')
run([
    a_view_is_not_taken_for_a_table,
    views_that_are_not_ours_are_not_used,
    what_is_not_of_the_schema_is_refused,
    rows_of_the_schema_that_sqlite_would_not_write_are_refused,
    values_of_other_types_are_refused,
    values_out_of_range_are_noticed,
    odd_values_do_no_harm,
    files_that_are_cut_off_or_too_long_are_refused,
    headers_that_lie_are_refused,
    what_is_no_database_or_no_file_is_refused,
    nothing_happens_to_what_is_beside_a_file,
    pages_that_point_anywhere_do_no_harm,
    older_files_are_no_less_looked_at,
    a_bit_that_turned_over_does_no_harm,
    reading_has_an_end,
])
