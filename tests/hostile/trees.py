# SPDX-License-Identifier: MIT
"""Files whose B-trees have no end, or cells that lie elsewhere than they should."""

import os
import struct

import pages
from commands import NOISE
from good_file import PLAIN, UNSEALED, make_plain, rows
from hostile_file import ALIKE, HostileFile
from pages import INDEX_INTERIOR, TABLE_INTERIOR, TABLE_LEAF, Pages, cells_of, record, u16, u32, varint, with_length

UNSEALED_PLAIN = make_plain(UNSEALED)

# The indexes and tables without rowid: how many columns a row has.
COLUMNS = {'host': 3, 'block24': 3, 'reply_other': 6, 'target_range': 3, 'signature': 24, 'signature_by_probes': 5,
           'sqlite_autoindex_probe_2': 3}
# What can stand above other pages.
TREES = ['reply', 'reply_log', 'sqlite_schema', *COLUMNS]


def base_of(tree):
    return UNSEALED_PLAIN if tree == 'reply_log' else PLAIN


def root_of(tree):
    return 1 if tree == 'sqlite_schema' else ROOTS_OF[base_of(tree)][tree]


ROOTS_OF = {base: dict(rows(base, 'SELECT name, rootpage FROM sqlite_schema')) for base in (PLAIN, UNSEALED_PLAIN)}


def cell_rest(tree, number):
    """What stands behind the child page in a cell: the largest rowid below it, or a row."""
    if tree in COLUMNS:
        return with_length(record(*[number + 1] * COLUMNS[tree]))
    return varint(number + 1)


def interior(file, tree, children, rightmost, offset=0):
    kind = INDEX_INTERIOR if tree in COLUMNS else TABLE_INTERIOR
    cells = [(child, cell_rest(tree, number)) for number, child in enumerate(children)]
    return file.interior(kind, cells, rightmost, offset)


def put_root(file, tree, children, rightmost):
    """The root gets these children."""
    root = root_of(tree)
    offset = pages.HEADER if root == 1 else 0
    file.put(root, file.bytes[:offset] + interior(file, tree, children, rightmost, offset)[offset:])


def moved_root(file, tree):
    """The content of the root, on a page of its own; but of the schema's, which is larger, the first page below."""
    if tree == 'sqlite_schema':
        page = file.get(1)
        return struct.unpack_from('>I', page, cells_of(page, pages.HEADER)[0])[0]
    return file.append(file.get(root_of(tree)))


def exponential(tree, levels, children):
    """Pages each of whose children are all the same page: no rows to speak of, and no end to reading them."""
    def make(path):
        file = Pages(base_of(tree))
        below = moved_root(file, tree)
        for _ in range(levels):
            below = file.append(interior(file, tree, [below] * children, below))
        put_root(file, tree, [below] * children, below)
        file.write(path)
    return make


def cycle(tree, how):
    def make(path):
        file = Pages(base_of(tree))
        root, below = root_of(tree), moved_root(file, tree)
        if how == 'itself':
            put_root(file, tree, [root, below], root)
        elif how == 'right-most':
            put_root(file, tree, [below], root)
        elif how == 'parent':
            child = file.append(interior(file, tree, [below, root], below))
            put_root(file, tree, [child], child)
        elif how == 'no page':
            put_root(file, tree, [0], 0)
        else:
            put_root(file, tree, [2**32 - 1, 99999], 99999)
        file.write(path)
    return make


def deep(tree, page_size, levels):
    """Pages one below the other, each with one child: who follows them by recursion needs a stack for each."""
    base = make_plain(base_of(tree), page_size)
    roots = dict(rows(base, 'SELECT name, rootpage FROM sqlite_schema'))

    def make(path):
        file = Pages(base)
        last = len(file)
        root = roots[tree]
        below = file.append(file.get(root))
        kind = INDEX_INTERIOR if tree in COLUMNS else TABLE_INTERIOR
        chain = bytearray()
        for _ in range(levels):
            chain += file.interior(kind, [], below)
            below = last + 1 + len(chain) // page_size
        file.bytes += chain
        file.set32(pages.PAGE_COUNT, len(file))
        file.put(root, file.interior(kind, [], below))
        file.write(path)
    return make


def endless():
    """Each takes a reader all of its time."""
    for tree, words in (('reply', 'check'), ('reply', 'seal'), ('sqlite_schema', 'report FILE levels'),
                        ('sqlite_schema', 'seal'), ('signature_by_probes', 'check'), ('host', 'report FILE levels')):
        yield HostileFile(f'{words} of an exponential {tree}', exponential(tree, 8, 40), NOISE, [words])
    for tree in ('scan', 'reply'):
        yield HostileFile(f'{tree} of 60000 levels', deep(tree, 512, 60000), NOISE, ['report FILE levels', 'check'])


def cycles():
    for tree in ('scan', 'reply', 'host', 'sqlite_schema'):
        yield HostileFile(f'{tree} of more levels than SQLite follows', exponential(tree, 30, 1), NOISE, without=ALIKE)
    for tree in TREES:
        for how in ('itself', 'right-most', 'parent', 'no page', 'beyond the end'):
            yield HostileFile(f'{tree}: child that is {how}', cycle(tree, how), NOISE, without=ALIKE)


def changed_page(tree, change):
    def make(path):
        file = Pages(base_of(tree))
        page = bytearray(file.get(root_of(tree)))
        change(page, pages.HEADER if tree == 'sqlite_schema' else 0)
        file.put(root_of(tree), page)
        file.write(path)
    return make


def set16(offset, number):
    def change(page, start):
        page[start + offset:start + offset + 2] = u16(number)
    return change


def set_cell(number, content):
    """What a cell begins with."""
    def change(page, start):
        at = cells_of(page, start)[number]
        page[at:at + len(content)] = content[:len(page) - at]
    return change


def set_pointer(page, start):
    first = start + (12 if page[start] in (INDEX_INTERIOR, TABLE_INTERIOR) else 8)
    page[first:first + 4] = u16(4095) + u16(1)


def set_kind(kind):
    def change(page, start):
        page[start] = kind
    return change


PAGE_CHANGES = [
    ('no cells', set16(3, 0)), ('65535 cells', set16(3, 65535)), ('400 cells', set16(3, 400)),
    ('content that begins at 0', set16(5, 0)), ('content that begins behind the page', set16(5, 5000)),
    ('a free block that is itself', set16(1, 8)), ('a free block at the end', set16(1, 4094)),
    ('a free block in the cells', set16(1, 4000)),
    ('pointers out of the page', set_pointer),
    ('a payload of 2^40 bytes', set_cell(0, varint(2**40))), ('a payload of 2^31 bytes', set_cell(0, varint(2**31))),
    ('a payload of 2^28 bytes', set_cell(0, varint(2**28))),
    ('a payload of 2^64 bytes', set_cell(0, b'\xff' * 9)), ('a payload of no bytes', set_cell(0, b'\0')),
    ('a row of no columns', set_cell(0, b'\x09\x01\x01')),
    ('a row of long columns', set_cell(0, b'\x09\x01\xff\xff\xff\x7f')),
    *((f'kind {kind}', set_kind(kind)) for kind in (0, 2, 5, 10, 13, 255)),
]


def bad_pages():
    for tree in ('sqlite_schema', 'scan', 'reply', 'host', 'signature', 'signature_by_probes'):
        for name, change in PAGE_CHANGES:
            yield HostileFile(f'{tree}: {name}', changed_page(tree, change), NOISE, without=ALIKE)


def long_text(length, size):
    """A view in the schema whose text is so long, and for the most part on one page, which comes after itself."""
    def make(path):
        file = Pages(PLAIN)
        loop = file.append(b'')
        file.put(loop, u32(loop) + b' ' * (file.size - 4))
        head = schema_row(length)
        payload = len(head) + length
        usable = file.size
        local = least = (usable - 12) * 32 // 255 - 23
        local = least + (payload - least) % (usable - 4)
        local = least if local > usable - 35 else local
        cell = varint(payload) + varint(9999) + (head + b' ' * local)[:local] + u32(loop)
        leaf = file.append(file.leaf(TABLE_LEAF, [cell]))
        old = moved_root(file, 'sqlite_schema')
        put_root(file, 'sqlite_schema', [old], leaf)
        file.set32(pages.PAGE_COUNT, size // file.size)
        file.write(path)
        os.truncate(path, size)
    return make


def schema_row(length):
    """The head of a row of sqlite_schema, and its content but for the text, which follows."""
    texts = [b'view', b'more', b'more']
    kinds = b''.join(varint(2 * len(text) + 13) for text in texts) + b'\x08' + varint(2 * length + 13)
    return varint(len(kinds) + 1) + kinds + b''.join(texts) + b'CREATE VIEW more AS SELECT 1'


def long_values():
    yield HostileFile('schema row of 900 MB in a sparse file', long_text(900 * 10**6, 1 << 30),
                      only=['check', 'report', 'lookup'])


def all_files():
    for family in (cycles, bad_pages, long_values):
        yield from family()
