# SPDX-License-Identifier: MIT
"""Do the canned reports print what the taxonomy says? Compared with a case worked out by hand, and with an
independent count over many random files."""

import csv
import math
import pathlib
import random
import re
import sqlite3
import subprocess
import tempfile

from cases import run
from independent import ANY_TEXT, Count, distinct_replies
from random_scan import random_scan
from results_file import (FOLDER, KINDS, REPO, STUDY, Unset, create, file_of, fill, fold, key_of, make_scan, report, seal,
                          sealed_file_of, sql_files, store, store_log_5, store_uncounted_log)

HERE = pathlib.Path(__file__).resolve().parent
REPORTS = sorted(file.stem for file in sql_files('queries') if file.stem not in ('check', 'churn'))  # on one scan
ALL_REPORTS = REPORTS + ['check', 'churn']
FILES = 80


def same(found, expected):
    if expected is ANY_TEXT:
        return isinstance(found, str)
    if isinstance(expected, float) or isinstance(found, float):
        return isinstance(found, float) and isinstance(expected, float) and math.isclose(found, expected,
                                                                                         rel_tol=1e-12, abs_tol=1e-15)
    return type(found) is type(expected) and found == expected


def compare(what, found, expected):
    """Both are pairs of columns and rows; order, types and NULLs count."""
    assert found[0] == expected[0], f'{what}: columns {found[0]}, not {expected[0]}'
    for number, (row, right) in enumerate(zip(found[1], expected[1])):
        assert len(row) == len(right) and all(map(same, row, right)), f'{what}, row {number}: {row}, not {right}'
    assert len(found[1]) == len(expected[1]), f'{what}: {len(found[1])} rows, not {len(expected[1])}'


def random_files():
    """Half of them are sealed, which makes up for what came again late."""
    for seed in range(FILES):
        is_sealed = seed % 4 > 1
        scans = [random_scan(random.Random(f'{seed}/{number}'), number, is_sealed) for number in range(1, 2 + seed % 2)]
        yield f'file {seed}', scans, (sealed_file_of if is_sealed else file_of)(*scans)


RANDOM_FILES = list(random_files())
COUNTED = {(title, scan['number']): Count(scan).reports() for title, scans, _ in RANDOM_FILES for scan in scans}


def agrees_with_the_independent_count(name):
    def case():
        for title, scans, database in RANDOM_FILES:
            for scan in scans:
                number = scan['number']
                compare(f'{title}, scan {number}', report(database, name, number), COUNTED[title, number][name])
    case.__name__ = f'{name}_agrees_with_the_independent_count'
    return case


def unset_the_parameter_means_the_newest_scan():
    for title, scans, database in RANDOM_FILES[1::2]:
        for name in set(REPORTS) - {'health'}:
            compare(f'{title}, {name}', report(database, name), report(database, name, scans[-1]['number']))
        assert [row[0] for row in report(database, 'health')[1]] == [1, 2]


def a_scan_can_be_chosen_in_the_stock_shell():
    first, second = make_scan(1, ['ssh']), make_scan(2, ['ssh'])
    second['log'] = [(5, 0, 1, None, 'syn_ack', None, None, 60, 1, None, 1, 0)]
    with tempfile.TemporaryDirectory() as folder:
        path = on_disk(folder, first, second)
        assert shell(path, 'negative') == [['positive', 'any', 'gain'], ['1', '1', '0.0']]
        assert shell(path, 'negative', scan=1) == [['positive', 'any', 'gain'], ['0', '0', '']]


def on_disk(folder, *scans):
    return str(fill(pathlib.Path(folder) / 'results.db', *scans))


def shell(path, name, scan=None):
    """What the sqlite3 shell makes of a query file on its standard input."""
    query = (REPO / 'queries' / f'{name}.sql').read_text()
    if scan is not None:
        query = f'.param set :scan {scan}\n{query}'
    done = subprocess.run(['sqlite3', '-csv', '-header', path], input=query, text=True, capture_output=True)
    assert done.returncode == 0 and not done.stderr, f'{name}: {done.stderr}'
    return list(csv.reader(done.stdout.splitlines()))


def the_stock_shell_prints_the_same():
    with tempfile.TemporaryDirectory() as folder:
        scan = random_scan(random.Random('shell'))
        path = on_disk(folder, scan)
        for name in REPORTS:
            printed = shell(path, name)
            columns, expected = Count(scan).reports()[name]
            assert printed[:1] == ([columns] if expected else []), name  # the shell prints no header over nothing
            assert len(printed[1:]) == len(expected), name
            for row, right in zip(printed[1:], expected):
                assert all(map(prints_as, row, right)), f'{name}: {row}, not {right}'
        assert shell(path, 'check') == []


def prints_as(text, value):
    if isinstance(value, float):
        return math.isclose(float(text), value, rel_tol=1e-12)
    return value is ANY_TEXT or text == ('' if value is None else str(value))


def the_hand_counted_scan_gives_the_hand_counted_reports():
    path = FOLDER / 'tiny.db'
    database = create(path)
    database.executescript((HERE / 'tiny_scan.sql').read_text())
    fold(path)
    sections = re.split(r'^== (\w+)\n', (HERE / 'tiny_reports.txt').read_text(), flags=re.MULTILINE)[1:]
    expected = dict(zip(sections[::2], sections[1::2]))
    assert sorted(expected) == sorted(REPORTS + ['check']), 'a report has no section in tiny_reports.txt'
    for name, text in expected.items():
        lines = [re.split(r'  +', line.strip()) for line in text.strip().splitlines()]
        columns, rows = report(database, name)
        found = [columns] + [[as_text(value) for value in row] for row in rows]
        assert len(found) == len(lines), f'{name}: {len(found) - 1} rows, not {len(lines) - 1}'
        for line, right in zip(found, lines):
            assert line == right, f'{name}: {line}, not {right}'


def as_text(value):
    return '-' if value is None else f'{value:.4f}' if isinstance(value, float) else str(value)


def a_scan_without_replies_gives_well_formed_reports():
    for probes in [STUDY + ['control'], ['dns'], ['control']]:
        scan = make_scan(1, probes)
        database = file_of(scan)
        for name, expected in Count(scan).reports().items():
            compare(name, report(database, name), expected)
        assert not report(database, 'check')[1]
    rows = {name: len(report(file_of(make_scan(1, STUDY)), name)[1]) for name in REPORTS}
    assert rows == {
        'levels': 5, 'coverage': 4, 'coverage_24': 4, 'coverage_probe': 8, 'combinations': 7, 'replies': 3,
        'error_only': 4, 'icmp_errors': 15, 'icmp_codes': 0, 'ports_answered': 5, 'tcp_ports': 5, 'tarpits': 7,
        'conditional': 56, 'conditional_as_coded': 56, 'cross_layer': 3, 'negative': 1, 'retransmission': 3,
        'window': 0, 'patterns': 0, 'health': 1, 'unsolicited': 0}, rows


def a_file_without_scans_fails_no_report():
    for name in ALL_REPORTS:
        report(create(), name)


def the_order_of_the_log_changes_nothing():
    for title, scans, database in RANDOM_FILES[:20]:
        shuffled = [dict(scan, log=random.Random(1).sample(scan['log'], len(scan['log']))) for scan in scans]
        other = sealed_file_of(*shuffled)
        for name in REPORTS:
            compare(f'{title}, {name}', report(other, name), report(database, name))
        everything = 'SELECT * FROM replies ORDER BY 1, 2, 3, 4, 5, 7, 8, 9'
        assert other.execute(everything).fetchall() == database.execute(everything).fetchall()


def replies_that_come_again_change_only_the_duplicates():
    """Rows of the log that repeat others are counted as replies by two reports until they are sealed."""
    for title, scans, database in RANDOM_FILES[:20]:
        again = [dict(scan, log=scan['log'] + [(*row[:8], row[8] + 10**8, *row[9:]) for row in scan['log']])
                 for scan in scans]
        for make, approximate in ((file_of, {'icmp_codes'}), (sealed_file_of, set())):
            other = make(*again)
            for name in set(REPORTS) - {'health'} - approximate:
                compare(f'{title}, {name}', report(other, name), report(database, name))
            before, after = report(database, 'health')[1], report(other, 'health')[1]
            for old, new, scan in zip(before, after, scans):
                assert new[:5] + new[7:] == old[:5] + old[7:]
                assert approximate or new[5] == old[5]
                assert new[5] + new[6] == old[5] + old[6] + sum(row[-1] + 1 for row in scan['log'])


def dotted(address):
    return '.'.join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def the_view_replies_holds_each_reply_once():
    for seed in range(30):
        title = f'file {seed}'
        scans = [random_scan(random.Random(f'repeats {seed}/{number}'), number, True) for number in (1, 2)]
        database = (sealed_file_of if seed % 2 else file_of)(*scans)
        expected = []
        for scan in scans:
            for r in distinct_replies(scan):
                row = r.first_row
                at = scan['started_us'] + row['time_us']
                second = sqlite_time(database, at // 10**6)
                evidence = {1: 'cookie', 2: 'quote', 3: 'port'}[row['evidence']]
                expected.append((scan['number'], dotted(r.target), r.probe, r.attempt, dotted(r.address),
                                 int(r.direct), r.kind, r.type, r.code, row['ttl'], row['rtt_us'],
                                 f'{second}.{at % 10**6:06}Z', evidence, r.duplicates, r.target, r.address))
        cursor = database.execute('SELECT * FROM replies')
        assert [column[0] for column in cursor.description] == (
            'scan target probe attempt responder direct kind icmp_type icmp_code ttl rtt_us time evidence '
            'duplicates target_number responder_number').split()
        assert sorted(cursor, key=repr) == sorted(expected, key=repr), title


def sqlite_time(database, second):
    return database.execute("SELECT strftime('%Y-%m-%dT%H:%M:%S', ?, 'unixepoch')", [second]).fetchone()[0]


def the_time_of_a_reply_is_exact_to_the_microsecond():
    scan = make_scan(1, ['ssh'], started_us=1795371601123456)
    scan['log'] = [(1, 0, 1, None, 'syn_ack', None, None, 60, 876543, None, 1, 0),
                   (1, 0, 2, None, 'syn_ack', None, None, 60, 876544, None, 1, 0)]
    times = [time for time, in file_of(scan).execute('SELECT time FROM replies ORDER BY attempt')]
    assert times == ['2026-11-22T18:20:01.999999Z', '2026-11-22T18:20:02.000000Z'], times


def the_ttl_of_a_reply_is_that_of_its_first_arrival():
    scan = make_scan(1, ['ssh'])
    scan['log'] = [(1, 0, 1, None, 'syn_ack', None, None, ttl, time, None, 1, 0)
                   for ttl, time in [(61, 300), (62, 100), (63, 200)]]
    assert file_of(scan).execute('SELECT ttl FROM replies').fetchall() == [(62,)]


def the_view_liveness_tells_the_levels_of_each_address():
    for title, scans, database in RANDOM_FILES[:30]:
        expected = []
        for scan in scans:
            count = Count(scan)
            alive_on = {port: count.syn_ack_from(port) for port in count.tcp}
            having = [count.addresses(lambda r, kinds=kinds: r.kind in kinds) for kinds in (
                ('syn_ack', 'rst_ack', 'rst_bare'), ('syn_ack',), ('udp_valid', 'udp_invalid'), ('udp_valid',))]
            for address in count.alive:
                ports = ' '.join(port for port in count.tcp if address in alive_on[port]) or None
                expected.append((scan['number'], dotted(address), address, 1,
                                 *(int(address in level) for level in having), ports))
        assert sorted(database.execute('SELECT * FROM liveness'), key=repr) == sorted(expected, key=repr), title


def a_search_by_address_reads_no_more_than_it_must():
    for seen, table in [('liveness WHERE scan = 1 AND address_number = 3405803777', 'SEARCH host USING PRIMARY KEY')]:
        plan = ' '.join(row[3] for row in create().execute(f'EXPLAIN QUERY PLAN SELECT * FROM {seen}'))
        assert table in plan, f'{seen}: {plan}'


def tables_read(database, name):
    """By their own names, whatever the query or a view calls them."""
    read = set()

    def note(action, table, column, schema, reader):
        if action == sqlite3.SQLITE_READ:
            read.add(table)
        return sqlite3.SQLITE_OK

    database.set_authorizer(note)
    database.execute(f"EXPLAIN {(REPO / 'queries' / f'{name}.sql').read_text()}", Unset())
    return read


def plan_of(database, name):
    query = (REPO / 'queries' / f'{name}.sql').read_text()
    return ' '.join(row[3] for row in database.execute(f'EXPLAIN QUERY PLAN {query}', Unset()))


def no_report_reads_a_table_that_grows_with_the_addresses():
    large = {'reply', 'reply_log', 'reply_other', 'host', 'block24'}
    tables = {name for name, in create().execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert large <= tables
    for name in REPORTS + ['churn']:
        planned = set(re.findall(r'(?:SCAN|SEARCH) (\w+)', plan_of(create(), name)))
        read = tables_read(create(), name)
        assert planned and read & tables, name
        assert not (planned | read) & large, f'{name} reads {sorted((planned | read) & large)}'
    assert {'host', 'reply_log'} <= tables_read(create(), 'check')


def the_columns_called_positive_are_those_of_reply_kind():
    database = create()
    positive = {name for name, in database.execute('SELECT name FROM reply_kind WHERE is_positive')}
    view = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'conclusion'").fetchone()[0]
    assert set(re.search(r'(\S.*) AS positive', view)[1].split(' | ')) == positive


def every_kind_and_error_of_the_schema_is_in_some_mask():
    scan = make_scan(1, STUDY)
    codes = create().execute('SELECT type, code FROM icmp_code WHERE type <> 0').fetchall()
    scan['log'] = [(target, 0, 1, None, 'icmp_error', *code, 60, 0, None, 2, 0) for target, code in enumerate(codes)]
    scan['log'] += [(1000 + i, 0, 1, None, kind, None, None, 60, 0, None, 1, 0)
                    for i, kind in enumerate(set(KINDS) - {'icmp_error'})]
    assert report(file_of(scan), 'levels')[1][0][1] == len(codes) + 7


def the_masks_of_a_signature_are_in_the_order_of_signature_mask():
    database = create()
    columns = [name for name, in database.execute("SELECT name FROM pragma_table_info('signature') ORDER BY cid")]
    masks = [name for name, in database.execute('SELECT name FROM signature_mask ORDER BY position')]
    assert columns == ['scan', 'signature', 'hosts', *masks]


def nothing_is_a_tarpit_without_tcp_probes():
    scan = make_scan(1, ['echo', 'control'])
    scan['log'] = [(1, 0, 1, None, 'echo_reply', 0, 0, 60, 0, None, 1, 0),
                   (1, 1, 1, None, 'syn_ack', None, None, 60, 1, None, 1, 0)]
    assert report(file_of(scan), 'tarpits')[1][:2] == [('tarpits', 0, None, None), ('on_control_port', 0, None, None)]


def a_file_of_an_older_version_is_brought_up_to_date():
    for seed in range(12):
        scans = [random_scan(random.Random(f'old {seed}/{number}'), number) for number in (1, 2)]
        path = FOLDER / f'old {seed}.db'
        version = (5, 6, 7, 8, 9, 10)[seed // 2]
        old = create(path, version)
        old.execute('CREATE VIEW fold_lag AS SELECT 1')
        if version == 5:
            old.execute('CREATE VIEW signature AS SELECT 1')  # a name that a table has now
        for scan in scans:
            store(old, scan, store_log_5 if version == 5 else store_uncounted_log if version < 10 else None)
        old.close()
        fold(path)
        if seed % 2:
            seal(path)
        database, expected = sqlite3.connect(path), (sealed_file_of if seed % 2 else file_of)(*scans)
        for name in ALL_REPORTS:
            compare(f'file {seed}, {name}', report(database, name), report(expected, name))
        everything = 'SELECT * FROM replies ORDER BY 1, 2, 3, 4, 5, 7, 8, 9'
        assert database.execute(everything).fetchall() == expected.execute(everything).fetchall()


def a_newer_file_is_refused():
    path = fill(FOLDER / 'newer.db', make_scan(1, ['ssh']))
    with sqlite3.connect(path) as database:
        database.execute('PRAGMA user_version = 99')
    try:
        fold(path)
    except AssertionError as refusal:
        assert 'schema version 99' in str(refusal), refusal
    else:
        raise AssertionError('it was opened')


def check_finds_nothing_in_good_files():
    for title, scans, database in RANDOM_FILES:
        assert report(database, 'check') == (['scan', 'identity', 'expected', 'found'], []), title


def small_scan(**settings):
    scan = make_scan(1, STUDY + ['control'], ranges=[(10, 20), (30, 40)], **settings)
    scan['log'] = [(target, 1, 1, None, 'syn_ack', None, None, 60, target, None, 1, 0) for target in (10, 20, 35)]
    scan['health'] = [(0, 100, 0, 10**6, 3, 3, 0, 0, 0, 0)]
    return scan


def broken(change, **settings):
    """What check.sql says of a small good file after a change."""
    database = file_of(small_scan(**settings))
    assert not report(database, 'check')[1]
    database.executescript(change)
    return report(database, 'check')[1]


def check_reports_a_target_outside_the_scanned_ranges():
    for target in (9, 21, 29, 41):
        assert broken(f'UPDATE reply_log SET reply = {key_of(1, target, 0)} WHERE reply = {key_of(1, 20, 0)}') == [
            (1, 'stray replies: every target is in the scanned ranges', 0, 1)], target
    assert broken('DELETE FROM target_range') == [
        (1, 'stray replies: every target is in the scanned ranges', 0, 3)]


def check_reports_replies_that_are_not_counted():
    assert broken('UPDATE reply_sort SET replies = 1') == [
        (1, 'health: captured = replies + duplicates + unsolicited', 1, 3),
        (1, 'replies: every one is counted', 3, 1)]
    assert broken('INSERT INTO reply_log SELECT * FROM reply_log LIMIT 2') == [
        (1, 'replies: every one is counted', 5, 3)]


def check_reports_a_reply_to_a_probe_that_the_scan_has_not():
    assert broken('UPDATE reply_sort SET probe = 17') == [
        (1, 'stray replies: the scan has the probe of every reply', 0, 3)]


def check_reports_captured_packets_that_do_not_add_up():
    wrong = [(1, 'health: captured = replies + duplicates + unsolicited', 3, 4)]
    assert broken('UPDATE health SET captured = 4') == wrong
    assert broken('UPDATE health SET captured = 4', ended_us=None, exit_reason=None) == wrong


def check_reports_a_syn_ack_that_is_said_to_come_from_udp():
    assert (1, 'ports_answered: their sum is transport active', 3, 0) in broken(
        'UPDATE signature SET syn_ack = 1 << 6')


def check_reports_addresses_that_are_not_those_counted():
    wrong = 'signature: its hosts are the addresses that have it'
    assert broken('DELETE FROM host WHERE address = 20') == [(1, wrong, 3, 2)]
    assert broken('INSERT INTO host VALUES (1, 21, 1)') == [(1, wrong, 3, 2)]
    assert broken('UPDATE host SET signature = 2 WHERE address = 20') == [
        (1, 'signature: every address has one', 0, 1), (1, wrong, 3, 1)]


def check_reports_a_changed_definition_that_breaks_an_identity():
    database = file_of(small_scan())
    view = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'conclusion'").fetchone()[0]
    database.executescript('DROP VIEW conclusion;' + view.replace('syn_ack | rst AS transport_active',
                                                                  'rst AS transport_active'))
    assert report(database, 'check')[1] == [
        (1, 'levels: transport alive is part of transport active', 3, 0),
        (1, 'tcp_ports: synack_only + rst_only + both = active on ssh', 0, 3)]


def check_names_the_scan_it_means():
    database = file_of(small_scan(), dict(small_scan(), number=2))
    database.execute('UPDATE health SET captured = 4 WHERE scan = 1')
    assert [row[0] for row in report(database, 'check')[1]] == [1]
    assert report(database, 'check', 2)[1] == []


def verdict(**settings):
    return report(file_of(make_scan(1, ['ssh'], **settings)), 'health')[1][0][-1]


def second(sent=1000, failures=0, captured=500, kernel=0, interface=0, ring=0):
    return [(0, sent, failures, 10**6, captured, captured, kernel, interface, ring, 0)]


def the_verdict_says_in_words_what_went_wrong():
    assert verdict(health=second()) == 'complete: every probe sent, nothing dropped'
    assert verdict() == 'no probe was sent'
    assert verdict(health=second(), ended_us=None, exit_reason=None, progress=(25, 100)) == (
        'still running, or ended without being closed; 25.0 % of the schedule sent')
    assert verdict(health=second(), exit_reason='interrupted') == 'ended early: a signal ended it'
    assert verdict(health=second(), exit_reason='max_runtime', progress=(1, 3)) == (
        'ended early: the time limit was reached; 33.333 % of the schedule sent')
    assert verdict(health=second(captured=39880, kernel=120)) == (
        'kernel dropped 120 packets (0.3 %): replies are missing')
    assert verdict(health=second(sent=999, failures=1)) == (
        'the interface refused 1 packets (0.1 %): probes are missing')
    assert verdict(health=second(captured=97, interface=2, ring=1)) == (
        'interface dropped 2 packets (2.0 %): replies are missing; '
        'ring dropped 1 packets (1.0 %): replies are missing')


def the_verdict_of_the_newest_scan_says_how_far_folding_lags_behind():
    database = file_of(*[make_scan(number, ['ssh'], health=second()) for number in (1, 2)])
    database.execute('UPDATE fold SET unfolded = 70')
    assert [row[-1] for row in report(database, 'health')[1]] == [
        'complete: every probe sent, nothing dropped',
        'the last 70 replies are not folded yet: reports lack them until the scan goes on or is sealed']


def all_cases():
    yield the_hand_counted_scan_gives_the_hand_counted_reports
    yield from map(agrees_with_the_independent_count, REPORTS)
    yield from (
        unset_the_parameter_means_the_newest_scan,
        a_scan_can_be_chosen_in_the_stock_shell,
        the_stock_shell_prints_the_same,
        a_scan_without_replies_gives_well_formed_reports,
        a_file_without_scans_fails_no_report,
        the_order_of_the_log_changes_nothing,
        replies_that_come_again_change_only_the_duplicates,
        the_view_replies_holds_each_reply_once,
        the_time_of_a_reply_is_exact_to_the_microsecond,
        the_ttl_of_a_reply_is_that_of_its_first_arrival,
        the_view_liveness_tells_the_levels_of_each_address,
        a_search_by_address_reads_no_more_than_it_must,
        no_report_reads_a_table_that_grows_with_the_addresses,
        the_columns_called_positive_are_those_of_reply_kind,
        every_kind_and_error_of_the_schema_is_in_some_mask,
        the_masks_of_a_signature_are_in_the_order_of_signature_mask,
        nothing_is_a_tarpit_without_tcp_probes,
        a_file_of_an_older_version_is_brought_up_to_date,
        a_newer_file_is_refused,
        check_finds_nothing_in_good_files,
        check_reports_a_target_outside_the_scanned_ranges,
        check_reports_replies_that_are_not_counted,
        check_reports_a_reply_to_a_probe_that_the_scan_has_not,
        check_reports_captured_packets_that_do_not_add_up,
        check_reports_a_syn_ack_that_is_said_to_come_from_udp,
        check_reports_addresses_that_are_not_those_counted,
        check_reports_a_changed_definition_that_breaks_an_identity,
        check_names_the_scan_it_means,
        the_verdict_says_in_words_what_went_wrong,
        the_verdict_of_the_newest_scan_says_how_far_folding_lags_behind,
    )


run(list(all_cases()))
