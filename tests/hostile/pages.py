# SPDX-License-Identifier: MIT
"""Writes results files byte by byte: header, pages, B-trees, journals (https://sqlite.org/fileformat.html)."""

import pathlib
import struct

HEADER = 100
# Offsets in the header.
PAGE_SIZE, WRITE_VERSION, READ_VERSION, RESERVED, CHANGES, PAGE_COUNT = 16, 18, 19, 20, 24, 28
FREE_FIRST, FREE_COUNT, COOKIE, FORMAT, LARGEST_ROOT, ENCODING, USER_VERSION = 32, 36, 40, 44, 52, 56, 60
INCREMENTAL, APPLICATION_ID, VALID_FOR = 64, 68, 92

INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13


def u16(number):
    return struct.pack('>H', number)


def u32(number):
    return struct.pack('>I', number & 0xFFFFFFFF)


def varint(number):
    """Up to 2^56."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def record(*values):
    """A row: integers in 2 bytes each, texts, None."""
    kinds, content = b'', b''
    for value in values:
        if value is None:
            kinds += b'\0'
        elif isinstance(value, str):
            kinds += varint(2 * len(value.encode()) + 13)
            content += value.encode()
        else:
            kinds += b'\2'
            content += struct.pack('>h', value)
    return varint(len(kinds) + 1) + kinds + content


def with_length(payload):
    return varint(len(payload)) + payload


class Pages:
    """A file, page by page; pages are counted from 1."""

    def __init__(self, path):
        self.bytes = bytearray(pathlib.Path(path).read_bytes())
        stored = struct.unpack_from('>H', self.bytes, PAGE_SIZE)[0]
        self.size = 65536 if stored == 1 else stored

    def __len__(self):
        return len(self.bytes) // self.size

    def at(self, page):
        return (page - 1) * self.size

    def get(self, page):
        return bytes(self.bytes[self.at(page):self.at(page) + self.size])

    def put(self, page, content):
        self.bytes[self.at(page):self.at(page) + len(content)] = content

    def append(self, content):
        self.bytes += content.ljust(self.size, b'\0')
        self.set32(PAGE_COUNT, len(self))
        return len(self)

    def number32(self, offset):
        return struct.unpack_from('>I', self.bytes, offset)[0]

    def set32(self, offset, number):
        self.bytes[offset:offset + 4] = u32(number)

    def set8(self, offset, number):
        self.bytes[offset] = number

    def write(self, path):
        path.write_bytes(self.bytes)

    def interior(self, kind, cells, rightmost, offset=0):
        """Cells are pairs: a child page, and the key or payload that is next to it. Each is stored once."""
        return self.page(kind, [u32(child) + rest for child, rest in cells], u32(rightmost), offset)

    def leaf(self, kind, cells, offset=0):
        return self.page(kind, cells, b'', offset)

    def page(self, kind, cells, rightmost, offset):
        places, content, end = {}, b'', self.size
        for cell in cells:
            if cell not in places:
                end -= len(cell)
                content = cell + content
                places[cell] = end
        head = bytes([kind]) + u16(0) + u16(len(cells)) + u16(end & 0xFFFF) + b'\0' + rightmost
        head += b''.join(u16(places[cell]) for cell in cells)
        assert offset + len(head) <= end, 'too many cells for a page'
        return (head + bytes(end - offset - len(head)) + content).rjust(self.size, b'\0')


def cells_of(page, offset=0):
    """Offsets of the cells of a page."""
    count = struct.unpack_from('>H', page, offset + 3)[0]
    first = offset + (12 if page[offset] in (INDEX_INTERIOR, TABLE_INTERIOR) else 8)
    return struct.unpack_from(f'>{count}H', page, first)


def checksum(content, nonce):
    """Of a page in a rollback journal."""
    total, at = nonce, len(content) - 200
    while at > 0:
        total += content[at]
        at -= 200
    return total & 0xFFFFFFFF


def journal(pages, size, page_count, super_name=''):
    """A rollback journal that puts those pages back: {number: content}."""
    nonce, sector = 7, 512
    head = bytes.fromhex('d9d505f920a163d7') + u32(len(pages)) + u32(nonce) + u32(page_count) + u32(sector) + u32(size)
    text = head.ljust(sector, b'\0')
    for number, content in pages.items():
        text += u32(number) + content + u32(checksum(content, nonce))
    if super_name:
        name = super_name.encode()
        lock_page = 2**30 // size + 1
        text += u32(lock_page) + name + u32(len(name)) + u32(sum(name)) + bytes.fromhex('d9d505f920a163d7')
    return text
