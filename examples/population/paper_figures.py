# SPDX-License-Identifier: MIT
"""The paper's published figures, each with the cells of the canned reports that must print it.

paper_figures.csv has a row a figure:
    figure     its name
    cells      REPORT ROW COLUMN, where ROW is the values of the first columns joined by /; such cells may be added,
               subtracted, and divided by others or by a number. `run_reports` makes the one report that is not canned
    unit       addresses (or blocks), which are scaled, or share, which is not
    published  as the paper prints it
    value      what must come out, and
    tolerance  how far from it still prints the same digits; 0 is one address of the scaled population
    source     where the paper has it
    wins       if another published figure contradicts this one: which, and why `value` goes by that
"""

import csv
import pathlib
from typing import NamedTuple

FILE = pathlib.Path(__file__).resolve().with_suffix('.csv')
KEY_COLUMNS = {'negative': 0, 'icmp_errors': 2, 'conditional': 2, 'icmp_codes': 3}


class Published(NamedTuple):
    figure: str
    cells: str
    unit: str
    published: str
    value: float
    tolerance: float
    source: str
    wins: str


def read_published(path=FILE):
    with open(path, newline='') as file:
        return [Published(row['figure'], row['cells'], row['unit'], row['published'], float(row['value']),
                          float(row['tolerance']), row['source'], row['wins']) for row in csv.DictReader(file)]


def report_names(figures):
    """The canned reports that the cells are in."""
    words = [term.split(' ')[0] for figure in figures for term in terms(figure.cells)]
    return sorted({word for word in words if not word.isdigit()})


def terms(cells):
    return [term for side in cells.split(' / ') for part in side.split(' + ') for term in part.split(' - ')]


def by_key(name, columns, rows):
    """Rows of a report as a dictionary of dictionaries."""
    width = KEY_COLUMNS.get(name, 1)
    return {'/'.join(map(str, row[:width])): dict(zip(columns, row)) for row in rows}


def cell(reports, text):
    if text.isdigit():
        return int(text)
    name, row, column = text.split(' ')
    return reports[name][row][column]


def total(reports, text):
    first, *others = text.split(' - ')
    return sum(cell(reports, term) for term in first.split(' + ')) - sum(cell(reports, term) for term in others)


def printed(reports, figure):
    """What the reports print of a figure."""
    above, *below = figure.cells.split(' / ')
    return total(reports, above) / total(reports, below[0]) if below else total(reports, above)


def allowed(figure, scale):
    """The lowest and the highest that reports over a population of that scale may print."""
    if figure.unit == 'share':
        return figure.value - figure.tolerance, figure.value + figure.tolerance
    slack = max(figure.tolerance / scale, 1)
    return figure.value / scale - slack, figure.value / scale + slack


def without_errors_to_ntp(patterns):
    """Fig 3a for UDP as it was drawn: addresses by what they sent, of which ICMP errors to ntp do not count."""
    counts = {(True, False): 0, (False, True): 0, (True, True): 0, (False, False): 0}
    for row in patterns.values():
        classes = dict(word.split(':') for word in row['pattern'].split())
        payload = 'udp_' in classes.get('dns', '') + classes.get('ntp', '')
        counts[payload, 'icmp_error' in classes.get('dns', '')] += row['addresses']
    return {'reply_only': {'addresses': counts[True, False]}, 'error_only': {'addresses': counts[False, True]},
            'both': {'addresses': counts[True, True]}}


def run_reports(report, figures):
    """All reports that the figures need. `report` gives columns and rows of a canned report by its name."""
    wanted = {*report_names(figures), 'patterns'} - {'udp_without_errors_to_ntp'}
    found = {name: by_key(name, *report(name)) for name in sorted(wanted)}
    found['udp_without_errors_to_ntp'] = without_errors_to_ntp(found['patterns'])
    return found
