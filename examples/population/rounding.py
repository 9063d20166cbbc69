# SPDX-License-Identifier: MIT
"""Rounds a fitted table to whole numbers so that its margins stay what they are (controlled rounding).

First, groups of cells whose totals are given are rounded by running sums: each cell gets what the rounded running sum
grows by, so no remainder is lost and cells far below 1 get their part together. Then, as long as it brings the margins
closer to what was fitted, one address moves from one cell of a group to another: between the cells that look best by
themselves, and between twins, which differ in one margin alone.
"""

from itertools import accumulate, product

CANDIDATES = 8  # cells to take from and to give to that are tried against each other
MOVES = 20000


def running_sums(values, total):
    """Whole numbers that sum to `total` and are nearly proportional to `values`; neighbours share what they lack."""
    whole = sum(values)
    if not whole:
        return [0] * len(values)
    ends = [0, *(int(end * total / whole + 0.5) for end in accumulate(values))]
    ends[-1] = total
    return [end - begin for begin, end in zip(ends, ends[1:])]


class Deviations:
    """How far the margins of the rounded table are from their goals, and what one address more or less would do."""

    def __init__(self, counts, margins):
        """`margins` are triples: cells, the sum they should have, and how many addresses off are harmless."""
        self.counts = counts
        self.weight = [1 / harmless ** 2 for _, _, harmless in margins]
        self.off = [sum(counts[cell] for cell in cells) - goal for cells, goal, _ in margins]
        self.of_cell = [[] for _ in counts]
        for number, (cells, _, _) in enumerate(margins):
            for cell in cells:
                self.of_cell[cell].append(number)

    def cost(self, cell, sign):
        return sum([self.weight[m] * (1 + 2 * sign * self.off[m]) for m in self.of_cell[cell]])

    def cost_of_move(self, giver, taker):
        shared = set(self.of_cell[giver]) & set(self.of_cell[taker])
        return self.cost(giver, -1) + self.cost(taker, 1) - 2 * sum(self.weight[m] for m in shared)

    def add(self, cell, sign):
        self.counts[cell] += sign
        for margin in self.of_cell[cell]:
            self.off[margin] += sign

    def best_move(self, group):
        """The cheapest move of one address within a group, if it lowers the cost: (cost, giver, taker)."""
        givers = sorted((cell for cell in group if self.counts[cell]), key=lambda cell: self.cost(cell, -1))
        takers = sorted(group, key=lambda cell: self.cost(cell, 1))
        moves = [(self.cost_of_move(giver, taker), giver, taker) for giver in givers[:CANDIDATES]
                 for taker in takers[:CANDIDATES] if giver != taker]
        return min(moves, default=(0, None, None))

    def twins(self, group):
        """Pairs of cells of a group, each in both orders."""
        alike = {}
        for cell in group:
            alike.setdefault(frozenset(self.of_cell[cell]), []).append(cell)
        for margins, cells in alike.items():
            for margin in margins:
                for cell, twin in product(cells, alike.get(margins - {margin}, ())):
                    yield cell, twin
                    yield twin, cell

    def move(self, giver, taker):
        self.add(giver, -1)
        self.add(taker, 1)


def improve(deviations, groups):
    for group in groups:
        for _ in range(MOVES):
            cost, giver, taker = deviations.best_move(group)
            if cost > -1e-9:
                break
            deviations.move(giver, taker)
        for giver, taker in deviations.twins(group):
            while deviations.counts[giver] and deviations.cost_of_move(giver, taker) < -1e-9:
                deviations.move(giver, taker)


def round_table(values, groups, margins):
    """`groups` are pairs of cells and their total; cells of value 0 stay 0."""
    counts = [0] * len(values)
    filled = []
    for cells, total in groups:
        cells = [cell for cell in cells if values[cell] > 0]
        filled.append(cells)
        for cell, count in zip(cells, running_sums([values[cell] for cell in cells], total)):
            counts[cell] = count
    deviations = Deviations(counts, margins)
    for _ in range(3):
        improve(deviations, filled)
    return counts
