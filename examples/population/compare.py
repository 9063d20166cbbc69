# SPDX-License-Identifier: MIT
"""Prints figures of a scan of a population beside those that the paper published."""

import argparse
import csv
import io
import pathlib
import sqlite3
import subprocess
import sys

from paper_figures import allowed, printed, read_published, run_reports
from sent_and_recorded import differences, recorded_replies, sent_replies

LIVENESS = pathlib.Path(__file__).resolve().parents[2] / 'build' / 'liveness'
TELLING = [
    'fig 2a icmp addresses', 'fig 2a icmp only', 'fig 2a tcp addresses', 'fig 2a tcp only', 'fig 2a udp addresses',
    'fig 2a udp only', 'fig 2a all addresses', 'tcp only and udp only of all', 'transport active share',
    'known by errors alone', 'fig 3a tcp both', 'fig 3b tcp port_unreachable', 'fig 3b udp port_unreachable',
    'fig 4a 1 ports synack_only', 'fig 4a 5 ports rst_only', 'fig 4a 5 ports both', 'active on all five ports',
    'active on cwmp only', 'fig 4b http synack_only', 'fig 4b http rst_only', 'tarpits', 'tarpits on the control port',
    'cwmp active to http', 'udp active to echo', 'gain of negative replies', 'gain of the second attempt']


def value_of(text):
    """A cell of a report: a number if it looks like one, None if there is nothing in it."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text or None


def report_by(liveness, results):
    def report(name):
        done = subprocess.run([liveness, 'report', '--csv', results, name], capture_output=True, text=True)
        if done.returncode:
            raise ValueError(done.stderr.strip())
        columns, *rows = csv.reader(io.StringIO(done.stdout))
        return columns, [list(map(value_of, row)) for row in rows]
    return report


def in_words(found, figure, scale):
    """As the paper prints it: addresses of the Internet, in millions where it has them so; shares."""
    if figure.unit != 'share':
        return f'{found * scale / 1e6:.1f} M' if figure.published.endswith(' M') else str(found * scale)
    return f'{100 * found:.1f} %' if '%' in figure.published else f'{found:.3f}'


def rows(reports, figures, scale):
    for figure in figures:
        found, (low, high) = printed(reports, figure), allowed(figure, scale)
        name = figure.figure if figure.figure.startswith('fig') else f'{figure.figure}, {figure.source}'
        yield name, figure.published, in_words(found, figure, scale), 'yes' if low <= found <= high else 'no'


def print_table(header, body):
    lines = [header, *body]
    widths = [max(map(len, column)) for column in zip(*lines)]
    for first, *others in lines:
        print('  '.join([first.ljust(widths[0]), *(text.rjust(width) for text, width in zip(others, widths[1:]))]))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--scale', type=int, required=True, metavar='N', help='one address of the population is for N')
    parser.add_argument('--all', action='store_true', help='all figures, not only a few telling ones')
    parser.add_argument('--sent', metavar='FILE', help='compare every reply with those that simnet --sent wrote')
    parser.add_argument('--liveness', default=LIVENESS, metavar='PROGRAM', help='what reports are printed by')
    parser.add_argument('results', metavar='RESULTS', help='a results file')
    return parser.parse_args()


def compare_figures(given):
    figures = [figure for figure in read_published() if given.all or figure.figure in TELLING]
    body = list(rows(run_reports(report_by(given.liveness, given.results), figures), figures, given.scale))
    print_table(('figure', 'published', 'this scan', 'agrees'), body)
    agreeing = sum(row[-1] == 'yes' for row in body)
    print(f'{agreeing} of {len(body)} figures agree: to the digits published, or to one address of the population.')
    if agreeing < len(body):
        print('Where few addresses are counted, as tarpits are, making them whole ones moves a share by per cents.')


def compare_replies(given):
    """False if any reply is missing or too many."""
    sent, recorded = sent_replies(given.sent), recorded_replies(given.results)
    wrong = list(differences(sent, recorded))
    print(f'{sent.total():,} replies were sent, and {recorded.total():,} are recorded:',
          f'{len(wrong):,} differ.' if wrong else 'the same, each by target, probe, attempt, responder and kind.')
    for line in wrong[:10]:
        print(f'  {line}')
    return not wrong


def main():
    given = arguments()
    try:
        compare_figures(given)
        sys.exit(0 if given.sent is None or compare_replies(given) else 1)
    except (OSError, ValueError, sqlite3.Error) as problem:
        sys.exit(f'compare.py: {problem}')


if __name__ == '__main__':
    main()
