# SPDX-License-Identifier: MIT
"""A small file with one bit of it turned over: of each page one, at a drawn place."""

import random

import pages
from commands import NOISE
from good_file import SEALED, UNSEALED
from hostile_file import ALIKE, HostileFile
from pages import Pages, cells_of


def flipped(base, offset, bit):
    def make(path):
        text = bytearray(base.read_bytes())
        text[offset] ^= 1 << bit
        path.write_bytes(text)
    return make


def places(file, page, generator):
    """In the head of a page, in its array of cells, at the beginning of one, and anywhere."""
    start = pages.HEADER if page == 1 else 0
    yield generator.randrange(start + 12)
    yield start + 8 + generator.randrange(40)
    try:
        cells = cells_of(file.get(page), start)
    except Exception:
        cells = ()
    if cells:
        yield min(generator.choice(cells) + generator.randrange(8), file.size - 1)
    yield generator.randrange(start, file.size)


def all_files():
    for base in (SEALED, UNSEALED):
        file = Pages(base)
        generator = random.Random(f'flips {len(file)}')
        for page in range(1, len(file) + 1):
            place = generator.choice([*places(file, page, generator)])
            bit = generator.randrange(8)
            yield HostileFile(f'page {page} of {len(file)}, byte {place}, bit {bit}',
                              flipped(base, file.at(page) + place, bit), NOISE, without=ALIKE)
