# SPDX-License-Identifier: MIT
"""Iterative proportional fitting over linked tables.

Every figure is a margin: a sum over some cells of one table that must lie between two bounds. A sweep takes one margin
after the other and, where its sum is out of bounds, multiplies these cells so that it lies on the nearer bound, and the
other cells so that the total stays; then the sums over the marks that two tables share are carried from the table that
changed to the other. This is fitting the joint distribution without ever writing it out.

The bounds are narrow at first, and widened up to the figure's tolerance for those margins that others keep away from
them: published numbers were rounded, and do not agree to the last digit.
"""

CLOSE_ENOUGH = 1e-7  # of a margin: what counts as within bounds
SWEEPS = 2000
PATIENCE = 100  # sweeps before a margin out of bounds gets more room
ROOMS = [0.2, 0.35, 0.5, 0.65, 0.8, 0.9]


class Margin:
    """The bounds of one figure within its table: the published value, and as much of its tolerance as is needed."""

    def __init__(self, figure, table):
        self.figure = figure
        self.table = table
        self.cells = table.select(figure.what)
        base = table.select(figure.of)
        self.is_share = bool(figure.of)
        self.rest = sorted(set(base) - set(self.cells))
        self.moved = 0.0  # how far the last sweep found the sum out of bounds, as a part of it
        self.rooms = iter(ROOMS)
        self.widen()

    def widen(self):
        self.room = next(self.rooms, ROOMS[-1]) * self.figure.tolerance

    def measure(self):
        """The sum, what a value of 1 stands for in addresses, and the sum of the rest of what it is a part of."""
        found, rest = self.table.sum(self.cells), self.table.sum(self.rest)
        return found, found + rest if self.is_share else 1.0, rest

    def goal(self, found, unit):
        return min(max(found, (self.figure.value - self.room) * unit), (self.figure.value + self.room) * unit)

    def apply(self):
        """Moves the sum between its bounds. What it gains, the rest of its base loses, so that their sum stays."""
        found, unit, rest = self.measure()
        goal = self.goal(found, unit)
        self.moved = abs(goal / found - 1) if found > 0 else 0.0
        if self.moved > 1e-12:
            self.table.scale(self.cells, goal / found)
            if rest > 0 and found + rest > goal:
                self.table.scale(self.rest, (found + rest - goal) / rest)


def carry(source, source_groups, goal, goal_groups):
    """Gives each group of cells of one table the sum that the same group has in the other."""
    for key, numbers in goal_groups.items():
        found = goal.sum(numbers)
        if found > 0:
            goal.scale(numbers, source.sum(source_groups.get(key, ())) / found)


def down(link):
    carry(link.whole, link.of_whole, link.part, link.of_part)


def up(link):
    carry(link.part, link.of_part, link.whole, link.of_whole)


def sweep(whole, links, margins):
    for margin in margins.get(whole.name, ()):
        margin.apply()
    for link in links:
        down(link)
        for margin in margins.get(link.part.name, ()):
            margin.apply()
        up(link)


def margins_of(figures, tables):
    by_name = {table.name: table for table in tables}
    found = {}
    for figure in figures:
        if figure.table in by_name:
            found.setdefault(figure.table, []).append(Margin(figure, by_name[figure.table]))
    return found


def fit(whole, links, figures):
    """Changes the tables' values until they meet the figures; returns the sweeps taken. ValueError if they cannot."""
    margins = margins_of(figures, [whole] + [link.part for link in links])
    everything = [margin for group in margins.values() for margin in group]
    for number in range(1, SWEEPS + 1):
        sweep(whole, links, margins)
        if number % PATIENCE == 0:
            missed = [margin for margin in everything if margin.moved > CLOSE_ENOUGH]
            if not missed:
                return number
            for margin in missed:
                margin.widen()
    worst = sorted(missed, key=lambda margin: margin.moved)[-5:]
    raise ValueError('the figures contradict each other; farthest off: '
                     + ', '.join(f'{margin.figure.name} by {margin.moved:.1e}' for margin in worst))
