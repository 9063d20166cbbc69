# SPDX-License-Identifier: MIT
"""Good files of every kind are read by every command that reads, and are the same afterwards.

usage: test_good_files.py BUILD_DIRECTORY
"""

import commands
from commands import READS, PRINTS_PROBLEMS, Done, changes, copied_alone, good_results, state
from cases import run
from good_file import PLAIN, SEALED, UNSEALED, connect
from old_files import OLD
from results_file import seal

READERS = [words for words, what in commands.COMMANDS if what in (READS, PRINTS_PROBLEMS)]
NOTHING_TO_IMPORT = 'holds no packets'
BEING_WRITTEN = 'is being written'


def read_by_all(path, expected=None, is_being_written=False):
    """By each reader; what each did. The folder is as it was. Only what makes a file of it waits until it is done."""
    before = state(path.parent)
    found = {}
    for words in READERS:
        done = found[words] = Done(words, path)
        problems = list(done.wrongs()) + [change for change in changes(before, state(path.parent))
                                          if change != f"changes '{path.name}-shm'"]
        assert not problems, f'{words}: {problems}'
        if words.startswith('import'):
            assert done.status == 1 and NOTHING_TO_IMPORT in done.err, done.err
        elif is_being_written and words.startswith(('share', 'merge')):
            assert done.status == 1 and BEING_WRITTEN in done.err, done.err
            continue
        else:
            assert done.status == 0, f'{words}: {done.status} {done.out + done.err}'
        if expected:
            assert done.out == expected[words].out, f'{words}: {done.out} is not {expected[words].out}'
    return found


def sealed_and_unsealed_files_are_read():
    expected = read_by_all(copied_alone(SEALED))
    read_by_all(copied_alone(PLAIN), expected)
    unsealed = read_by_all(copied_alone(UNSEALED))
    for words in commands.FIGURES:
        assert unsealed[words].out == expected[words].out, words


def a_file_that_is_written_to_is_read():
    path = copied_alone(SEALED)
    with connect(path) as writer:
        writer.executescript("PRAGMA journal_mode = WAL; INSERT INTO setting VALUES (2, 'more', 'x'); BEGIN IMMEDIATE; "
                             "DELETE FROM host")
        read_by_all(path, good_results(SEALED), is_being_written=True)


def a_read_only_file_is_read():
    path = copied_alone(SEALED)
    path.chmod(0o444)
    read_by_all(path, good_results(SEALED))


def older_versions_are_read_and_say_the_same_when_sealed():
    for version, old in OLD.items():
        path = copied_alone(old)
        before = read_by_all(path)
        seal(path)
        after = read_by_all(path)
        for words in commands.FIGURES:
            assert before[words].out == after[words].out, f'version {version}: {words}'


def a_name_may_be_any():
    for name in ('spaces and ümlauts.db', "quo'te.db", 'percent%41?mode=memory.db', 'file:x.db', '-', '--x.db', '#'):
        path = copied_alone(SEALED)
        path = path.rename(path.with_name(name))
        done = Done('report FILE levels', path)
        assert done.status == 0, f'{name}: {done.err}'


run([
    sealed_and_unsealed_files_are_read,
    a_file_that_is_written_to_is_read,
    a_read_only_file_is_read,
    older_versions_are_read_and_say_the_same_when_sealed,
    a_name_may_be_any,
])
