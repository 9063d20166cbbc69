# SPDX-License-Identifier: MIT
"""`liveness share` makes a whole file or none, leaves its input alone, and says in one line what is in its way.

usage: test_share_command.py BUILD_DIRECTORY
"""

import contextlib
import fcntl
import hashlib
import itertools
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
import time

from cases import run
from command import Command, PROGRAM, wait_until_held
from results_file import FOLDER, NUMBERS, create, make_scan, store
from shared_file import LEVELS, SOURCE, changed, new_name, rows, sealed_file, secretive_scans, share, shared, unsealed_file

FILL_FILE = pathlib.Path(sys.argv[1], 'tests', 'benchmark', 'fill_file')
STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
scan, import_ = Command('scan'), Command('import')


def new_folder():
    folder = FOLDER / f'folder {next(NUMBERS)}'
    folder.mkdir()
    return folder


def small_file():
    return sealed_file(*secretive_scans(random.Random('small'), 1))


def large_file():
    path = new_name()
    subprocess.run([FILL_FILE, path, '40000'], check=True, stdout=subprocess.DEVNULL)
    return path


SMALL = small_file()
LARGE = large_file()  # about 140,000 replies, none of them sealed


def named(folder):
    return sorted(path.name for path in folder.iterdir())


def the_file_is_whole_and_alone_and_opens_on_read_only_media():
    for path, level in itertools.product((SMALL, LARGE), LEVELS):
        folder = new_folder()
        out = folder / 'out.db'
        share.printed(path, out, '--level', level)
        assert named(folder) == ['out.db']
        assert out.read_bytes()[18:20] == b'\x01\x01', 'it is in WAL mode'  # https://sqlite.org/fileformat.html 1.3.2
        assert rows(out, 'PRAGMA journal_mode') == [('delete',)] and rows(out, 'PRAGMA freelist_count') == [(0,)]
        assert rows(out, 'PRAGMA integrity_check') == [('ok',)]
        assert rows(out, 'SELECT count(*) FROM reply_log') == [(0,)]
        assert rows(out, "SELECT count(*) > 0 FROM sqlite_stat1 WHERE tbl = 'signature'") == [(1,)]
        out.chmod(0o400)
        folder.chmod(0o500)
        assert rows(out, 'SELECT count(*) FROM signature') > [(0,)]
        folder.chmod(0o700)


def the_mask_of_the_user_says_who_may_read_it():
    for mask, mode in [(0o022, 0o644), (0o077, 0o600), (0o002, 0o644)]:
        out = new_name()
        done = share(SMALL, out, '--level', 'summary', preexec_fn=lambda: os.umask(mask))
        assert done.returncode == 0 and stat.S_IMODE(out.stat().st_mode) == mode, done


def provenance_says_what_was_asked_for():
    out = new_name()
    before = time.time()
    share.printed(SMALL, out, '--level', 'blocks24', '--licence', 'CC-BY-4.0', '--contact', 'scans@example.org',
                  '--terms', 'Do not try to identify anybody.', '-q')
    (row,) = rows(out, """SELECT scan, step, action, parent_sha256, parent_scan, share_level.name, has_opt_outs, key_id,
                            version, licence, contact, terms, made_us / 1e6
                          FROM provenance JOIN share_level USING (level)""")
    version = subprocess.run([PROGRAM, '--version'], capture_output=True, text=True).stdout.split()[-1]
    assert row[:-1] == (1, 1, 'share', hashlib.sha256(SMALL.read_bytes()).hexdigest(), 1, 'blocks24', 0, None, version,
                        'CC-BY-4.0', 'scans@example.org', 'Do not try to identify anybody.'), row
    assert before <= row[-1] <= time.time()
    out = new_name()
    share.printed(SMALL, out, '--level', 'full', '--license', '')
    assert rows(out, 'SELECT licence, contact, terms FROM provenance') == [('', None, None)]


def the_input_is_left_alone():
    for path in (SMALL, LARGE):
        status = path.stat()
        content = path.read_bytes()
        for level in LEVELS:
            shared(path, level)
        assert path.read_bytes() == content and path.stat().st_mtime_ns == status.st_mtime_ns
        assert not [beside for beside in path.parent.glob(f'{path.name}-*') if '-shm' not in beside.name
                    and beside.stat().st_size > 0]  # who reads a file in WAL mode makes an empty log


def a_protected_input_in_a_protected_folder_will_do():
    folder = new_folder()
    path = pathlib.Path(shutil.copy(SMALL, folder / 'in.db'))
    path.chmod(0o444)
    folder.chmod(0o555)
    shared(path, 'anonymised')
    folder.chmod(0o755)


def start(path, out, level, *arguments):
    return subprocess.Popen([PROGRAM, 'share', path, out, '--level', level, *arguments], stderr=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)


def signals_leave_nothing_or_all():
    folder = new_folder()
    out = folder / 'out.db'
    interrupted = 0
    delays = [0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3]
    for (level, seconds), number in zip(itertools.product(['summary', 'anonymised'], delays), itertools.cycle(STOP_SIGNALS)):
        process = start(LARGE, out, level)
        wait_until_held(process, number)
        time.sleep(seconds)
        process.send_signal(number)
        words = process.communicate(timeout=60)[1]
        if process.returncode == 1:
            interrupted += 1
            assert words.startswith('liveness: interrupted') and words.count('\n') == 1, words
            assert named(folder) == []
        else:  # when it was done
            assert process.returncode in (0, -number) and named(folder) == ['out.db'], (process.returncode, words)
            assert rows(out, 'PRAGMA integrity_check') == [('ok',)]
            out.unlink()
    assert interrupted > 2, 'no signal came while it was made'


def a_question_is_answered_in_a_line_and_ends_nothing():
    out = new_name()
    process = start(LARGE, out, 'full', '-q')
    wait_until_held(process, signal.SIGUSR1)
    while process.poll() is None:
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.01)
    words = process.communicate()[1]
    assert process.returncode == 0 and out.exists(), (process.returncode, words)
    assert 'replies' in words and words.endswith('\n'), words


def what_a_kill_leaves_the_next_run_replaces():
    folder = new_folder()
    out = folder / 'out.db'
    killed = 0
    for seconds in (0, 0.01, 0.02, 0.05, 0.1, 0.2):
        process = start(LARGE, out, 'anonymised')
        wait_until_held(process, signal.SIGINT)
        time.sleep(seconds)
        process.kill()
        process.communicate()
        assert set(named(folder)) <= {'out.db', *(f'out.db.part{end}' for end in ('', '-journal', '-wal', '-shm'))}, named(folder)
        killed += 'out.db.part' in named(folder)
        if out.exists():
            out.unlink()
    (folder / 'out.db.part-wal').write_bytes(b'what is left')
    (folder / 'out.db.part').touch()
    assert killed, 'no kill came while it was made'
    share.printed(LARGE, out, '--level', 'anonymised')
    assert named(folder) == ['out.db'] and rows(out, 'PRAGMA integrity_check') == [('ok',)]


def lock(file):
    """As the program locks a file that it fills: src/warehouse/file_lock.c."""
    of_the_open_file = 37  # F_OFD_SETLK
    fcntl.fcntl(file, of_the_open_file, struct.pack('hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 1 << 62, 1, 0))


def who_makes_the_same_file_is_not_disturbed():
    out = new_name()
    with open(f'{out}.part', 'wb') as file:
        file.write(b'half of it')
        lock(file)
        share.refused(1, SMALL, out, '--level', 'summary', words=[f'{out}.part', 'is being written by another'])
        assert pathlib.Path(f'{out}.part').exists()
    share.printed(SMALL, out, '--level', 'summary')
    assert not pathlib.Path(f'{out}.part').exists()


def limited(bytes_):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))


def a_limit_of_file_size_leaves_nothing():
    folder = new_folder()
    sizes = [4096, 100_000, 300_000, 1_000_000]
    for level, size in itertools.product(['summary', 'anonymised', 'full'], sizes):
        done = share(LARGE, folder / 'out.db', '--level', level, preexec_fn=limited(size))
        assert done.returncode in (0, 1) and done.stderr.count('\n') == done.returncode, done
        assert named(folder) == ([] if done.returncode else ['out.db']), (level, size, named(folder))
        assert done.returncode or size > 300_000, done
        (folder / 'out.db').unlink(missing_ok=True)


# On a disk of its own of $3 bytes, with another one for temporary files.
SMALL_DISK = '''
    mount -t tmpfs -o size=$3 tmpfs "$2" && mkdir "$2/out" || exit 9
    SQLITE_TMPDIR="$2/out" TMPDIR="$2/out" "$0" share "$1" "$2/out/out.db" --level "$4"; echo $?; ls "$2/out"
'''


def a_full_disk_leaves_nothing():
    user = [] if os.getuid() == 0 else ['--map-root-user']
    ends = set()
    for level, size in itertools.product(['summary', 'full'], ['200k', '1m', '3m', '40m']):
        folder = new_folder()
        done = subprocess.run(['unshare', '--mount', *user, 'sh', '-c', SMALL_DISK, PROGRAM, LARGE, folder, size, level],
                              capture_output=True, text=True, timeout=60)
        status, *left = done.stdout.splitlines()
        assert (status, left, done.stderr.count('\n')) in [('0', ['out.db'], 0), ('1', [], 1)], (level, size, done)
        assert status == '0' or LARGE.name in done.stderr or 'out.db' in done.stderr, done
        ends.add(status)
    assert ends == {'0', '1'}, ends


def what_is_there_is_not_replaced():
    out = new_name()
    out.write_text('a diary')
    share.refused(2, SMALL, out, '--level', 'full', words=[str(out), 'exists; give a new name'])
    assert out.read_text() == 'a diary'
    share.refused(2, SMALL, SMALL, '--level', 'full', words=['exists'])
    link = new_name()
    link.symlink_to(FOLDER / 'nowhere.db')
    share.refused(2, SMALL, link, '--level', 'full', words=['exists'])
    share.refused(2, SMALL, new_folder(), '--level', 'full', words=['exists'])
    out = new_name()
    pathlib.Path(f'{out}.part').mkdir()
    share.refused(1, SMALL, out, '--level', 'full', words=['.part', 'is in the way'])


def what_comes_to_be_there_meanwhile_is_not_replaced():
    out = new_name()
    process = start(LARGE, out, 'full')
    while process.poll() is None and not pathlib.Path(f'{out}.part').exists():
        time.sleep(0.001)
    out.write_text('a diary')
    words = process.communicate(timeout=60)[1]
    assert process.returncode == 1 and words.count('\n') == 1 and f"cannot create '{out}'" in words, words
    assert out.read_text() == 'a diary' and not list(out.parent.glob(f'{out.name}.*'))


def a_folder_that_is_not_there_is_named():
    share.refused(1, SMALL, FOLDER / 'nowhere' / 'out.db', '--level', 'full', words=['nowhere', 'No such file or directory'])


def a_file_that_is_written_is_refused_with_the_remedy():
    path = changed(SMALL, 'PRAGMA journal_mode = WAL')
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('UPDATE scan SET ended_us = ended_us + 1')
        writer.commit()
        share.refused(1, path, new_name(), '--level', 'full', words=[str(path), 'is being written', 'liveness seal'])
    shared(path, 'full')
    pathlib.Path(f'{path}-journal').write_bytes(b'half a write')
    share.refused(1, path, new_name(), '--level', 'full', words=['broken off', 'liveness seal'])


def a_file_that_is_changed_meanwhile_makes_none():
    def touch(path):
        os.utime(path)

    def write(path):
        pathlib.Path(f'{path}-wal').write_bytes(b'a frame')

    for change in (touch, write):
        path, out = pathlib.Path(shutil.copy(LARGE, new_name())), new_name()
        process = start(path, out, 'full')
        while process.poll() is None and not pathlib.Path(f'{out}.part').exists():
            time.sleep(0.001)
        change(path)
        words = process.communicate(timeout=60)[1]
        assert process.returncode == 1 and 'was changed while it was read; try again' in words, words
        assert words.count('\n') == 1 and not list(out.parent.glob(f'{out.name}*'))


def a_file_of_an_older_version_is_shared_as_one_of_this():
    one, = secretive_scans(random.Random('older'), 1)
    path = new_name()
    with contextlib.closing(create(path, 12)) as database:
        store(database, one)
    before = path.read_bytes()
    expected = unsealed_file(one)
    for level in LEVELS:
        out = shared(path, level)
        assert rows(out, 'PRAGMA user_version') == rows(expected, 'PRAGMA user_version')
        query = 'SELECT sum(replies), sum(duplicates) FROM reply_sort'
        assert rows(out, query) == rows(expected, query)
    assert path.read_bytes() == before


def what_is_no_results_file_is_refused():
    text = new_name('txt')
    text.write_text('This is no database.\n' * 100)
    share.refused(1, text, new_name(), '--level', 'full', words=[str(text), 'is not a results file of liveness'])
    share.refused(1, FOLDER / 'none.db', new_name(), '--level', 'full', words=['none.db', 'No such file'])
    share.refused(1, FOLDER, new_name(), '--level', 'full', words=['is not a regular file'])
    share.refused(1, '/dev/null', new_name(), '--level', 'full', words=['is not a regular file'])
    empty = new_name()
    create(empty).close()
    share.refused(1, empty, new_name(), '--level', 'full', words=['has no scan'])


def mistakes_of_usage_are_told_in_one_line():
    out, lists = new_name(), new_name('txt')
    lists.write_text('203.0.113.300\n')
    for arguments, words in [
            ([], ['no results file', 'liveness share IN OUT --level LEVEL']),
            ([SMALL], ['no name for the output']),
            ([SMALL, out], ['no --level', 'summary, blocks24, anonymised or full']),
            ([SMALL, out, out, '--level', 'full'], ['expected two files']),
            ([SMALL, out, '--level', 'half'], ['--level', "'half'", 'summary, blocks24, anonymised or full']),
            ([SMALL, out, '--level', 'full', '--key', lists], ['--key is for --level anonymised']),
            ([SMALL, out, '--level', 'summary', '--with-keys'], ['--with-keys is for --level full']),
            ([SMALL, out, '--level', 'full', '--scan', '0'], ['--scan', "'0'"]),
            ([SMALL, out, '--level', 'full', '--scan', '7'], ['--scan', 'has no scan 7']),
            ([SMALL, out, '--level', 'full', '--opt-out', lists], [str(lists), '203.0.113.300']),
            ([SMALL, out, '--level', 'full', '--opt-out', FOLDER / 'none.txt'], ['none.txt', 'No such file']),
            ([SMALL, out, '--level', 'anonymised', '--key', lists], ['holds no key', 'head -c 32 /dev/urandom > key']),
            ([SMALL, out, '--level', 'anonymised', '--key', FOLDER / 'none'], ['none', 'No such file']),
            ([SMALL, out, '--level', 'full', '--nonsense'], ['nonsense'])]:
        share.refused(2, *arguments, words=words)
        assert not list(out.parent.glob(f'{out.name}*')), arguments


# Scans that were shared cannot go on, nor have captures imported for them, unless all that it takes is there.

def ended_early():
    one = make_scan(1, ['ssh', 'udp/161'], exit_reason='interrupted', targets=64, ranges=[(0xC0000200, 0xC000023F)])
    path = unsealed_file(one)
    return changed(path, "UPDATE setting SET value = 64 WHERE name = 'max-targets'; "
                         "UPDATE setting SET value = '192.0.2.0/26' WHERE name = 'targets'; "
                         "DELETE FROM setting WHERE name IN ('silent-neighbours', 'pcap')")


def a_scan_without_its_key_or_targets_is_refused_with_the_remedy():
    path = ended_early()
    for arguments, words in [
            (['full'], ['without its key and payloads', '--with-keys --with-payloads']),
            (['full', '--with-payloads'], ['without its key;', 'share it again with --with-keys,']),
            (['full', '--with-keys'], ['without its payloads;', 'share it again with --with-payloads,']),
            (['anonymised'], ['without its targets', "at the level 'anonymised'"]),
            (['blocks24'], ['without its targets', "at the level 'blocks24'"]),
            (['summary'], ['without its targets', "at the level 'summary'"])]:
        out = shared(path, *arguments)
        before = out.read_bytes()
        for refused in (lambda **told: import_.refused(2, '--scan', out, '-o', new_name(), 'none.pcap', **told),
                        lambda **told: scan.refused(2, '--resume', out, **told)):
            refused(words=['scan 1 was shared', 'use the file that it was made from', *words])
        assert rows(out, 'SELECT * FROM scan') == rows(changed(out, ''), 'SELECT * FROM scan')
        assert len(before) == out.stat().st_size


def a_scan_that_was_merged_without_its_key_is_refused_too():
    merged = changed(shared(ended_early(), 'full', '--with-payloads'), "UPDATE provenance SET action = 'merge'")
    scan.refused(2, '--resume', merged, words=['scan 1 was merged without its key; use the files that it was made from'])


def a_scan_that_was_shared_with_all_of_it_is_not_refused_for_that():
    by_hand = changed(ended_early(), 'UPDATE scan SET key = zeroblob(16)')
    for path in (shared(ended_early(), 'full', '--with-keys', '--with-payloads'), by_hand):
        import_.refused(2, '--scan', path, '-o', new_name(), FOLDER / 'none.pcap', words=['none.pcap', 'No such file'])
        done = scan('--resume', path, '--interface', 'none0')
        assert done.returncode and 'was shared' not in done.stderr, done


def a_shared_file_can_be_sealed_and_scanned_into():
    for level in LEVELS:
        out = shared(LARGE, level)
        query = 'SELECT count(*) FROM signature'
        before = rows(out, query)
        seal = Command('seal')
        assert seal.printed(out) == '' and rows(out, query) == before
        plan = scan('--dry-run', '--blocklist', 'none', '-o', out, '192.0.2.1')
        assert plan.returncode == 0 and 'which has 1 scan\n' in plan.stderr, plan.stderr


def help_tells_what_each_level_leaves():
    done = share('--help')
    assert done.returncode == 0 and not done.stderr
    for word in [*LEVELS, '--opt-out', '--key', '--licence', 'docs/sharing.md', 'Exit status: 0 done, 1 ']:
        assert word in ' '.join(done.stdout.split()), word


run([
    the_file_is_whole_and_alone_and_opens_on_read_only_media,
    the_mask_of_the_user_says_who_may_read_it,
    provenance_says_what_was_asked_for,
    the_input_is_left_alone,
    a_protected_input_in_a_protected_folder_will_do,
    signals_leave_nothing_or_all,
    a_question_is_answered_in_a_line_and_ends_nothing,
    what_a_kill_leaves_the_next_run_replaces,
    who_makes_the_same_file_is_not_disturbed,
    a_limit_of_file_size_leaves_nothing,
    a_full_disk_leaves_nothing,
    what_is_there_is_not_replaced,
    what_comes_to_be_there_meanwhile_is_not_replaced,
    a_folder_that_is_not_there_is_named,
    a_file_that_is_written_is_refused_with_the_remedy,
    a_file_that_is_changed_meanwhile_makes_none,
    a_file_of_an_older_version_is_shared_as_one_of_this,
    what_is_no_results_file_is_refused,
    mistakes_of_usage_are_told_in_one_line,
    a_scan_without_its_key_or_targets_is_refused_with_the_remedy,
    a_scan_that_was_merged_without_its_key_is_refused_too,
    a_scan_that_was_shared_with_all_of_it_is_not_refused_for_that,
    a_shared_file_can_be_sealed_and_scanned_into,
    help_tells_what_each_level_leaves,
])
