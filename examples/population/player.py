# SPDX-License-Identifier: MIT
"""Lays the addresses of a population out over /24 blocks, and yields the replies that they send when scanned.

Nothing is sent here: tests/simnet does that, from the file.
"""

from typing import NamedTuple

FIRST_BLOCK = 0x0A0000  # 10.0.0.0/24


class PlayedReply(NamedTuple):
    """One reply as a scan records it; `responder` is None if it is the target."""
    target: int
    probe: str
    attempt: int
    responder: int | None
    kind: str
    icmp_type: int | None
    icmp_code: int | None


class ClassOfBlocks:
    """Gives out the addresses of the blocks of one class, in the order that population_file.py fixes."""

    def __init__(self, first_block, number):
        self.first_block = first_block
        self.number = number
        self.lived_in = 0
        self.silent = 0

    def next_address(self):
        """The next that is lived in."""
        self.lived_in += 1
        return self.place(self.lived_in - 1, 1, 1)

    def next_silent(self):
        """The next that another address answers for."""
        self.silent += 1
        return self.place(self.silent - 1, 254, -1)

    def place(self, k, begin, step):
        if -(-self.lived_in // self.number) + -(-self.silent // self.number) > 254:
            raise ValueError('more addresses than the blocks of a class can hold')
        return (self.first_block + k % self.number) * 256 + begin + step * (k // self.number)


def classes_of_blocks(population, first_block=FIRST_BLOCK):
    found = {}
    for place, number in population.blocks:
        found[place] = ClassOfBlocks(first_block, number)
        first_block += number
    return found


def range_of_addresses(population, first_block=FIRST_BLOCK):
    """First and last address of all blocks."""
    number = sum(number for _, number in population.blocks)
    return first_block * 256, (first_block + number) * 256 - 1


def inhabitants(population, first_block=FIRST_BLOCK):
    """All addresses in the order of the file: their words, the address, and the silent one that it speaks for."""
    classes = classes_of_blocks(population, first_block)
    for line in population.lines:
        words = line.words
        speaks_for_others = not all(word.direct for word in words)
        place = classes[line.place]
        for _ in range(line.addresses):
            address = place.next_address()
            yield words, address, place.next_silent() if speaks_for_others else None


def replies(population, attempts=2, first_block=FIRST_BLOCK):
    """The replies to a scan with so many attempts. With attempts=1, words without an attempt reply to the first alone,
    and the others still to theirs: no figure about addresses changes by that, and the log is half as long."""
    every = range(1, attempts + 1)
    for words, address, other in inhabitants(population, first_block):
        for word in words:
            target, responder = (address, None) if word.direct else (other, address)
            for attempt in (word.attempt,) if word.attempt else every:
                yield PlayedReply(target, word.probe, attempt, responder, word.kind, word.icmp_type, word.icmp_code)
