# SPDX-License-Identifier: MIT
"""Does the comparison of two scans count what became of each address and block? By hand, and by an independent count.

usage: test_churn.py BUILD_DIRECTORY
"""

import itertools
import random
import sqlite3

from cases import run
from independent import Count, count_churn
from random_scan import random_scan
from results_file import FOLDER, REPO, STUDY, Unset, compare, create, fill, make_scan, report

FILES = 40
NAMES = itertools.count()
COLUMNS = 'unit level before now stayed appeared gained disappeared lost'.split()


def new_file(*scans):
    return fill(FOLDER / f'churn {next(NAMES)}.db', *scans)


def compared_file(*scans):
    path = new_file(*scans)
    compare(path)
    return sqlite3.connect(path)


def row(target, probe, kind, code=(None, None), responder=None):
    """Of the log; `probe` is a name of STUDY, or control."""
    return (target, (STUDY + ['control']).index(probe), 1, responder, kind, *code, 60, 1, None, 1, 0)


def scan_of(number, *log):
    return make_scan(number, STUDY + ['control'], log=list(log))


HOME = 0xC0000200  # addresses 192.0.2.0 and on; the other block is 198.51.100.0/24
AWAY = 0xC6336400
FIRST = scan_of(
    1,
    row(HOME + 1, 'echo', 'echo_reply', (0, 0)), row(HOME + 1, 'ssh', 'syn_ack'),  # will go
    row(HOME + 2, 'ssh', 'syn_ack'),                                               # will close the port
    row(HOME + 3, 'ssh', 'syn_ack'), row(HOME + 3, 'dns', 'udp_valid'),            # will stay
    row(HOME + 4, 'echo', 'echo_reply', (0, 0)),                                   # will start a name server
    row(HOME + 5, 'control', 'syn_ack'),                                           # alive for the control probe alone
    row(HOME + 6, 'ssh', 'rst_ack'),                                               # the same later
    row(AWAY + 1, 'dns', 'udp_invalid'))                                           # its block will fall silent
SECOND = scan_of(
    2,
    row(HOME + 2, 'ssh', 'rst_ack'),
    row(HOME + 3, 'ssh', 'syn_ack'), row(HOME + 3, 'dns', 'udp_valid'),
    row(HOME + 4, 'dns', 'udp_valid'),
    row(HOME + 5, 'ssh', 'syn_ack'),
    row(HOME + 6, 'control', 'syn_ack'),
    row(HOME + 7, 'ssh', 'icmp_error', (3, 3)))  # is new


def the_hand_counted_pair_gives_the_hand_counted_report():
    expected = [
        # before now, stayed appeared gained, disappeared lost
        ('address', 'network_alive', 6, 5, 3, 2, 0, 3, 0),       # .2 .3 .4 | .5 .7 | | .1 .6 away.1
        ('address', 'transport_active', 4, 3, 2, 1, 0, 2, 0),    # .2 .3 | .5 | | .1 .6
        ('address', 'transport_alive', 3, 2, 1, 1, 0, 1, 1),     # .3 | .5 | | .1 | .2
        ('address', 'application_active', 2, 2, 1, 0, 1, 1, 0),  # .3 | | .4 | away.1
        ('address', 'application_alive', 1, 2, 1, 0, 1, 0, 0),   # .3 | | .4
        ('block24', 'network_alive', 2, 1, 1, 0, 0, 1, 0),
        ('block24', 'icmp', 1, 0, 0, 0, 0, 0, 1),
        ('block24', 'tcp', 1, 1, 1, 0, 0, 0, 0),
        ('block24', 'udp', 2, 1, 1, 0, 0, 1, 0),
    ]
    assert report(compared_file(FIRST, SECOND), 'churn') == (COLUMNS, expected)


def random_scans(seed):
    scans = [random_scan(random.Random(f'churn {seed}/{number}'), number) for number in range(1, 2 + seed % 4)]
    for scan, earlier in zip(scans[1:], scans):  # much stays, or else nearly nothing would
        if [p['name'] for p in scan['probes']] == [p['name'] for p in earlier['probes']]:
            scan['log'] += [line for line in earlier['log'] if line[:7] not in {other[:7] for other in scan['log']}]
    return scans


def random_pairs_agree_with_the_independent_count():
    moved = [0] * 5
    for seed in range(FILES):
        scans = random_scans(seed)
        database = compared_file(*scans)
        counts = {scan['number']: Count(scan) for scan in scans}
        for now, before in itertools.product(counts, counts):
            found = report(database, 'churn', now, before)
            expected = count_churn(counts[now], counts[before]) if before < now else (COLUMNS, [])
            assert found == expected, f'file {seed}, scans {now} and {before}: {found}, not {expected}'
            moved = [total + sum(line[4 + i] for line in found[1]) for i, total in enumerate(moved)]
    assert min(moved) > FILES, f'too little of stayed, appeared, gained, disappeared, lost: {moved}'


def unset_the_parameters_mean_the_newest_scan_and_the_one_before_it():
    database = compared_file(FIRST, dict(SECOND, number=3), dict(FIRST, number=7))
    assert report(database, 'churn') == report(database, 'churn', 7, 3)
    assert report(database, 'churn', scan=3) == report(database, 'churn', 3, 1)
    assert report(database, 'churn', before=1) == report(database, 'churn', 7, 1)
    assert report(database, 'churn', 7, 3) != report(database, 'churn', 7, 1)


def a_scan_compared_with_itself_unchanged_has_only_stayed():
    for unit, level, before, now, stayed, *moved in report(compared_file(FIRST, dict(FIRST, number=2)), 'churn')[1]:
        assert before == now == stayed and moved == [0] * 4, f'{unit} {level}'


def a_pair_that_is_not_compared_has_its_sums_alone():
    expected = count_churn(Count(SECOND), Count(FIRST), is_compared=False)
    assert report(sqlite3.connect(new_file(FIRST, SECOND)), 'churn') == expected
    running = dict(SECOND, ended_us=None, exit_reason=None)
    for pair in [(FIRST, running), (dict(FIRST, ended_us=None, exit_reason=None), SECOND)]:
        assert report(compared_file(*pair), 'churn') == expected


def scans_without_replies_are_compared():
    empty = scan_of(2)
    assert report(compared_file(FIRST, empty), 'churn') == count_churn(Count(empty), Count(FIRST))
    alone = dict(FIRST, number=2), scan_of(1)
    assert report(compared_file(*alone[::-1]), 'churn') == count_churn(*map(Count, alone))


def without_an_earlier_scan_there_is_no_row():
    database = compared_file(FIRST, SECOND)
    for scan, before in [(1, None), (1, 2), (2, 2), (2, 7), (9, None)]:
        assert report(database, 'churn', scan, before) == (COLUMNS, []), f'{scan} and {before}'
    assert report(compared_file(FIRST), 'churn') == (COLUMNS, [])


def a_comparison_reads_both_scans_in_their_order():
    for name, table in [('add_churn', 'host'), ('add_churn24', 'block24')]:
        statement = (REPO / 'sql' / 'statements' / f'{name}.sql').read_text()
        plan = [step[3] for step in create().execute(f'EXPLAIN QUERY PLAN {statement}', Unset())]
        steps = [step for step in plan if step.startswith('SEARCH')]
        assert steps[:2] == ['SEARCH comparison USING PRIMARY KEY (scan=? AND before=?)',
                             f'SEARCH {table} USING PRIMARY KEY (scan=?)'], plan
        assert steps[2].startswith('SEARCH earlier USING PRIMARY KEY (scan=? AND '), plan
        assert plan.count('USE TEMP B-TREE FOR GROUP BY') == 1, plan



def the_bits_of_churn_level_are_those_of_the_levels():
    """Each level alone, as far as it can be: what address_level says must be the levels up to it."""
    kinds = {'rst_ack': ['network_alive', 'transport_active'],
             'syn_ack': ['network_alive', 'transport_active', 'transport_alive'],
             'udp_invalid': ['network_alive', 'application_active'],
             'udp_valid': ['network_alive', 'application_active', 'application_alive']}
    for kind, expected in kinds.items():
        database = sqlite3.connect(new_file(scan_of(1, row(HOME, 'dns' if 'udp' in kind else 'ssh', kind))))
        found = database.execute("SELECT level FROM address_level JOIN churn_level ON levels & bit "
                                 "WHERE unit = 'address' ORDER BY position").fetchall()
        assert [level for level, in found] == expected, kind


run([
    the_hand_counted_pair_gives_the_hand_counted_report,
    random_pairs_agree_with_the_independent_count,
    unset_the_parameters_mean_the_newest_scan_and_the_one_before_it,
    a_scan_compared_with_itself_unchanged_has_only_stayed,
    a_pair_that_is_not_compared_has_its_sums_alone,
    scans_without_replies_are_compared,
    without_an_earlier_scan_there_is_no_row,
    a_comparison_reads_both_scans_in_their_order,
    the_bits_of_churn_level_are_those_of_the_levels,
])
