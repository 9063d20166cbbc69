# SPDX-License-Identifier: MIT
"""Reads figures.csv, the numbers that the fit has to meet.

Its columns are:
    figure     name of the number
    table      the table of cells that holds the addresses it counts (signatures.py)
    what       the marks that these have; with ! before it, one that they lack; nothing, all cells of the table
    value      the number: addresses (of the table `blocks`: /24 blocks), or a share if `of` is not empty
    tolerance  how far from it still counts as the same number once rounded as published
    of         the marks of those that the share is of; * is all cells of the table
    source     where it was published; `assumed` if it was not
"""

import csv
import pathlib
from typing import NamedTuple

PUBLISHED = pathlib.Path(__file__).resolve().parent / 'figures.csv'


class Figure(NamedTuple):
    name: str
    table: str
    what: str
    value: float
    tolerance: float
    of: str
    source: str


def read_figures(path=PUBLISHED):
    with open(path, newline='') as file:
        return [Figure(row['figure'], row['table'], row['what'], float(row['value']), float(row['tolerance']),
                       row['of'], row['source']) for row in csv.DictReader(file)]
