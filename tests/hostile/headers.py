# SPDX-License-Identifier: MIT
"""Files whose header lies, that are cut off or longer than they should be, or that are no databases at all."""

import gzip
import os
import random
import shutil
import socket

import pages
from commands import NOISE
from good_file import PLAIN, SEALED
from hostile_file import HostileFile, sql
from pages import Pages, u16, u32

WHOLE = SEALED.read_bytes()
SIZE = 4096


def content(text):
    return lambda path: path.write_bytes(text)


def cuts():
    lengths = {1, 15, 16, 17, 99, 100, 101, 511, 512, 513, 1024, 4095, 4097, len(WHOLE) - 1, len(WHOLE) - 512}
    for length in sorted(lengths | set(range(SIZE, len(WHOLE), SIZE * 3))):
        yield HostileFile(f'cut to {length} bytes', content(WHOLE[:length]))
    for more in (b'\0', b'x' * 100, bytes(SIZE), random.Random('more').randbytes(SIZE), WHOLE):
        yield HostileFile(f'{len(more)} bytes more', content(WHOLE + more))


def overwritten(changes):
    def make(path):
        text = bytearray(WHOLE)
        for offset, new in changes.items():
            text[offset:offset + len(new)] = new
        path.write_bytes(text)
    return make


LIES = [
    ('no magic', {0: b'SQLite format 4\0'}),
    ('magic in lower case', {0: b'sqlite format 3\0'}),
    *((f'page size {size}', {pages.PAGE_SIZE: u16(size)})
      for size in (0, 1, 2, 256, 512, 513, 1024, 8192, 32768, 65535)),
    *((f'file format {number}', {pages.WRITE_VERSION: bytes([number, number])}) for number in (3, 255)),
    ('format to read 3', {pages.READ_VERSION: b'\3'}),
    ('reserved bytes', {pages.RESERVED: b'\xff'}),
    ('reserved 8', {pages.RESERVED: b'\x08'}),
    ('payload fractions', {21: b'\0\0\0'}),
    ('fewer pages', {pages.PAGE_COUNT: u32(3)}),
    ('one page', {pages.PAGE_COUNT: u32(1)}),
    ('more pages', {pages.PAGE_COUNT: u32(1000)}),
    ('most pages', {pages.PAGE_COUNT: u32(2**32 - 2)}),
    *((f'schema format {number}', {pages.FORMAT: u32(number)}) for number in (5, 99, 2**32 - 1)),
    ('UTF-16le', {pages.ENCODING: u32(2)}),
    ('UTF-16be', {pages.ENCODING: u32(3)}),
    *((f'version {number}', {pages.USER_VERSION: u32(number)})
      for number in (0, 1, 4, 5, 13, 15, 2**31 - 1, 2**31, -1)),
    *((f'application {number}', {pages.APPLICATION_ID: u32(number)}) for number in (0, 1, 0x4c495646, -1)),
    ('zeros', {0: bytes(100)}),
    ('zeros behind the magic', {16: bytes(84)}),
    ('zeros for the first page', {100: bytes(SIZE - 100)}),
]

# SQLite reads such files as if nothing were wrong, or before it comes to writing.
LESSER_LIES = [
    ('file format 0', {pages.WRITE_VERSION: b'\0\0'}),
    ('schema format 0', {pages.FORMAT: u32(0)}),
    ('encoding 9', {pages.ENCODING: u32(9)}),
    ('encoding 0', {pages.ENCODING: u32(0)}),
    ('more pages by another', {pages.PAGE_COUNT: u32(1000), pages.CHANGES: u32(7), pages.VALID_FOR: u32(8)}),
    ('no pages', {pages.PAGE_COUNT: u32(0), pages.CHANGES: u32(7), pages.VALID_FOR: u32(8)}),
    ('free pages 9', {pages.FREE_FIRST: u32(5), pages.FREE_COUNT: u32(9)}),
    ('free pages behind the end', {pages.FREE_FIRST: u32(2**31), pages.FREE_COUNT: u32(9)}),
    ('more free pages than pages', {pages.FREE_FIRST: u32(3), pages.FREE_COUNT: u32(2**32 - 1)}),
    ('a free page that is the first', {pages.FREE_FIRST: u32(1), pages.FREE_COUNT: u32(1)}),
    ('free pages without a first', {pages.FREE_FIRST: u32(0), pages.FREE_COUNT: u32(7)}),
    ('no auto_vacuum', {pages.LARGEST_ROOT: u32(0), pages.INCREMENTAL: u32(0)}),
    ('largest root', {pages.LARGEST_ROOT: u32(2**32 - 1)}),
    ('full auto_vacuum', {pages.INCREMENTAL: u32(0)}),
    ('pointer map of zeros', {SIZE: bytes(SIZE)}),
    ('pointer map of ones', {SIZE: b'\xff' * SIZE}),
    ('pointer map of loops', {SIZE: (b'\5' + u32(3)) * (SIZE // 5)}),
    ('pointer map of free pages', {SIZE: (b'\2' + u32(0)) * (SIZE // 5)}),
    ('cookie', {pages.COOKIE: u32(2**32 - 1)}),
    ('cache size', {48: u32(2**31 - 1)}),
    ('lowest cache size', {48: u32(2**31)}),
]


def lies():
    for name, changes in LIES:
        yield HostileFile(name, overwritten(changes))
    for name, changes in LESSER_LIES:
        yield HostileFile(name, overwritten(changes), NOISE)


def sparse(bytes_long, base=PLAIN):
    """Of that length, with a matching count of pages, and next to nothing on disk."""
    def make(path):
        file = Pages(base)
        file.set32(pages.PAGE_COUNT, bytes_long // file.size)
        file.write(path)
        os.truncate(path, bytes_long)
    return make


def large():
    yield HostileFile('sparse file of 1 TB', sparse(1 << 40), NOISE, only=['report', 'lookup', 'check'])


def not_databases():
    yield HostileFile('nothing', content(b''))
    yield HostileFile('text', content(b'no database at all\n' * 1000))
    yield HostileFile('short text', content(b'x'))
    yield HostileFile('PNG', content(b'\x89PNG\r\n\x1a\n' + bytes(5000)))
    yield HostileFile('gzip', content(gzip.compress(WHOLE)))
    yield HostileFile('zeros', content(bytes(8192)))
    yield HostileFile('ones', content(b'\xff' * 8192))
    yield HostileFile('noise', content(random.Random('noise').randbytes(len(WHOLE))))
    yield HostileFile('noise behind the header', content(WHOLE[:100] + random.Random('n').randbytes(len(WHOLE) - 100)))
    yield HostileFile('another database', sql('CREATE TABLE t (x)', os.devnull))
    yield HostileFile('another database with our mark',
                      sql('CREATE TABLE t (x); PRAGMA application_id = 0x4c495645; PRAGMA user_version = 14',
                          os.devnull))
    yield HostileFile('name with control characters', content(b'x' * 5000), file_name='a\x1b[2J\n\tb.db')
    yield HostileFile('name in another alphabet', content(b'x' * 5000), file_name='\u043f\u0440\u0438.db')
    yield HostileFile('name that turns text around', content(b'x' * 5000), file_name='a\u202egnp.db')
    yield HostileFile('a long name', content(b'x' * 5000), file_name='n' * 240)


def link_to(target):
    return lambda path: path.symlink_to(target)


def link_to_copy(path):
    shutil.copy(SEALED, path.with_name('target.db'))
    path.symlink_to('target.db')


def listen(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(f'/proc/self/fd/{os.open(path.parent, os.O_RDONLY)}/{path.name}')
    server.close()


def folder_with_file(path):
    path.mkdir()
    (path / 'x').write_text('x')


def other_kinds():
    yield HostileFile('link to a good file', link_to_copy, only=['report', 'lookup', 'check'])
    yield HostileFile('link to nothing', link_to('missing'))
    yield HostileFile('link to itself', link_to('file.db'))
    yield HostileFile('link to a folder', link_to('.'))
    for device in ('null', 'zero', 'tty', 'stdin'):
        yield HostileFile(f'link to {device}', link_to(f'/dev/{device}'))
    yield HostileFile('FIFO', os.mkfifo)
    yield HostileFile('folder', folder_with_file)
    yield HostileFile('socket', listen)
    if os.geteuid() != 0:
        yield HostileFile('unreadable file', lambda path: (shutil.copy(SEALED, path), path.chmod(0)))
