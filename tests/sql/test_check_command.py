# SPDX-License-Identifier: MIT
"""`liveness check` passes sound files in every state and names what is damaged in others, whatever it is.

usage: test_check_command.py BUILD_DIRECTORY
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
from command import Command, PROGRAM, wait_until_held
from random_scan import random_scan
from results_file import FOLDER, NUMBERS, STUDY, fill, key_of, make_scan
from results_file import seal as seal_by_command
from sealed_file import seal

check = Command('check')
HEAD = ['step', 'scan', 'problem', 'expected', 'found']


def make_file(*scans):
    return fill(FOLDER / f'{next(NUMBERS)}.db', *scans)


def changed(path, change):
    """A copy of the file, changed by SQL or by a function."""
    copy = shutil.copy(path, FOLDER / f'{next(NUMBERS)}.db')
    with contextlib.closing(sqlite3.connect(copy)) as database:
        database.executescript(change) if isinstance(change, str) else change(database)
        database.commit()
    return copy


def is_sound(path, contents=''):
    before = path.read_bytes()
    done = check(path)
    assert path.read_bytes() == before, 'it was changed'
    assert done.returncode == 0 and not done.stderr, done
    assert done.stdout.startswith(f"'{path}' is sound: ") and done.stdout.count('\n') == 1, done
    assert done.stdout.endswith(contents + '\n'), done


def problems(path):
    """Rows of a file that is not sound, without the head."""
    done = check(path, '--csv')
    head, *rows = csv.reader(io.StringIO(done.stdout))
    count = f'{len(rows)} problem' + ('s' if len(rows) > 1 else '')
    assert done.returncode == 1 and head == HEAD and rows, done
    assert done.stderr == f"liveness: '{path}' is not sound: {count}\n", done
    return [tuple(row) for row in rows]


def small_scan():
    """Three SYN-ACKs, of which the router sent one more error."""
    scan = make_scan(1, STUDY + ['control'], ranges=[(0xC0000200, 0xC00002FF)])
    scan['log'] = [(0xC0000200 + last, 1, 1, None, 'syn_ack', None, None, 60, last, None, 1, last % 2)
                   for last in (10, 20, 35)]
    scan['log'].append((0xC0000211, 1, 1, 0xC6336401, 'icmp_error', 3, 1, 60, 99, None, 2, 0))
    scan['health'] = [(0, 100, 0, 10**6, 5, 5, 0, 0, 0, 0)]
    return scan


SMALL = make_file(small_scan())
HOST_10 = 0xC000020A


def sound_files_get_one_line_in_every_state_of_sealing():
    for seed in range(12):
        scans = [random_scan(random.Random(f'check {seed}/{number}'), number, with_repeats=seed % 2)
                 for number in range(1, 2 + seed % 3)]
        path = make_file(*scans)
        is_sound(path)
        for share in (0.0, 0.4, 1):
            is_sound(changed(path, lambda database: seal(database, share)))
        seal_by_command(path)
        is_sound(path)


def the_line_says_how_much_was_checked():
    is_sound(SMALL, '1 scan, 4 replies')
    is_sound(make_file(), '0 scans, 0 replies')
    is_sound(make_file(make_scan(1, ['echo']), make_scan(2, ['echo'])), '2 scans, 0 replies')


def a_scan_that_still_writes_can_be_checked():
    path = changed(SMALL, 'PRAGMA journal_mode = WAL')
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('BEGIN IMMEDIATE')
        writer.execute('DELETE FROM host')
        is_sound(path)
        writer.commit()
        assert problems(path)


# A SYN-ACK from 192.0.2.50 that came once more than it was folded.
UNFOLDED = f'''
    INSERT INTO reply_log VALUES ({key_of(1, HOST_10 + 40, 0)}, NULL, 60, 200, NULL, 0);
    UPDATE reply_sort SET replies = replies + 1 WHERE sort = 0;
    UPDATE health SET captured = captured + 1, replies = replies + 1;
    UPDATE fold SET unfolded = unfolded + 1'''


def replies_that_are_not_folded_yet_are_no_problem():
    is_sound(changed(SMALL, UNFOLDED), '1 scan, 5 replies')
    folded = changed(SMALL, UNFOLDED + '; UPDATE fold SET log_row = log_row + 1')
    assert ('summaries', '1', 'host 192.0.2.50: mask syn_ack', '2', '0') in problems(folded)


def a_read_only_file_can_be_checked():
    path = changed(SMALL, '')
    path.chmod(0o444)
    is_sound(path)
    assert sorted(path.parent.glob(path.name + '*')) == [path], 'something was left beside it'


# What is done to the small file, and the rows that name it: step, problem, expected, found.
DAMAGES = [
    ('UPDATE signature SET hosts = 9 WHERE syn_ack <> 0', [
        ('identities', 'signature: its hosts are the addresses that have it', '10', '4'),
        ('summaries', 'signature 1: hosts', '3', '9')]),
    (f'DELETE FROM host WHERE address = {HOST_10}', [
        ('identities', 'signature: its hosts are the addresses that have it', '4', '3'),
        ('summaries', 'host 192.0.2.10: mask syn_ack', '2', '0'),
        ('summaries', 'signature 1: hosts', '2', '3')]),
    (f'UPDATE host SET signature = 2 WHERE address = {HOST_10}', [
        ('summaries', 'host 192.0.2.10: mask syn_ack', '2', '0'),
        ('summaries', 'host 192.0.2.10: mask error_indirect', '0', '2')]),
    ('INSERT INTO host VALUES (1, 7, 1)', [('summaries', 'host 0.0.0.7: mask syn_ack', '0', '2')]),
    ('UPDATE host SET signature = 77', [
        ('identities', 'signature: every address has one', '0', '4'),
        ('summaries', 'host 192.0.2.10 and 2 more: mask syn_ack', '2', '0')]),
    ('DELETE FROM host WHERE signature = 2; UPDATE signature SET hosts = 0 WHERE signature = 2', [
        ('identities', 'signature: every one has an address', '2', '1')]),
    ('UPDATE signature SET udp_valid = 1 << 6 WHERE syn_ack <> 0', [
        ('summaries', 'host 192.0.2.10 and 2 more: mask udp_valid', '0', '64')]),
    ('UPDATE signature SET syn_ack = 1 << 6 WHERE syn_ack <> 0', [
        ('identities', 'ports_answered: their sum is transport active', '3', '0')]),
    ('UPDATE block24 SET probes = 3 WHERE block = 0xC00002', [('summaries', 'block24 192.0.2.0: mask', '2', '3')]),
    ('DELETE FROM block24 WHERE block = 0xC63364', [('summaries', 'block24 198.51.100.0: mask', '2', '0')]),
    ('INSERT INTO block24 VALUES (1, 5, 2)', [('summaries', 'block24 0.0.5.0: mask', '0', '2')]),
    ('UPDATE block24_count SET blocks = 7', [('summaries', 'block24_count of mask 2: blocks', '2', '7')]),
    ('UPDATE fold SET unfolded = 1000', [('summaries', 'fold: unfolded', '0', '1000')]),
    ('DELETE FROM fold', [('summaries', 'fold: rows', '1', '0')]),
    ('INSERT INTO fold VALUES (4, 0)', [('summaries', 'fold: rows', '1', '2')]),
    ('INSERT INTO sealing VALUES (1, 0, 0, 0, 0), (2, 0, 0, 0, 0)', [('summaries', 'sealing: rows', '1', '2')]),
    ('UPDATE reply_sort SET replies = 8 WHERE kind = 2', [
        ('identities', 'replies: every one is counted', '4', '9'),
        ('summaries', 'reply_sort 0: replies', '3', '8')]),
    ('UPDATE reply_sort SET duplicates = 8 WHERE kind = 2', [('summaries', 'reply_sort 0: duplicates', '1', '8')]),
    (f'DELETE FROM reply_log WHERE reply = {key_of(1, HOST_10, 0)}', [
        ('identities', 'replies: every one is counted', '3', '4'),
        ('summaries', 'host 192.0.2.10: mask syn_ack', '0', '2'),
        ('summaries', 'reply_sort 0: replies', '2', '3')]),
    (f'UPDATE reply_log SET reply = {key_of(1, 7, 0)} WHERE reply = {key_of(1, HOST_10, 0)}', [
        ('identities', 'stray replies: every target is in the scanned ranges', '0', '1'),
        ('summaries', 'host 0.0.0.7: mask syn_ack', '2', '0'),
        ('summaries', 'host 192.0.2.10: mask syn_ack', '0', '2')]),
    (f'INSERT INTO reply VALUES ({key_of(1, 0xC0000233, 0)}, 60, 5, NULL)', [
        ('identities', 'replies: every one is counted', '5', '4'),
        ('summaries', 'host 192.0.2.51: mask syn_ack', '2', '0')]),
    ('UPDATE reply_sort SET probe = 17', [
        ('identities', 'stray replies: the scan has the probe of every reply', '0', '4')]),
    ('UPDATE health SET captured = 4', [
        ('identities', 'health: captured = replies + duplicates + unsolicited', '5', '4')]),
    ('UPDATE probe SET family = 9 WHERE probe = 8', [
        ('references', 'probe: 1 rows refer to no row of family', '0', '1')]),
    ('UPDATE signature SET probes = 9223372036854775807, hosts = 9223372036854775807', [
        ('identities', 'cannot be checked: integer overflow', '', '')]),
    ('PRAGMA ignore_check_constraints = ON; UPDATE scan SET attempts = -1', [
        ('integrity', 'CHECK constraint failed in scan', '', '')]),
]


def every_kind_of_damage_is_named():
    for change, wanted in DAMAGES:
        found = [row[:1] + row[2:] for row in problems(changed(SMALL, change))]
        for row in wanted:
            assert row in found, f'{change}: {row} is not in {found}'


def damage_to_a_sealed_reply_is_named():
    path = changed(SMALL, seal)
    is_sound(path)
    for table in ('reply', 'reply_other'):
        found = problems(changed(path, f'DELETE FROM {table}'))
        assert any(problem.startswith('reply_sort ') for _, _, problem, _, _ in found), found


def damage_to_a_comparison_of_scans_is_named():
    path = make_file(small_scan(), dict(small_scan(), number=2))
    seal_by_command(path)
    is_sound(path)
    for change, wanted in [
            ('UPDATE churn SET addresses = 7 WHERE signature = 1',
             ('summaries', '2', 'churn since scan 1, signatures 1 and 1: addresses', '3', '7')),
            ('DELETE FROM churn24 WHERE probes = 2',
             ('summaries', '2', 'churn24 since scan 1, masks 2 and 2: blocks', '2', '0')),
            ('DELETE FROM comparison',
             ('summaries', '2', 'churn24 since scan 1, masks 2 and 2: blocks', '0', '2'))]:
        found = problems(changed(path, change))
        assert wanted in found, f'{change}: {wanted} is not in {found}'


def a_problem_is_told_of_the_scan_that_has_it():
    path = make_file(small_scan(), dict(small_scan(), number=2))
    found = problems(changed(path, 'UPDATE health SET captured = 4 WHERE scan = 2'))
    assert [row[:2] for row in found] == [('identities', '2')], found


def long_lists_are_cut():
    found = problems(changed(SMALL, '''WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 150)
                                       INSERT INTO block24 SELECT 1, n, 2 FROM n'''))
    listed = [row for row in found if row[2].startswith('block24 ')]
    assert len(listed) == 100 and found[-1][2] == 'and more, which are not listed', found


def every_form_is_a_table_whether_sound_or_not():
    done = check(SMALL, '--csv')
    assert done.returncode == 0 and done.stdout == ','.join(HEAD) + '\n' and ' is sound: ' in done.stderr, done
    assert json.loads(check(SMALL, '--json').stdout) == []
    path = changed(SMALL, 'UPDATE health SET captured = 4')
    row, = json.loads(check(path, '--json').stdout)
    assert row == dict(zip(HEAD, ['identities', 1, 'health: captured = replies + duplicates + unsolicited', 5, 4])), row
    assert check(path, '--markdown').stdout.startswith('| ' + ' | '.join(HEAD) + ' |\n')
    assert check(path).stdout.split()[:5] == HEAD


def overwritten(path, offset, content):
    copy = FOLDER / f'{next(NUMBERS)}.db'
    content_before = path.read_bytes()
    copy.write_bytes(content_before[:offset] + content + content_before[offset + len(content):])
    return copy


def one_line_says_no(path):
    done = check(path)
    assert done.returncode == 1 and done.stderr.startswith('liveness: ') and done.stderr.count('\n') == 1, done
    return done


def a_page_that_is_overwritten_is_noticed_wherever_it_is():
    path = changed(make_file(random_scan(random.Random('pages'), 1)), 'VACUUM')
    size = path.stat().st_size
    for start in range(0, size, 4096):
        copy = overwritten(path, start, b'\xff' * 64)
        one_line_says_no(copy)
        copy.unlink()


def a_file_that_is_cut_off_is_noticed():
    copy = changed(make_file(random_scan(random.Random('pages'), 1)), 'VACUUM')
    with copy.open('r+b') as file:
        file.truncate(copy.stat().st_size // 8192 * 4096)
    one_line_says_no(copy)


def flipped_bytes_never_crash_it():
    generator = random.Random('flips')
    path = changed(make_file(random_scan(random.Random('flipped'), 1)), 'VACUUM')
    for _ in range(120):
        copy = overwritten(path, generator.randrange(path.stat().st_size), generator.randbytes(generator.randrange(1, 9)))
        done = check(copy)
        assert done.returncode in (0, 1), done
        assert done.returncode == 0 or done.stderr.startswith('liveness: ') and done.stderr.count('\n') == 1, done
        copy.unlink()


def an_interrupt_ends_it_with_one_line():
    path = changed(SMALL, f'''WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 400000)
                              INSERT INTO reply_log SELECT {key_of(1, 0, 0)} + (n << 20), NULL, 9, n, NULL, 0 FROM n''')
    for delay_ms in (0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 7, 10, 20, 50, 100):
        process = subprocess.Popen([PROGRAM, 'check', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_until_held(process, signal.SIGINT)
        time.sleep(delay_ms / 1000)
        process.send_signal(signal.SIGINT)
        printed, told = process.communicate(timeout=60)
        assert process.returncode == 1 and not printed, printed
        assert told == f"liveness: interrupted: '{path}' is not checked to the end\n", told


def mistakes_are_told_in_one_line():
    check.refused(2, words=['FILE'])
    check.refused(2, SMALL, SMALL, words=['one file'])
    check.refused(2, SMALL, '--xml', words=['--xml'])
    check.refused(1, FOLDER / 'missing.db', words=['missing.db', 'No such file'])
    (FOLDER / 'words.db').write_text('no database at all, whatever its name says' * 100)
    check.refused(1, FOLDER / 'words.db', words=['words.db', 'not a results file'])


def the_help_tells_of_every_step():
    done = check('--help')
    assert done.returncode == 0, done
    for word in ('integrity', 'references', 'identities', 'summaries', 'Exit status', '--json'):
        assert word in done.stdout, word


run([
    sound_files_get_one_line_in_every_state_of_sealing,
    the_line_says_how_much_was_checked,
    a_scan_that_still_writes_can_be_checked,
    replies_that_are_not_folded_yet_are_no_problem,
    a_read_only_file_can_be_checked,
    every_kind_of_damage_is_named,
    damage_to_a_sealed_reply_is_named,
    damage_to_a_comparison_of_scans_is_named,
    a_problem_is_told_of_the_scan_that_has_it,
    long_lists_are_cut,
    every_form_is_a_table_whether_sound_or_not,
    a_page_that_is_overwritten_is_noticed_wherever_it_is,
    a_file_that_is_cut_off_is_noticed,
    flipped_bytes_never_crash_it,
    an_interrupt_ends_it_with_one_line,
    mistakes_are_told_in_one_line,
    the_help_tells_of_every_step,
])
