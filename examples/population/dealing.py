# SPDX-License-Identifier: MIT
"""Joins rounded tables into whole sorts of address.

Each table that tells more is dealt out like a pack of cards: its cells, cut into runs of equal addresses and shuffled
by a fixed seed, go to the addresses that they are about in turn. So what tables share is kept exactly, and what they do
not share is independent but for the length of the runs, which is what keeps the sorts few enough to read.
"""

import random
from typing import NamedTuple


class Sort(NamedTuple):
    """How many addresses are alike, their cell in the table that counts all, and their states in the others."""
    addresses: int
    cell: object
    states: dict


def cut(cell, count, length):
    return [(cell, min(length, count - begin)) for begin in range(0, count, length)]


def packs(link, counts, pieces):
    """For each group of a link, the runs of its part in the order in which they are dealt."""
    length = max(1, sum(counts) // pieces)
    shuffle = random.Random(link.part.name).shuffle
    found = {}
    for key, numbers in link.of_part.items():
        runs = [run for number in numbers for run in cut(link.part.cells[number], counts[number], length)]
        shuffle(runs)
        found[key] = runs[::-1]
    return found


def deal_to(sort, pack, name):
    """Splits a sort by what is on top of the pack."""
    left = sort.addresses
    while left:
        cell, run = pack.pop()
        taken = min(left, run)
        if run > taken:
            pack.append((cell, run - taken))
        left -= taken
        yield Sort(taken, sort.cell, {**sort.states, name: cell.state})


def deal(sorts, link, counts, pieces):
    dealt = packs(link, counts, pieces)
    for sort in sorts:
        if link.where is None or link.where in sort.cell.marks:
            yield from deal_to(sort, dealt[link.key(sort.cell.marks)], link.part.name)
        else:
            yield sort


def join(whole, counts, links, counts_of, pieces=2000):
    """All sorts of address. `counts` and `counts_of[name]` are the rounded tables; each is dealt in about so many
    pieces."""
    sorts = [Sort(count, cell, {}) for cell, count in zip(whole.cells, counts) if count]
    for link in links:
        sorts = list(deal(sorts, link, counts_of[link.part.name], pieces))
    return sorts
