# SPDX-License-Identifier: MIT
"""Makes populations of any size from figures: fits once, then rounds and joins for each size."""

from collections import Counter
from typing import NamedTuple

from behaviour import words_of
from dealing import join
from fitting import down, fit, margins_of
from population_file import Line, Population
from rounding import round_table
from signatures import blocks_table, link_to_places, linked_tables

HARMLESS = 0.1  # part of a figure's tolerance by which rounding may move it


class Solution(NamedTuple):
    """The fitted tables, in addresses and blocks of the Internet."""
    figures: list
    blocks: object
    whole: object
    links: list
    sweeps: int


def goals(table, figures, scale):
    """The margins of a fitted table in the form that round_table wants."""
    found = []
    for margin in margins_of(figures, [table]).get(table.name, ()):
        total, unit, _ = margin.measure()
        harmless = max(0.5, HARMLESS * margin.figure.tolerance * unit / scale)
        found.append((margin.cells, total / scale, harmless))
    return found


def rounded(table, figures, scale, groups=None):
    if groups is None:
        groups = [(range(len(table.cells)), round(sum(table.values) / scale))]
    return round_table([value / scale for value in table.values], groups, goals(table, figures, scale))


def published_blocks(table, figures, scale):
    """As `goals`, but each published number is rounded before it is aimed at, so that it comes out as printed."""
    return [(table.select(figure.what), round(figure.value / scale), 0.5)
            for figure in figures if figure.table == table.name]


def rounded_blocks(solution, scale):
    """The number of /24 blocks of each class."""
    table = solution.blocks
    margins = published_blocks(table, solution.figures, scale)
    total = next(goal for cells, goal, _ in margins if len(cells) == len(table.cells))
    counts = round_table([value / scale for value in table.values], [(range(len(table.cells)), total)], margins)
    return {cell.state: count for cell, count in zip(table.cells, counts)}


def part_groups(link, counts):
    """The groups of a part, each with the number of addresses that the rounded whole has of it."""
    return [(link.of_part[key], sum(counts[number] for number in numbers))
            for key, numbers in link.of_whole.items() if key in link.of_part]


def solve(figures):
    blocks = blocks_table()
    fit(blocks, [], figures)
    whole, links = linked_tables()
    return Solution(figures, blocks, whole, links, fit(whole, links, figures))


def population_of(solution, scale):
    """One address for so many of the Internet, one block for so many."""
    blocks = rounded_blocks(solution, scale)
    places = link_to_places(solution.whole, blocks)
    down(places)
    links = [*solution.links, places]
    counts = rounded(solution.whole, solution.figures, scale)
    counts_of = {link.part.name: rounded(link.part, solution.figures, scale, part_groups(link, counts))
                 for link in links}
    lines = Counter()
    for sort in join(solution.whole, counts, links, counts_of):
        lines[sort.states['places'], ' '.join(words_of(sort))] += sort.addresses
    return Population([(place, number) for place, number in blocks.items() if number],
                      [Line(number, place, text) for (place, text), number in lines.items()])
