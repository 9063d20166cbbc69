# SPDX-License-Identifier: MIT
"""Do the paper's numbers come out? Runs the canned reports over a population that was solved for from its published
figures, and compares figure by figure. With --table, prints what came out as a table instead.

usage: test_paper_figures.py BUILD_DIRECTORY [--table]
"""

import io
import sys

from cases import run
from results_file import REPO, report

sys.path.insert(0, str(REPO / 'examples' / 'population'))

from figures import read_figures  # noqa: E402
from paper_figures import allowed, printed, read_published, run_reports  # noqa: E402
from played_scan import file_of_population  # noqa: E402
from player import PlayedReply, range_of_addresses, replies  # noqa: E402
from population_file import Line, Population, read_population, write_population  # noqa: E402
from solving import population_of, solve  # noqa: E402

SCALE = 1000


def text_of(solution, scale):
    file = io.StringIO()
    write_population(population_of(solution, scale), file, ['for a test'])
    return file.getvalue()


SOLUTION = solve(read_figures())
TEXT = text_of(SOLUTION, SCALE)
POPULATION = read_population(io.StringIO(TEXT))
SMALL = read_population(io.StringIO(text_of(SOLUTION, 10 * SCALE)))
DATABASE = file_of_population(POPULATION)
FIGURES = read_published()


def reports_of(database):
    return run_reports(lambda name: report(database, name), FIGURES)


REPORTS = reports_of(DATABASE)


def comes_out(figure):
    def case():
        found, (low, high) = printed(REPORTS, figure), allowed(figure, SCALE)
        assert low <= found <= high, f'{found}, not from {low} to {high}'
    case.__name__ = figure.figure.replace(' ', '_') + ('_goes_by_the_figure_that_wins' if figure.wins
                                                       else '_comes_out_as_published')
    return case


def no_identity_is_broken():
    assert report(DATABASE, 'check')[1] == [], report(DATABASE, 'check')[1]


def solving_again_gives_the_same_population():
    assert text_of(solve(read_figures()), SCALE) == TEXT


def a_population_file_says_what_was_written():
    again = io.StringIO()
    write_population(POPULATION, again, ['for a test'])
    assert again.getvalue() == TEXT


def a_second_attempt_that_is_answered_alike_changes_no_figure():
    population = read_population(io.StringIO(text_of(SOLUTION, 100 * SCALE)))
    once, twice = (reports_of(file_of_population(population, attempts)) for attempts in (1, 2))
    for name in set(once) - {'icmp_codes'}:  # counts replies, not addresses
        assert once[name] == twice[name], name


def missed(population, scale):
    """The figures that do not come out."""
    reports = reports_of(file_of_population(population))
    return [figure.figure for figure in FIGURES
            if not allowed(figure, scale)[0] <= printed(reports, figure) <= allowed(figure, scale)[1]]


def a_tenth_of_the_population_has_nearly_all_figures():
    """Where one address is more than the last digit of a share, or of 7.9 addresses, it cannot have them all."""
    wrong = missed(SMALL, 10 * SCALE)
    assert len(wrong) < 10, wrong


def a_population_that_lacks_some_addresses_is_noticed():
    lines = [line._replace(addresses=line.addresses - line.addresses // 20) for line in SMALL.lines]
    wrong = missed(SMALL._replace(lines=lines), 10 * SCALE)
    assert len(wrong) > 30, f'only {len(wrong)} figures notice'


def too_small_a_population_is_refused():
    line = Line(2, ('icmp',), 'echo:echo_reply')
    try:
        write_population(Population([(('icmp',), 3)], [line]), io.StringIO(), [])
    except ValueError:
        return
    raise AssertionError('3 blocks were to be lit by 2 addresses')


def addresses_lie_where_the_format_says():
    population = Population([(('icmp',), 1), (('tcp',), 2)], [
        Line(1, ('icmp',), 'echo:echo_reply'), Line(3, ('tcp',), 'ssh:syn_ack@1 ssh:rst_ack@2 http:indirect/3/13')])
    assert range_of_addresses(population, 0) == (0, 767)
    found = list(replies(population, first_block=0))
    expected = [PlayedReply(1, 'echo', attempt, None, 'echo_reply', 0, 0) for attempt in (1, 2)]
    for address, other in [(257, 510), (513, 766), (258, 509)]:
        expected += [PlayedReply(address, 'ssh', 1, None, 'syn_ack', None, None),
                     PlayedReply(address, 'ssh', 2, None, 'rst_ack', None, None),
                     PlayedReply(other, 'http', 1, address, 'icmp_error', 3, 13),
                     PlayedReply(other, 'http', 2, address, 'icmp_error', 3, 13)]
    assert found == expected, found


def table():
    """What was published and what came out, in Markdown."""
    print('| figure | published | source | printed | |\n|---|---|---|---|---|')
    for figure in FIGURES:
        found = printed(REPORTS, figure)
        text = f'{found:,}' if isinstance(found, int) else f'{found:.4f}'
        print(f'| {figure.figure} | {figure.published} | {figure.source} | {text} | {figure.wins} |')


if '--table' in sys.argv:
    table()
else:
    run([comes_out(figure) for figure in FIGURES] + [
        no_identity_is_broken, solving_again_gives_the_same_population, a_population_file_says_what_was_written,
        too_small_a_population_is_refused,
        addresses_lie_where_the_format_says, a_tenth_of_the_population_has_nearly_all_figures,
        a_second_attempt_that_is_answered_alike_changes_no_figure, a_population_that_lacks_some_addresses_is_noticed])
