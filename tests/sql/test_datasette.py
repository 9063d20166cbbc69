# SPDX-License-Identifier: MIT
"""`liveness export --to datasette` writes metadata whose queries are the canned reports, by Datasette's rules.

usage: test_datasette.py BUILD_DIRECTORY
"""

import json
import random
import sqlite3

from cases import run
from command import Command
from random_scan import random_scan
from results_file import FOLDER, fill, report, sql_files

export = Command('export')
share = Command('share')
PATH = fill(FOLDER / 'two.scans.db', random_scan(random.Random('first'), 1), random_scan(random.Random('second'), 2))


def metadata(path):
    return json.loads(export.printed(path, '--to', 'datasette'))


def the_database_is_called_as_datasette_calls_it():
    assert list(metadata(PATH)['databases']) == ['two.scans']


def every_report_is_a_query_with_title_and_description():
    queries = metadata(PATH)['databases']['two.scans']['queries']
    assert list(queries) == [file.stem for file in sql_files('queries')]
    for name, query in queries.items():
        assert query['title'] and len(query['description']) > 40 and '\n' not in query['description'], name
        assert f'-- title: {query["title"]}\n' in dict((f.stem, f.read_text()) for f in sql_files('queries'))[name]


def queries_give_what_reports_do_with_parameters_as_datasette_binds_them():
    database = sqlite3.connect(PATH)
    for name, query in metadata(PATH)['databases']['two.scans']['queries'].items():
        for scan in ('', '1', '2'):
            rows = database.execute(query['sql'], {'scan': scan, 'before': ''}).fetchall()
            assert rows == report(database, name, int(scan) if scan else None)[1], f'{name} of scan {scan!r}'


def licence_contact_and_terms_are_told():
    shared = FOLDER / 'shared.db'
    share.printed(PATH, shared, '--level', 'summary', '--licence', 'CC0', '--contact', 'a@example.org', '--terms', '<b>')
    told = metadata(shared)['databases']['shared']
    assert (told['license'], told['source'], told['about']) == ('CC0', 'a@example.org', '<b>')
    assert '<' not in export.printed(shared, '--to', 'datasette')
    assert not {'license', 'source', 'about'} & set(metadata(PATH)['databases']['two.scans'])


def what_picks_replies_or_addresses_is_refused():
    for mistake in (['--scan', '1'], ['--probe', 'echo'], ['--where', 'level=network_alive']):
        export.refused(2, PATH, '--to', 'datasette', *mistake, words=['datasette'])


run([
    the_database_is_called_as_datasette_calls_it,
    every_report_is_a_query_with_title_and_description,
    queries_give_what_reports_do_with_parameters_as_datasette_binds_them,
    licence_contact_and_terms_are_told,
    what_picks_replies_or_addresses_is_refused,
])
