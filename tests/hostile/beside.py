# SPDX-License-Identifier: MIT
"""Files with other files beside them that SQLite takes for their logs."""

import random
import shutil

from commands import JOURNAL, NOISE, SOUND
from good_file import FOLDER, NUMBERS, PLAIN, SEALED, connect
from hostile_file import HostileFile
from pages import Pages, journal

READERS = {'report', 'lookup', 'check', 'import'}


def with_beside(suffix, content, base=SEALED):
    """A copy with a file beside it that has that suffix."""
    def make(path):
        shutil.copy(base, path)
        path.with_name(path.name + suffix).write_bytes(content)
    return make


def in_wal_mode(path):
    shutil.copy(SEALED, path)
    with connect(path) as database:
        database.execute('PRAGMA journal_mode = WAL')


def wal_of(change):
    """The file and its log, as they are while somebody writes."""
    path = FOLDER / f'{next(NUMBERS)}.db'
    in_wal_mode(path)
    with connect(path) as database:
        database.executescript(change)
        return path.read_bytes(), path.with_name(path.name + '-wal').read_bytes()


def wal_pair(change, cut=None, wal_only=False):
    def make(path):
        before, log = wal_of(change)
        path.write_bytes(SEALED.read_bytes() if wal_only else before)
        path.with_name(path.name + '-wal').write_bytes(log[:cut])
    return make


CHANGE = "UPDATE signature SET hosts = hosts + 1; CREATE TABLE more (x)"
GENERATOR = random.Random('beside')


def logs():
    yield HostileFile('-wal of garbage', with_beside('-wal', GENERATOR.randbytes(5000)))
    yield HostileFile('-wal of another database', wal_pair(CHANGE, wal_only=True))
    yield HostileFile('empty -wal', with_beside('-wal', b''), SOUND)
    yield HostileFile('-wal that adds a table', wal_pair(CHANGE))
    yield HostileFile('-wal that is cut off in its head', wal_pair(CHANGE, 20), NOISE)
    yield HostileFile('-wal that is cut off', wal_pair(CHANGE, 5000), NOISE)
    yield HostileFile('-shm alone', with_beside('-shm', GENERATOR.randbytes(32768)), SOUND)
    yield HostileFile('WAL mode without a -wal', in_wal_mode, SOUND, only=READERS)


def wal_with(suffix, content):
    def make(path):
        in_wal_mode(path)
        path.with_name(path.name + suffix).write_bytes(content)
    return make


def wal_mode():
    yield HostileFile('WAL mode, -wal of garbage', wal_with('-wal', GENERATOR.randbytes(5000)), NOISE, only=READERS)
    yield HostileFile('WAL mode, empty -wal', wal_with('-wal', b''), NOISE, only=READERS)
    yield HostileFile('WAL mode, -shm of garbage', wal_with('-shm', GENERATOR.randbytes(32768)), NOISE, only=READERS)
    yield HostileFile('WAL mode, both of garbage', both_of_garbage, NOISE, only=READERS)
    yield HostileFile('WAL mode, -wal that is a link', wal_link, NOISE)
    yield HostileFile('WAL mode, -shm that is a link', shm_link, NOISE)
    yield HostileFile('-wal that is a folder', beside_folder('-wal'), NOISE)
    yield HostileFile('-journal that is a folder', beside_folder('-journal'), NOISE, without=['seal'])
    yield HostileFile('-journal that is a link', journal_link, NOISE)


def both_of_garbage(path):
    in_wal_mode(path)
    for suffix in ('-wal', '-shm'):
        path.with_name(path.name + suffix).write_bytes(GENERATOR.randbytes(40000))


def victim_beside(path):
    victim = path.with_name('victim')
    victim.write_text('precious\n' * 5000)
    return victim


def wal_link(path):
    in_wal_mode(path)
    victim_beside(path)
    path.with_name(path.name + '-wal').symlink_to('victim')


def shm_link(path):
    in_wal_mode(path)
    victim_beside(path)
    path.with_name(path.name + '-shm').symlink_to('victim')


def journal_link(path):
    shutil.copy(SEALED, path)
    victim_beside(path)
    path.with_name(path.name + '-journal').symlink_to('victim')


def beside_folder(suffix):
    def make(path):
        shutil.copy(SEALED, path)
        path.with_name(path.name + suffix).mkdir()
    return make


def hot_journal(super_name='', page_count=None):
    """Puts back pages of another database, and may name a journal of several databases."""
    def make(path):
        file = Pages(PLAIN)
        file.write(path)
        other = {number: bytes(file.size) for number in (2, 3)}
        count = page_count or len(file)
        text = journal(other, file.size, count, str(path.with_name(super_name)) if super_name else '')
        path.with_name(path.name + '-journal').write_bytes(text)
        victim_beside(path)
    return make


def journals():
    yield HostileFile('-journal of garbage', with_beside('-journal', GENERATOR.randbytes(5000)), JOURNAL)
    yield HostileFile('-journal of text', with_beside('-journal', b'x' * 5000), JOURNAL)
    yield HostileFile('empty -journal', with_beside('-journal', b''), SOUND, only=READERS)
    yield HostileFile('-journal of another database', hot_journal(), JOURNAL)
    yield HostileFile('-journal of a shorter database', hot_journal(page_count=1), JOURNAL)
    yield HostileFile('-journal that names a victim', hot_journal('victim'), JOURNAL)
    yield HostileFile('-journal that names a missing file', hot_journal('missing'), JOURNAL)


def all_files():
    for family in (logs, wal_mode, journals):
        yield from family()
