# SPDX-License-Identifier: MIT
"""`liveness export` leaves a whole file or none, tells each mistake and all damage in a line, and ends when told to.

usage: test_export_output.py BUILD_DIRECTORY
"""

import contextlib
import gzip
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
from exported import LEVELS, changed, file_of
from random_scan import random_scan
from results_file import FOLDER, KINDS, NUMBERS, create, fill, key_of, make_scan
from results_file import seal as seal_by_command

export = Command('export')
FILL_FILE = pathlib.Path(sys.argv[1], 'tests', 'benchmark', 'fill_file')
FORMS = ['csv', 'json', 'list', 'cidr', 'range']


def new_folder():
    folder = FOLDER / f'folder {next(NUMBERS)}'
    folder.mkdir()
    return folder


def small_file():
    return file_of(random_scan(random.Random('output'), 1))


def large_file():
    path = FOLDER / f'large {next(NUMBERS)}.db'
    subprocess.run([FILL_FILE, path, '30000'], check=True, stdout=subprocess.DEVNULL)
    return path


SMALL, LARGE = small_file(), large_file()
TEXT = {path: export.printed(path) for path in (SMALL, LARGE)}


def mistakes_of_usage_are_told_in_one_line():
    for words, arguments in [
            (['no results file', 'liveness export FILE'], []),
            (["'b.db'", 'one file'], ['a.db', 'b.db']),
            (['nonsense'], [SMALL, '--nonsense']),
            (['--to', 'csv, json, list, cidr, range', "'xml'"], [SMALL, '--to', 'xml']),
            (['--scan', "'0'"], [SMALL, '--scan', '0']),
            (['--scan', "'x'"], [SMALL, '--scan', 'x']),
            (['--scan', "'99999999999999999999'"], [SMALL, '--scan', '99999999999999999999']),
            (['--scan', 'has no scan 7'], [SMALL, '--scan', '7']),
            (['--where', 'kind=NAME', "'ttl=5'"], [SMALL, '--where', 'ttl=5']),
            (['--where', "'level'"], [SMALL, '--to', 'list', '--where', 'level']),
            (['--where kind', *KINDS, "'synack'"], [SMALL, '--where', 'kind=synack']),
            (['--where kind', "''"], [SMALL, '--where', 'kind=']),
            (['--where level', *LEVELS, "'alive'"], [SMALL, '--to', 'list', '--where', 'level=alive']),
            (['--where tarpit', '0 or 1', "'2'"], [SMALL, '--to', 'cidr', '--where', 'tarpit=2']),
            (['--where tarpit', "'01'"], [SMALL, '--to', 'cidr', '--where', 'tarpit=01']),
            (['--where level', '--to csv', 'kind=NAME'], [SMALL, '--where', 'level=network_alive']),
            (['--where tarpit', '--to json'], [SMALL, '--to', 'json', '--where', 'tarpit=1']),
            (['--where kind=syn_ack', '--to list', 'level=NAME'], [SMALL, '--to', 'list', '--where', 'kind=syn_ack']),
            (['--where kind=syn_ack', '--to cidr'], [SMALL, '--to', 'cidr', '--where', 'kind=syn_ack']),
            (['--where kind=syn_ack', '--to range'], [SMALL, '--to', 'range', '--where', 'kind=syn_ack'])]:
        export.refused(2, *arguments, words=words)
        out = new_folder() / 'out'
        export.refused(2, *arguments, '-o', out, words=words)
        assert not list(out.parent.iterdir()), arguments


def unknown_probes_are_told_with_those_there_are():
    path = file_of(make_scan(1, ['ssh', 'https', 'tcp/8080']))
    for form in FORMS:
        for probes in ('telnet', 'ssh,telnet', 'ss', 'ssh,', '', ',', 'ssh,,https', 'ssh ,https', 'tcp/80', 'SSH'):
            export.refused(2, path, '--to', form, '--probe', probes,
                           words=['--probe', 'ssh, https, tcp/8080', f"got '{probes}'"])


def a_control_probe_has_replies_and_makes_nobody_alive():
    path = file_of(make_scan(1, ['ssh', 'control']))
    for form in ('list', 'cidr', 'range'):
        export.refused(2, path, '--to', form, '--probe', 'ssh,control', words=['expected some of ssh, got', "'ssh,control'"])
    for form in ('csv', 'json'):
        export.printed(path, '--to', form, '--probe', 'ssh,control')


def the_last_condition_of_a_sort_counts():
    twice = export.printed(SMALL, '--where', 'kind=nonsense', '--where', 'kind=icmp_error')
    assert twice == export.printed(SMALL, '--where', 'kind=icmp_error') != TEXT[SMALL]


def what_is_no_results_file_is_told():
    export.refused(1, FOLDER / 'missing.db', words=['missing.db', 'No such file'])
    export.refused(1, __file__, words=['test_export_output.py'])
    path = FOLDER / f'{next(NUMBERS)}.db'
    create(path).close()
    export.refused(2, path, words=['has no scan'])


def the_results_file_is_no_output():
    path = changed(SMALL, '')
    link, hard_link = FOLDER / 'soft.db', FOLDER / 'hard.db'
    link.symlink_to(path.name)
    hard_link.hardlink_to(path)
    before = path.read_bytes()
    for output in (path, path.parent / '.' / path.name, link, hard_link):
        export.refused(2, path, '-o', output, words=['is the results file itself'])
        export.refused(2, link, '-o', output, words=['is the results file itself'])
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('PRAGMA journal_mode = WAL')
        writer.execute("UPDATE reply_log SET ttl = 9")
        writer.commit()
        for suffix in ('-wal', '-shm'):
            export.refused(2, link, '-o', f'{path}{suffix}', words=['is the results file itself, or its log'])
        assert writer.execute('SELECT DISTINCT ttl FROM reply_log').fetchall() == [(9,)]
    assert path.read_bytes() != before and hard_link.samefile(path)


def places_where_nothing_can_be_written_are_told():
    folder = new_folder()
    export.refused(1, SMALL, '-o', folder / 'none' / 'out.csv', words=['out.csv', 'No such file or directory'])
    export.refused(1, SMALL, '-o', folder, words=[folder.name, 'Is a directory'])
    export.refused(1, SMALL, '-o', SMALL / 'out', words=['Not a directory'])
    export.refused(1, SMALL, '-o', folder / ('x' * 300), words=['File name too long'])
    export.refused(1, SMALL, '-o', '', words=['No such file'])
    (folder / 'nowhere').symlink_to('none/out.csv')
    export.refused(1, SMALL, '-o', folder / 'nowhere', words=['nowhere', 'No such file'])
    assert [path.name for path in folder.iterdir()] == ['nowhere']


def what_may_not_be_written_is_left():
    rights = as_nobody(FOLDER)
    SMALL.chmod(0o644)
    folder = new_folder()
    if os.getuid() == 0:
        export.refused(1, SMALL, '-o', folder / 'out.csv', words=['Permission denied'], **rights)
    folder.chmod(0o777)
    kept = folder / 'kept.csv'
    kept.write_text('kept')
    kept.chmod(0o444)
    export.refused(1, SMALL, '-o', kept, words=['kept.csv', 'Permission denied'], **rights)
    assert kept.read_text() == 'kept' and list(folder.iterdir()) == [kept]


def a_full_disk_is_told_however_late():
    """By less than the buffers hold, it shows only at the end."""
    for path in (SMALL, LARGE):
        for form in FORMS:
            for gzipped in ([], ['-z']):
                export.refused(1, path, '--to', form, *gzipped, '-o', '/dev/full',
                               words=["cannot write '/dev/full': No space left on device"])
                with open('/dev/full', 'w') as full:
                    done = subprocess.run([PROGRAM, 'export', path, '--to', form, *gzipped], stdout=full,
                                          stderr=subprocess.PIPE, text=True, timeout=60)
                assert done.returncode == 1 and done.stderr == (
                    "liveness: cannot write 'standard output': No space left on device\n"), done


def limited(path, output, *arguments):
    """As on a full disk: files may have 50 KB."""
    return subprocess.run(['sh', '-c', 'ulimit -f 100; exec "$@"', 'sh', PROGRAM, 'export', path, '-o', output, *arguments],
                          capture_output=True, text=True, timeout=60)


def no_half_file_is_left_on_a_full_disk():
    for name, arguments in (('out.csv', []), ('out.csv.gz', []), ('out.json', ['--to', 'json'])):
        output = new_folder() / name
        for before in (None, 'before'):
            if before:
                output.write_text(before)
            done = limited(LARGE, output, *arguments)
            assert done.returncode == 1 and done.stderr == f"liveness: cannot write '{output}': File too large\n", done
            assert [(path, path.read_text()) for path in output.parent.iterdir()] == ([(output, before)] if before else [])


def a_file_is_replaced_when_the_new_one_is_whole():
    output = new_folder() / 'out.csv'
    output.write_text('before')
    reader = output.open()
    assert export.printed(SMALL, '-o', output) == ''
    assert output.read_text() == TEXT[SMALL] and reader.read() == 'before'
    assert export.printed(LARGE, '-q', '-o', output) == ''
    assert output.read_text() == TEXT[LARGE] and list(output.parent.iterdir()) == [output]


def links_are_followed():
    folder = new_folder()
    (folder / 'real').mkdir()
    real, link = folder / 'real' / 'out.csv', folder / 'link.csv'
    real.write_text('before')
    link.symlink_to('real/out.csv')
    export.printed(SMALL, '-o', link)
    assert link.is_symlink() and real.read_text() == TEXT[SMALL]
    assert {path.name for path in folder.iterdir()} == {'real', 'link.csv'} and list(real.parent.iterdir()) == [real]


def standard_output_has_other_names():
    for output in ('-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'):
        assert export.printed(SMALL, '-o', output) == TEXT[SMALL], output
        file = new_folder() / 'out'
        with file.open('w') as stream:
            stream.write('before\n')
            stream.flush()
            done = subprocess.run([PROGRAM, 'export', SMALL, '-o', output], stdout=stream, stderr=subprocess.PIPE, timeout=60)
        assert done.returncode == 0 and not done.stderr, done
        assert file.read_text() == 'before\n' + TEXT[SMALL] and list(file.parent.iterdir()) == [file]
    assert not pathlib.Path('-').exists()


def a_named_pipe_gets_it_as_it_is():
    pipe = new_folder() / 'pipe.gz'
    os.mkfifo(pipe)
    with subprocess.Popen([PROGRAM, 'export', LARGE, '-o', pipe], stderr=subprocess.PIPE, text=True) as process:
        assert gzip.decompress(pipe.read_bytes()).decode() == TEXT[LARGE]
        assert process.wait(60) == 0 and process.stderr.read() == ''
    assert pipe.is_fifo() and list(pipe.parent.iterdir()) == [pipe]


def closed_early(path, ignored, *arguments):
    """How it ends when whoever reads it has read ten bytes."""
    with subprocess.Popen([PROGRAM, 'export', path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          restore_signals=not ignored) as process:
        assert len(os.read(process.stdout.fileno(), 10)) == 10
        process.stdout.close()
        return process.wait(60), process.stderr.read()


def a_broken_pipe_is_the_end_without_a_word():
    """Python ignores SIGPIPE, and so do the programs that it starts unless it restores it."""
    for form in FORMS[:3]:
        for gzipped in ([], ['-z']):
            status = closed_early(LARGE, False, '--to', form, *gzipped)
            assert status == (-signal.SIGPIPE, b''), status
            status = closed_early(LARGE, True, '--to', form, *gzipped)
            assert status == (1, b''), status


def a_closed_output_is_as_none():
    done = subprocess.run(['sh', '-c', '"$0" export "$1" >&-', PROGRAM, SMALL], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1) and done.stderr.count('\n') <= 1 and SMALL.exists(), done


def interrupt(path, output, numbers, seconds):
    """The exit status, and what was said, of exporting that gets signals so many seconds after it has begun."""
    process = subprocess.Popen([PROGRAM, 'export', path, '-o', output], stderr=subprocess.PIPE, text=True)
    wait_until_held(process, numbers[0])
    time.sleep(seconds)
    for number in numbers:
        process.send_signal(number)
    _, words = process.communicate(timeout=60)
    return process.returncode, words


def a_signal_leaves_the_file_as_it_was_or_whole():
    """Once, or twice as those do who are in a hurry; while replies are sorted, and while they are written."""
    sealed = shutil.copy(LARGE, FOLDER / f'{next(NUMBERS)}.db')
    seal_by_command(sealed)
    whole = {path: set(export.printed(path).splitlines()) for path in (LARGE, sealed)}
    stopped = 0
    pairs = [(signal.SIGINT,), (signal.SIGTERM,), (signal.SIGHUP,), (signal.SIGINT, signal.SIGTERM),
             (signal.SIGINT, signal.SIGINT), (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    for before in (None, 'before'):
        for at, numbers in enumerate(pairs * 2):
            path, output = (LARGE, sealed)[at % 2], new_folder() / 'out.csv'
            if before:
                output.write_text(before)
            status, words = interrupt(path, output, numbers, (at % 4) * 0.012)
            found = output.read_text() if output.exists() else None
            if found == before:
                stopped += 1
                told = status == 1 and words.startswith('liveness: interrupted') and words.count('\n') == 1
                assert told or len(numbers) > 1 and -status in numbers, (status, words)  # one more ends it at once
            else:
                assert set(found.splitlines()) == whole[path] and not words, (status, words)
                assert status == 0 or -status in numbers, status
            assert not list(output.parent.glob('*.part')), (status, words)
    assert stopped > 4, 'hardly a signal came while it was exporting'


def a_signal_ends_it_at_a_pipe_that_nobody_reads():
    pipe = new_folder() / 'pipe'
    os.mkfifo(pipe)
    for arguments in ([], ['-o', '/dev/stdout'], ['-o', pipe]):
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        with subprocess.Popen([PROGRAM, 'export', LARGE, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            time.sleep(0.5)
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == -signal.SIGINT and process.stderr.read() == b''
        os.close(reader)


def a_question_is_answered_in_a_line():
    output = new_folder() / 'out.csv'
    process = subprocess.Popen([PROGRAM, 'export', '-q', LARGE, '-o', output], stderr=subprocess.PIPE, text=True)
    wait_until_held(process, signal.SIGUSR1)
    while process.poll() is None:
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.002)
    words = process.communicate()[1]
    assert process.returncode == 0 and output.read_text() == TEXT[LARGE], (process.returncode, words)
    assert set(words.splitlines()) == {'exporting'}, words


def exports_at_once_do_not_mix():
    output = new_folder() / 'out.csv'
    texts = set(TEXT.values())
    processes = [subprocess.Popen([PROGRAM, 'export', path, '-o', output]) for path in (LARGE, SMALL) * 3]
    while any(process.poll() is None for process in processes):
        assert not output.exists() or output.read_text() in texts
    assert all(process.returncode == 0 for process in processes)
    assert output.read_text() in texts and list(output.parent.iterdir()) == [output]


def damaged(path, table, damage):
    """Rows that no scan writes, in a file whose maker minded neither types nor checks; the schema is as it was."""
    copy = shutil.copy(path, FOLDER / f'{next(NUMBERS)}.db')
    schema = "SELECT sql FROM sqlite_schema WHERE name = ?"
    with contextlib.closing(sqlite3.connect(copy)) as database:
        (sql,), = database.execute(schema, [table]).fetchall()
        database.execute('PRAGMA writable_schema = ON')
        loose = re.sub(r'\bNOT NULL\b', '', re.sub(r'(, *)?\bSTRICT\b(, *)?', '', sql))
        database.execute('UPDATE sqlite_schema SET sql = ? WHERE name = ?', [loose, table])
        database.commit()
    with contextlib.closing(sqlite3.connect(copy)) as database:
        database.execute('PRAGMA ignore_check_constraints = ON')
        assert database.execute(damage).rowcount > 0, damage
        database.execute('PRAGMA writable_schema = ON')
        database.execute('UPDATE sqlite_schema SET sql = ? WHERE name = ?', [sql, table])
        database.commit()
    return copy


def check_damage(path, table, damage, forms, words):
    copy = damaged(path, table, damage)
    for form in forms:
        folder = new_folder()
        done = export(copy, '--to', form, '-o', folder / 'out')
        assert done.returncode == 1 and not done.stdout, f'{damage}: {done}'
        assert done.stderr.startswith('liveness: ') and done.stderr.count('\n') == 1, f'{damage}: {done}'
        assert all(word in done.stderr for word in words), f'{damage}: {done.stderr}'
        assert not list(folder.iterdir()), damage


def replies_that_no_scan_stores_are_told_and_leave_no_file():
    sealed = shutil.copy(SMALL, FOLDER / f'{next(NUMBERS)}.db')
    seal_by_command(sealed)
    unknown = key_of(1, 5, 1048575)
    for path, table in ((SMALL, 'reply_log'), (sealed, 'reply_other'), (sealed, 'reply')):
        damages = ["ttl = 256", "ttl = 'x'", "ttl = 1.5", 'ttl = NULL', "time_us = 'x'", 'time_us = 9223372036854775807',
                   'rtt_us = -7', "rtt_us = X'00'", f'reply = {unknown}']
        if table != 'reply':
            damages += ['responder = 8589934592', 'responder = -1', "responder = 'x'", "responder = 1.5",
                        'duplicates = -1', "duplicates = 'x'", 'duplicates = NULL']
        for damage in damages:
            which = f'(SELECT max(reply) FROM {table})'
            check_damage(path, table, f'UPDATE {table} SET {damage} WHERE reply = {which}', ['csv', 'json'],
                         ['is damaged: a reply of scan 1', 'liveness check'])


def addresses_that_are_none_are_told_and_leave_no_file():
    for address in ('4294967296', '-1', "'x'", '1.5', "X'00'", '8589934592'):
        check_damage(SMALL, 'host', f'UPDATE host SET address = {address} WHERE address = (SELECT max(address) FROM host)',
                     ['list', 'cidr', 'range'], ['is damaged: table host'])


def other_damage_is_told_and_leaves_no_file():
    check_damage(SMALL, 'scan', 'UPDATE scan SET started_us = 9223372036854775807', ['csv', 'json'],
                 ['is damaged: scan 1 started'])
    check_damage(SMALL, 'scan', "UPDATE scan SET started_us = 'x'", FORMS, ['is damaged'])
    check_damage(SMALL, 'probe', "UPDATE probe SET port = 'x' WHERE probe = 0", FORMS, ['is damaged'])
    torn = shutil.copy(LARGE, FOLDER / f'{next(NUMBERS)}.db')
    os.truncate(torn, torn.stat().st_size // 2)
    folder = new_folder()
    export.refused(1, torn, '-o', folder / 'out', words=[torn.name])
    assert not list(folder.iterdir())


def what_was_shared_without_replies_or_addresses_says_so():
    shared = '''INSERT INTO provenance (scan, step, action, parent_sha256, parent_scan, level, has_opt_outs, made_us, version)
                VALUES (1, 1, 'share', '', 1, {}, 0, 5, '1')'''
    for level, name in ((3, 'blocks24'), (4, 'summary')):
        path = changed(SMALL, shared.format(level))
        for form in FORMS:
            words = ['replies' if form in ('csv', 'json') else 'addresses', 'of scan 1', f"'{name}'"]
            export.refused(1, path, '--to', form, words=words)
    assert export.printed(changed(SMALL, shared.format(2))) == TEXT[SMALL]


def hostile_names_steer_no_terminal():
    path = changed(fill(FOLDER / f'{next(NUMBERS)}.db', make_scan(1, ['ssh'])),
                   "UPDATE probe SET name = char(27) || '[2J' || char(10) || 'x'")
    export.refused(2, path, '--probe', 'y', words=['--probe', '?[2J?x'])
    export.refused(2, path, '--probe', '\x1b[2J', words=["got '?[2J'"])
    export.refused(2, path, '--where', 'kind=\x1b[2J', words=["got '?[2J'"])


run([
    mistakes_of_usage_are_told_in_one_line,
    unknown_probes_are_told_with_those_there_are,
    a_control_probe_has_replies_and_makes_nobody_alive,
    the_last_condition_of_a_sort_counts,
    what_is_no_results_file_is_told,
    the_results_file_is_no_output,
    places_where_nothing_can_be_written_are_told,
    what_may_not_be_written_is_left,
    a_full_disk_is_told_however_late,
    no_half_file_is_left_on_a_full_disk,
    a_file_is_replaced_when_the_new_one_is_whole,
    links_are_followed,
    standard_output_has_other_names,
    a_named_pipe_gets_it_as_it_is,
    a_broken_pipe_is_the_end_without_a_word,
    a_closed_output_is_as_none,
    a_signal_leaves_the_file_as_it_was_or_whole,
    a_signal_ends_it_at_a_pipe_that_nobody_reads,
    a_question_is_answered_in_a_line,
    exports_at_once_do_not_mix,
    replies_that_no_scan_stores_are_told_and_leave_no_file,
    addresses_that_are_none_are_told_and_leave_no_file,
    other_damage_is_told_and_leaves_no_file,
    what_was_shared_without_replies_or_addresses_says_so,
    hostile_names_steer_no_terminal,
])
