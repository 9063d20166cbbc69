# SPDX-License-Identifier: MIT
"""A table of cells: sorts of address, each with marks that margins go by, and how many addresses are of that sort."""


class Cell:
    """One sort of address. `state` says what it sends; `marks` are the words that figures.csv counts it by."""

    def __init__(self, state, marks):
        self.state = state
        self.marks = frozenset(marks)


class Table:
    """Cells and their values: the seed at first, then what the fit made of it."""

    def __init__(self, name, cells, seed=lambda cell: 1.0):
        self.name = name
        self.cells = cells
        self.values = [float(seed(cell)) for cell in cells]

    def select(self, what):
        """The numbers of the cells that have every mark of `what`, and none that follows a `!`."""
        wanted = {mark for mark in what.split() if mark[0] != '!'} - {'*'}
        barred = {mark[1:] for mark in what.split() if mark[0] == '!'}
        known = set().union(*(cell.marks for cell in self.cells))
        if wanted - known:
            raise ValueError(f'table {self.name}: no cell is marked {" ".join(sorted(wanted - known))}')
        return [number for number, cell in enumerate(self.cells)
                if wanted <= cell.marks and not barred & cell.marks]

    def sum(self, numbers):
        return sum([self.values[number] for number in numbers])

    def scale(self, numbers, factor):
        values = self.values
        for number in numbers:
            values[number] *= factor


class Link:
    """Ties a table that tells more of some addresses to the one that counts all of them.

    Cells of both with the same of the `shared` marks are about the same addresses; cells of the whole table that
    lack the mark `where` are not told of.
    """

    def __init__(self, whole, part, shared, where=None):
        self.whole = whole
        self.part = part
        self.shared = shared
        self.where = where
        self.of_whole = self.group(whole, where)
        self.of_part = self.group(part, None)

    def key(self, marks):
        return tuple(mark in marks for mark in self.shared)

    def group(self, table, where):
        groups = {}
        for number, cell in enumerate(table.cells):
            if where is None or where in cell.marks:
                groups.setdefault(self.key(cell.marks), []).append(number)
        return groups
