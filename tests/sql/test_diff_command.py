# SPDX-License-Identifier: MIT
"""`liveness diff` says of two files what the report churn says of one with both scans, or why it cannot.

usage: test_diff_command.py BUILD_DIRECTORY
"""

import contextlib
import csv
import io
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import time

from cases import run
from command import PROGRAM, Command
from dealt_scan import new_path, write, write_of_some_sort, write_sealed
from independent import Count, count_churn
from random_scan import random_scan
from results_file import FOLDER, NUMBERS, compare, insert, key_of, make_scan, report, seal

diff, reported, share, merge = Command('diff'), Command('report'), Command('share'), Command('merge')
PAIRS = 16


def table(*arguments):
    """Rows as the report has them."""
    head, *lines = csv.reader(io.StringIO(diff.printed(*arguments, '--csv')))
    return head, [(unit, level, *map(int, numbers)) for unit, level, *numbers in lines]


def random_pair(name):
    """With the same probes, half of the time, much stays."""
    some = random.Random(name)
    before, now = random_scan(some, 1, with_repeats=True), random_scan(some, 1, with_repeats=True)
    if some.random() < 0.6:
        now['probes'] = before['probes']
        now['log'] = [row for row in before['log'] if some.random() < 0.7]
        now['log'] += random_like(some, before, {row[:7] for row in before['log']})
        now['ranges'] = before['ranges']
    return before, now


def random_like(some, scan, known):
    """Replies of the same addresses to other probes."""
    others = [(target, some.choice(scan['probes'])['number'], *rest) for target, _, *rest in scan['log']]
    family = {probe['number']: probe['family'] for probe in scan['probes']}
    of = {'echo_reply': 'icmp', 'udp_valid': 'udp', 'udp_invalid': 'udp'}
    return [row for row in others if row[:7] not in known and row[4] != 'icmp_error'
            and family[row[1]] == of.get(row[4], 'tcp')]


def it_says_what_the_report_says_of_one_file():
    moved = [0] * 5
    for number in range(PAIRS):
        some = random.Random(number)
        before, now = random_pair(f'pair {number}')
        both = write(before, {**now, 'number': 2})
        compare(both)
        with contextlib.closing(sqlite3.connect(both)) as database:
            expected = report(database, 'churn')
        assert expected == count_churn(Count(now), Count(before)), number
        found = table(write_of_some_sort(some, before), write_of_some_sort(some, now))
        assert found == expected, f'pair {number}: {found} is not {expected}'
        moved = [total + sum(line[4 + i] for line in found[1]) for i, total in enumerate(moved)]
    assert min(moved) > PAIRS // 2, f'too little of stayed, appeared, gained, disappeared, lost: {moved}'


def every_form_is_that_of_the_report():
    before, now = random_pair('forms')
    both = write_sealed(before, {**now, 'number': 2})
    files = write(before), write_sealed(now)
    for form in ([], ['--csv'], ['--json'], ['--markdown']):
        assert diff.printed(*files, *form) == reported.printed(both, 'churn', *form), form
    assert len(json.loads(diff.printed(*files, '--json'))) == 9


def scans_may_be_named():
    scans = [random_scan(random.Random(f'named {number}'), number) for number in (1, 2, 5)]
    counts = {scan['number']: Count(scan) for scan in scans}
    one, other = write(*scans), write_sealed(*scans)
    for before in counts:
        for now in counts:
            found = table(one, other, '--before', before, '--scan', now)
            assert found == count_churn(counts[now], counts[before]), (before, now)
    assert table(one, other, '--before', 1) == count_churn(counts[5], counts[1])
    assert table(one, other, '--scan', 2) == count_churn(counts[2], counts[5])


def a_file_compared_with_itself_has_only_stayed():
    path = write(random_scan(random.Random('itself')))
    for unit, level, before, now, stayed, *moved in table(path, path)[1]:
        assert before == now == stayed and moved == [0] * 4, f'{unit} {level}'


def scans_without_replies_are_compared():
    full, empty = random_scan(random.Random('empty')), make_scan(1, ['ssh'])
    for before, now in [(full, empty), (empty, full), (empty, empty)]:
        assert table(write(before), write(now)) == count_churn(Count(now), Count(before))


def files_of_older_versions_are_compared():
    before, now = random_pair('older')
    expected = count_churn(Count(now), Count(before))
    for version in (5, 8, 12, 13):
        assert table(write(before, version=version), write(now)) == expected, version


def shared_at(level, path, *options):
    out = new_path()
    share.printed(path, out, '--level', level, *options)
    return out


def key_file(byte):
    path = FOLDER / f'key {next(NUMBERS)}'
    path.write_bytes(bytes([byte]) * 32)
    return path


def anonymised_files_are_compared_where_the_key_was_the_same():
    before, now = random_pair('anonymised')
    one, other = key_file(1), key_file(2)
    files = write(before), write(now)
    same = [shared_at('anonymised', file, '--key', one) for file in files]
    assert table(*same)[1][:5] == count_churn(Count(now), Count(before))[1][:5]  # of addresses
    words = ['cannot be compared: their addresses are not anonymised with the same key']
    for pair in [(same[0], shared_at('anonymised', files[1], '--key', other)), (same[0], files[1]), (files[0], same[1]),
                 (same[0], shared_at('anonymised', files[1]))]:
        diff.refused(1, *pair, words=[*words, *(f"'{path}'" for path in pair)])


def what_has_no_addresses_is_refused():
    path = write(random_scan(random.Random('levels')))
    for level in ('summary', 'blocks24'):
        shared = shared_at(level, path)
        for pair in [(shared, path), (path, shared)]:
            diff.refused(1, *pair, words=[f"'{shared}' has no addresses of scan 1", f"at the level '{level}'"])
    assert table(shared_at('full', path), path) == table(path, path)


def what_is_not_folded_is_refused():
    """Of the newest scan: the summaries of those before are whole."""
    scans = [random_scan(random.Random(f'unfolded {number}'), number) for number in (1, 2)]
    path = write(*scans)
    with contextlib.closing(sqlite3.connect(path)) as database:
        sort, = database.execute('SELECT sort FROM reply_sort WHERE scan = 2 AND direct').fetchone()
        insert(database, 'reply_log', [(key_of(2, scans[1]['log'][0][0], sort), None, 60, 10**9, None, 0)])
        database.execute('UPDATE fold SET unfolded = 1')
        database.commit()
    other = write(random_scan(random.Random('other')))
    for arguments in [(path, other), (other, path), (path, other, '--before', 2)]:
        diff.refused(1, *arguments, words=[f"'{path}': the last 1 replies are not folded yet", 'liveness seal'])
    assert table(path, other, '--before', 1)[1]
    seal(path)
    assert table(path, other)[1]


def merged_files_are_compared():
    scans = [{**random_scan(random.Random(f'merged {number}')), 'started_us': number} for number in range(3)]
    path = new_path()
    merge.printed(path, *map(write, scans))
    assert table(path, write(scans[0]), '--before', 2) == count_churn(Count(scans[0]), Count(scans[1]))


def neither_file_is_changed():
    files = [write(scan) for scan in random_pair('unchanged')]
    before = [(file.read_bytes(), sorted(file.parent.glob(file.name + '*'))) for file in files]
    table(*files)
    assert before == [(file.read_bytes(), sorted(file.parent.glob(file.name + '*'))) for file in files]


def a_file_that_is_written_can_be_read():
    path = write(random_scan(random.Random('written')))
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('PRAGMA journal_mode = WAL')
        writer.execute("INSERT INTO setting VALUES (1, 'x', 'y')")
        writer.commit()
        assert table(path, path)[1]


def mistakes_are_named():
    path = write(make_scan(1, ['ssh']))
    missing = FOLDER / 'missing.db'
    for arguments, words in [((), ['no results files; liveness diff A B']), ((path,), ['no second results file']),
                             ((path, path, path), ['expected two files, A and B']), ((path, path, '--best'), ['--best']),
                             ((path, path, '--before', '0'), ['--before: expected the number of a scan, from 1']),
                             ((path, path, '--scan', 'x'), ["--scan: expected the number of a scan, from 1, got 'x'"]),
                             ((path, path, '--before', '2'), [f"--before: '{path}' has no scan 2"]),
                             ((path, path, '--scan', '2'), [f"--scan: '{path}' has no scan 2"])]:
        diff.refused(2, *arguments, words=words)
    for pair in [(path, missing), (missing, path)]:
        diff.refused(1, *pair, words=[f"'{missing}'", 'No such file'])
    text = FOLDER / 'text.db'
    text.write_text('not a results file\n' * 99)
    diff.refused(1, path, text, words=[f"'{text}'"])
    diff.refused(2, path, write(), words=['has no scan'])


def a_scan_may_not_be_told_by_a_wrong_row():
    """What is damaged is named, whichever table it is in."""
    path = write(random_scan(random.Random('damaged')))
    for change in ['UPDATE host SET signature = 10000', 'DELETE FROM signature', "UPDATE scan SET started_us = 'x'"]:
        copy = shutil.copy(path, new_path())
        with contextlib.closing(sqlite3.connect(copy)) as database:
            database.execute('PRAGMA ignore_check_constraints = ON')
            with contextlib.suppress(sqlite3.IntegrityError):
                database.execute(change)
            database.commit()
        done = diff(copy, path)
        assert done.returncode in (0, 1) and done.stderr.count('\n') == done.returncode, (change, done)


def a_signal_ends_it():
    files = [write(random_scan(random.Random('signal'))) for _ in range(2)]
    with open('/dev/full', 'w') as full:
        assert subprocess.run([PROGRAM, 'diff', *files], stdout=full, stderr=subprocess.DEVNULL).returncode == 1
    process = subprocess.Popen([PROGRAM, 'diff', '/dev/stdin', files[1]], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                               stdout=subprocess.DEVNULL)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode in (1, -signal.SIGINT), process.returncode


def help_tells_what_it_does():
    done = diff('--help')
    assert done.returncode == 0 and not done.stderr
    for word in ['the report churn', '--before=N', '--scan=N', '--markdown', 'Exit status: 0 done, 1 ']:
        assert word in ' '.join(done.stdout.split()), word


run([
    it_says_what_the_report_says_of_one_file,
    every_form_is_that_of_the_report,
    scans_may_be_named,
    a_file_compared_with_itself_has_only_stayed,
    scans_without_replies_are_compared,
    files_of_older_versions_are_compared,
    anonymised_files_are_compared_where_the_key_was_the_same,
    what_has_no_addresses_is_refused,
    what_is_not_folded_is_refused,
    merged_files_are_compared,
    neither_file_is_changed,
    a_file_that_is_written_can_be_read,
    mistakes_are_named,
    a_scan_may_not_be_told_by_a_wrong_row,
    a_signal_ends_it,
    help_tells_what_it_does,
])
