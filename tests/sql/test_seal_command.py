# SPDX-License-Identifier: MIT
"""`liveness seal` leaves one file that opens anywhere, says what is in its way, and can be broken off.

usage: test_seal_command.py BUILD_DIRECTORY
"""

import contextlib
import itertools
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from cases import run
from command import Command, PROGRAM, as_nobody, wait_until_held
from random_scan import random_scan
from results_file import FOLDER, NUMBERS, fill, make_scan, report

liveness = Command('seal')
FILL_FILE = pathlib.Path(sys.argv[1], 'tests', 'benchmark', 'fill_file')
STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
EVERYTHING = 'SELECT * FROM replies ORDER BY 1, 2, 3, 4, 5, 7, 8, 9'


def new_file(name='seal'):
    scans = [random_scan(random.Random(f'{name} {number}'), number, True) for number in (1, 2)]
    return fill(FOLDER / f'{name} {next(NUMBERS)}.db', *scans)


def sealed(path, *arguments):
    done = liveness(path, *arguments)
    assert done.returncode == 0 and not done.stdout and not done.stderr, done


def rows(path, query):
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def read_all(path):
    return rows(path, EVERYTHING)


def count(path, table):
    return rows(path, f'SELECT count(*) FROM {table}')[0][0]


def the_replies_are_the_same_before_and_after():
    path = new_file()
    before = read_all(path)
    sealed(path)
    assert read_all(path) == before
    assert count(path, 'reply_log') == 0 and count(path, 'reply') > 0 and count(path, 'reply_other') > 0
    assert report(sqlite3.connect(path), 'check')[1] == []


def sealing_twice_changes_nothing():
    path = new_file()
    sealed(path)
    before, size = read_all(path), path.stat().st_size
    sealed(path)
    assert read_all(path) == before and path.stat().st_size == size


def an_empty_scan_can_be_sealed():
    path = fill(FOLDER / f'{next(NUMBERS)}.db', make_scan(1, ['ssh']))
    sealed(path)
    assert count(path, 'reply') == 0


def a_sealed_file_opens_on_read_only_media():
    path = new_file()
    sealed(path, '--quiet')
    folder = FOLDER / f'media {next(NUMBERS)}'
    folder.mkdir()
    copy = shutil.copy(path, folder / 'results.db')
    os.chmod(copy, 0o400)
    os.chmod(folder, 0o500)
    assert path.read_bytes()[18:20] == b'\x01\x01', 'it is in WAL mode'  # https://sqlite.org/fileformat.html 1.3.2
    assert not path.with_name(path.name + '-wal').exists()
    assert sqlite3.connect(f'file:{copy}?mode=ro', uri=True).execute('SELECT count(*) FROM replies').fetchone()[0] > 0


def statistics_for_the_planner_are_in_a_sealed_file():
    path = new_file()
    sealed(path)
    assert count(path, "sqlite_stat1 WHERE tbl = 'host'") == 1


def a_reader_keeps_its_view_and_is_named():
    path = new_file()
    reader = sqlite3.connect(path)
    reader.execute('PRAGMA journal_mode = WAL')
    reader.execute('BEGIN')
    before = reader.execute(EVERYTHING).fetchall()
    done = liveness(path)
    assert done.returncode == 0 and 'is open in another program' in done.stderr, done
    assert reader.execute(EVERYTHING).fetchall() == before
    reader.close()
    assert read_all(path) == before and count(path, 'reply_log') == 0


def what_is_no_results_file_is_refused_and_named():
    text = FOLDER / f'{next(NUMBERS)}.txt'
    text.write_text('This is no database.\n' * 100)
    liveness.refused(1, text, words=[str(text)])
    liveness.refused(1, FOLDER / 'none.db', words=['none.db', 'No such file'])
    other = FOLDER / f'other {next(NUMBERS)}.db'
    sqlite3.connect(other).executescript('CREATE TABLE t (x)')
    liveness.refused(1, other, words=['is not a results file of liveness'])


def wrong_usage_is_named():
    liveness.refused(2, words=['no results file', 'liveness seal FILE'])
    liveness.refused(2, 'a.db', 'b.db', words=["'b.db'", 'one file'])
    liveness.refused(2, '--nonsense', 'a.db', words=['nonsense'])


def a_file_that_may_not_be_written_is_named():
    path = new_file()
    path.chmod(0o444)
    before = path.read_bytes()
    liveness.refused(1, path, words=[str(path)], **as_nobody(FOLDER))
    assert path.read_bytes() == before


def large_file():
    path = FOLDER / f'large {next(NUMBERS)}.db'
    subprocess.run([FILL_FILE, path, '30000'], check=True, stdout=subprocess.DEVNULL)
    return path


def interrupt(path, number, seconds):
    """The exit status, and what was said, of sealing that gets a signal so many seconds after it has begun."""
    process = subprocess.Popen([PROGRAM, 'seal', path], stderr=subprocess.PIPE, text=True)
    wait_until_held(process, number)
    time.sleep(seconds)
    process.send_signal(number)
    _, words = process.communicate(timeout=60)
    return process.returncode, words


def an_interrupt_leaves_a_sound_file_that_is_gone_on_with():
    path = large_file()
    replies = count(path, 'reply_row')
    interrupted = 0
    for number, seconds in zip(itertools.cycle(STOP_SIGNALS), (0, 0.02, 0.03, 0.01, 0.04, 0.005)):
        status, words = interrupt(path, number, seconds)
        if status == 1:
            interrupted += 1
            assert words.count('\n') == 1 and 'liveness seal goes on' in words, words
        else:
            assert status in (0, -number), (status, words)  # when it was done
        assert count(path, 'reply_row') == replies
        assert rows(path, 'SELECT unfolded FROM fold') == [(0,)]
    sealed(path)
    assert count(path, 'reply') > 0.99 * replies and count(path, 'reply_log') == 0
    assert interrupted, 'no signal came while it was sealing'


def a_question_is_answered_in_a_line_and_ends_nothing():
    path = large_file()
    process = subprocess.Popen([PROGRAM, 'seal', '-q', path], stderr=subprocess.PIPE, text=True)
    wait_until_held(process, signal.SIGUSR1)
    while process.poll() is None:
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.01)
    words = process.communicate()[1]
    assert process.returncode == 0 and count(path, 'reply_log') == 0, (process.returncode, words)
    assert words and words.endswith('\n'), words
    for line in words.splitlines():
        assert re.fullmatch(r'[a-z ]+(: \d+%)?', line), line


# On a disk of its own, of $3 bytes at first: how sealing ends there, and once there is room.
SMALL_DISK = '''
    mount -t tmpfs -o size=$3 tmpfs "$2" && cp "$1" "$2/full.db" || exit 9
    "$0" seal "$2/full.db" 2>"$2.err"; echo $?
    sqlite3 "$2/full.db" "PRAGMA integrity_check; SELECT count(*) FROM reply_row"
    mount -o remount,size=100m "$2" && "$0" seal "$2/full.db"; echo $?
    sqlite3 "$2/full.db" "SELECT count(*) FROM reply; SELECT count(*) FROM summary_mismatch"
    cat "$2.err"
'''


def seal_on_a_small_disk(path, size):
    folder = FOLDER / f'disk {next(NUMBERS)}'
    folder.mkdir()
    user = [] if os.getuid() == 0 else ['--map-root-user']
    done = subprocess.run(['unshare', '--mount', *user, 'sh', '-c', SMALL_DISK, PROGRAM, path, folder, str(size)],
                          capture_output=True, text=True, timeout=60)
    assert not done.stderr, done
    return done.stdout.splitlines()


def a_full_disk_leaves_a_sound_file_that_is_gone_on_with():
    path = large_file()
    replies = str(count(path, 'reply_row'))
    ends = set()
    for percent in range(105, 260, 30):
        status, integrity, kept, status_again, sealed_replies, wrong, *words = seal_on_a_small_disk(
            path, path.stat().st_size * percent // 100)
        assert (integrity, kept, status_again, sealed_replies, wrong) == ('ok', replies, '0', replies, '0'), (
            percent, words)
        assert status == '0' and not words or len(words) == 1 and 'full.db' in words[0], (percent, words)
        ends.add(status)
    assert ends == {'0', '1'}, ends  # some were large enough


def a_file_that_cannot_shrink_by_itself_is_made_anew():
    path = new_file()
    assert rows(path, 'PRAGMA auto_vacuum') == [(0,)]  # as older versions made them
    sealed(path)
    assert rows(path, 'PRAGMA auto_vacuum') == [(2,)] and rows(path, 'PRAGMA freelist_count') == [(0,)]


def help_tells_what_it_does():
    done = liveness('--help')
    assert done.returncode == 0 and not done.stderr
    for word in ['sort its replies by target', '--resume', 'Exit status: 0 done, 1 ', '--quiet']:
        assert word in ' '.join(done.stdout.split()), word


run([
    the_replies_are_the_same_before_and_after,
    sealing_twice_changes_nothing,
    an_empty_scan_can_be_sealed,
    a_sealed_file_opens_on_read_only_media,
    statistics_for_the_planner_are_in_a_sealed_file,
    a_reader_keeps_its_view_and_is_named,
    what_is_no_results_file_is_refused_and_named,
    wrong_usage_is_named,
    a_file_that_may_not_be_written_is_named,
    an_interrupt_leaves_a_sound_file_that_is_gone_on_with,
    a_question_is_answered_in_a_line_and_ends_nothing,
    a_full_disk_leaves_a_sound_file_that_is_gone_on_with,
    a_file_that_cannot_shrink_by_itself_is_made_anew,
    help_tells_what_it_does,
])
