# SPDX-License-Identifier: MIT
"""`liveness lookup` tells of an address what the views tell, and why a scan has nothing to tell.

usage: test_lookup_command.py BUILD_DIRECTORY
"""

import contextlib
import csv
import io
import json
import random
import shutil
import sqlite3

from cases import run
from command import Command
from random_scan import random_scan
from results_file import FOLDER, NUMBERS, REPO, STUDY, Unset, create, fill, insert, key_of, make_scan
from results_file import seal as seal_by_command
from sealed_file import seal

lookup = Command('lookup')
HEAD = ['scan', 'target', 'probe', 'attempt', 'responder', 'kind', 'icmp_type', 'icmp_code', 'icmp_name', 'ttl',
        'rtt_us', 'time', 'evidence', 'duplicates', 'conclusion']
SETTINGS = {'shard': 0, 'shards': 1, 'attempts': 2, 'retransmit-delay': 20, 'window': 1, 'rate': 10000}
NETWORK, TARGETS = 0xC0000200, 64  # 192.0.2.0/26
ROUTER = 0xC6336401


def dotted(address):
    return '.'.join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def printed(path, address, *arguments):
    return lookup.printed(path, dotted(address), *arguments)


def table(path, address, *arguments):
    head, *rows = csv.reader(io.StringIO(printed(path, address, '--csv', *arguments)))
    assert head == HEAD, head
    return rows


def conclusions(path, address):
    """By scan, newest first."""
    return list(dict.fromkeys((int(row[0]), row[-1]) for row in table(path, address)))


def conclusion(path, address):
    (_, text), = conclusions(path, address)
    return text


def add_settings(path, scan, **settings):
    targets = sum(last - first + 1 for first, last in scan['ranges'])
    values = {**SETTINGS, 'max-targets': targets, **settings}
    with contextlib.closing(sqlite3.connect(path)) as database:
        insert(database, 'setting', [(scan['number'], name, str(value)) for name, value in values.items()])
        database.commit()


def make_file(*scans, **settings):
    path = fill(FOLDER / f'{next(NUMBERS)}.db', *scans)
    for scan in scans:
        add_settings(path, scan, **settings)
    return path


def changed(path, change):
    """A copy of the file, changed by SQL or by a function."""
    copy = shutil.copy(path, FOLDER / f'{next(NUMBERS)}.db')
    with contextlib.closing(sqlite3.connect(copy)) as database:
        database.executescript(change) if isinstance(change, str) else change(database)
        database.commit()
    return copy


def silent_scan(number=1, **settings):
    settings = {'ranges': [(NETWORK, NETWORK + TARGETS - 1)], **settings}
    return make_scan(number, STUDY + ['control'], **settings)


def replies_by_views(database, address):
    """Rows as they should be printed, without ICMP names and conclusions, in any order."""
    rows = database.execute('''
        SELECT replies.scan, target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, rtt_us, time, evidence,
          duplicates
        FROM replies WHERE target_number = :address OR responder_number = :address''', {'address': address})
    return sorted(['' if value is None else str(value) for value in row] for row in rows)


def replies_printed(path, address):
    return sorted(row[:8] + row[9:14] for row in table(path, address) if row[1])


def replies_are_those_of_the_views_in_every_state_of_sealing():
    for seed in range(4):
        scans = [random_scan(random.Random(f'lookup {seed}/{number}'), number, with_repeats=seed % 2)
                 for number in (1, 2)]
        log = make_file(*scans)
        some = random.Random(seed)
        addresses = sorted({address for scan in scans for row in scan['log'] for address in (row[0], row[3])
                            if address is not None})
        by_command = changed(log, '')
        seal_by_command(by_command)
        for path in (log, changed(log, lambda database: seal(database, 0.5)), changed(log, seal), by_command):
            with contextlib.closing(sqlite3.connect(path)) as database:
                for address in some.sample(addresses, min(8, len(addresses))):
                    found, wanted = replies_printed(path, address), replies_by_views(database, address)
                    assert wanted and found == wanted, f'{dotted(address)}: {found} is not {wanted}'


def levels_in_words(row):
    _, transport_active, transport_alive, application_active, application_alive, ports = row
    words = ['network alive']
    if transport_active:
        words.append(f'transport alive on {ports}' if transport_alive else 'transport active')
    if application_active:
        words.append('application alive' if application_alive else 'application active')
    return '; '.join(words)


def levels_are_those_of_the_view_liveness():
    scan = random_scan(random.Random('levels'), 1)
    path = make_file(scan)
    with contextlib.closing(sqlite3.connect(path)) as database:
        rows = database.execute('''SELECT address_number, network_alive, transport_active, transport_alive,
                                   application_active, application_alive, ports_alive FROM liveness''').fetchall()
    asked = {row[0] for row in scan['log'] if row[3] is None}
    for address, *levels in rows:
        text = conclusion(path, address)
        wanted = levels_in_words(levels)
        assert text == wanted if address in asked else text.startswith(wanted + '; itself '), f'{text}, not {wanted}'


def router_scan(**settings):
    """A router that replied in place of .7, and .9, which answers a ping and the control probe."""
    return silent_scan(log=[
        (NETWORK + 7, 1, 1, ROUTER, 'icmp_error', 3, 13, 250, 5, 900, 2, 3),
        (NETWORK + 9, 0, 1, None, 'echo_reply', 0, 0, 60, 6, 900, 1, 0),
        (NETWORK + 11, 8, 1, None, 'rst_ack', None, None, 60, 7, 900, 1, 0)], **settings)


def a_router_is_told_from_its_targets():
    path = make_file(router_scan())
    assert conclusion(path, ROUTER) == 'network alive; itself not a target'
    assert conclusion(path, NETWORK + 7) == 'probed, silent; others replied in its place'
    assert conclusion(path, NETWORK + 9) == 'network alive'
    assert conclusion(path, NETWORK + 11) == 'answered the control probe alone'
    assert conclusion(path, NETWORK + 12) == 'probed, silent'
    row, = table(path, ROUTER)
    assert row[:9] == ['1', '192.0.2.7', 'ssh', '1', '198.51.100.1', 'icmp_error', '3', '13',
                       'communication administratively prohibited'] and row[13] == '3', row
    assert row == [*table(path, NETWORK + 7)[0][:-1], row[-1]]


def text_has_a_line_a_scan_and_then_the_replies():
    path = make_file(router_scan(), silent_scan(2))
    lines = printed(path, NETWORK + 9).splitlines()
    assert [line.split(maxsplit=1) for line in lines[:4]] == [
        ['scan', 'conclusion'], ['2', 'probed, silent'], ['1', 'network alive'], []], lines
    assert lines[4].split() == HEAD[:-1] and len(lines) == 6, lines
    assert printed(path, NETWORK + 60).count('\n') == 3


def other_forms_are_one_table():
    path = make_file(router_scan(), silent_scan(2))
    newer, older = json.loads(printed(path, NETWORK + 9, '--json'))
    assert list(newer) == HEAD and newer['scan'] == 2 and older['ttl'] == 60, (newer, older)
    assert [value for value in newer.values() if value is not None] == [2, 'probed, silent']
    assert printed(path, NETWORK + 9, '--markdown').startswith('| ' + ' | '.join(HEAD) + ' |\n')


def scans_come_newest_first_or_alone():
    path = make_file(*(silent_scan(number) for number in (1, 2, 3)))
    assert [row[0] for row in table(path, NETWORK)] == ['3', '2', '1']
    assert [row[0] for row in table(path, NETWORK, '--scan', 2)] == ['2']
    path = make_file(router_scan(), router_scan(number=2))
    assert [row[0] for row in table(path, ROUTER, '--scan', 2)] == ['2']


def a_blocklist_is_named_with_its_line():
    path = changed(make_file(silent_scan()), '''
        INSERT INTO blocklist VALUES (1, '(built-in)', '', '10.0.0.0/8 # private' || char(10) || '240.0.0.0/4'),
          (1, 'opt-outs.txt', '', '# asked' || char(10) || '203.0.113.5-203.0.113.9  # on Monday' || char(10))''')
    assert conclusion(path, 0xCB007107) == "excluded by blocklist 'opt-outs.txt' line 2: 203.0.113.5-203.0.113.9"
    assert conclusion(path, 0x0A010203) == "excluded by blocklist '(built-in)' line 1: 10.0.0.0/8"
    assert conclusion(path, 0xF0000001) == "excluded by blocklist '(built-in)' line 2: 240.0.0.0/4"
    assert conclusion(path, 0xCB00710A) == 'not a target'


def silent_neighbours_are_mentioned_if_there_were_any():
    assert conclusion(make_file(silent_scan(), **{'silent-neighbours': 0}), ROUTER) == 'not a target'
    assert conclusion(make_file(silent_scan(), **{'silent-neighbours': 12}), ROUTER) == (
        'not a target, or one of 12 on the link that were left out since they did not answer ARP')


def statuses(path):
    """How many of the targets have which status, without its numbers."""
    found = {}
    for last in range(TARGETS):
        text = conclusion(path, NETWORK + last)
        text = text.split(':')[0].split(',')[0] if not text.startswith('probed') else text.split(':')[0]
        found[text] = found.get(text, 0) + 1
    return found


def targets_are_told_by_where_the_scan_stands():
    # Slots by the plan: all targets in one block, which is walked once an attempt.
    running = silent_scan(ended_us=None, exit_reason=None)
    path = make_file(running, rate=2016, window=1, **{'retransmit-delay': 1})
    step, walk = 27, 224 + 8 * 27
    slots = walk + TARGETS + 8 * step
    for slot, wanted in [
            (0, {'not yet probed': 64}),
            (30, {'not yet probed': 34, 'being probed': 30}),
            (8 * step + 10, {'being probed': 54, 'probed, silent so far': 10}),
            (walk, {'probed, silent so far': 64}),
            (walk + 8 * step + 10, {'probed, silent so far': 54, 'probed, silent': 10}),
            (slots, {'probed, silent': 64})]:
        there = changed(path, f'INSERT INTO progress VALUES (1, {slot}, {slots})')
        assert statuses(there) == wanted, f'slot {slot}: {statuses(there)}'
    over = changed(path, f"INSERT INTO progress VALUES (1, 5, {slots}); UPDATE scan SET ended_us = 9, exit_reason = 'x'")
    assert any('the scan ended early, at 0.7 %' in conclusion(over, NETWORK + last) for last in range(TARGETS))
    done = changed(over, "UPDATE scan SET exit_reason = 'done'")
    assert conclusion(done, NETWORK) == 'probed, silent'


def targets_beyond_the_limit_and_in_other_shards_are_told():
    limited = statuses(make_file(silent_scan(), **{'max-targets': 25}))
    assert limited == {'probed, silent': 25, 'left out by --max-targets': 39}, limited
    sharded = statuses(make_file(silent_scan(), shards=4, shard=1))
    assert sharded == {'probed, silent': 16, 'in another shard': 48}, sharded


def plan_of(statement):
    database = create()
    database.executescript((REPO / 'sql/statements/create_findings.sql').read_text())
    text = (REPO / f'sql/statements/{statement}.sql').read_text()
    return [row[3] for row in database.execute(f'EXPLAIN QUERY PLAN {text}', Unset())]


def replies_about_an_address_are_found_by_key():
    plan = plan_of('find_about')
    for step in ('SEARCH reply USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
                 'SEARCH reply_other USING PRIMARY KEY (reply>? AND reply<?)'):
        assert step in plan, f'{step} is not in {plan}'
    assert 'SCAN reply' not in plan and 'SCAN reply_other' not in plan, plan


def steps_of(database, statement, **parameters):
    steps = []
    database.set_progress_handler(lambda: steps.append(1), 100)
    database.execute((REPO / f'sql/statements/{statement}.sql').read_text(), Unset(parameters))
    database.set_progress_handler(None, 0)
    return len(steps) * 100


def a_lookup_reads_no_table_that_it_need_not():
    """The plan lists a table also where a constant condition keeps it from being read."""
    keys = {'first': key_of(1, 77, 0), 'last': key_of(1, 77, 2**20 - 1), 'address': ROUTER}
    for table, columns, readers in [('reply', '60, 5, NULL', []), ('reply_other', '9, 60, 5, NULL, 0', ['find_by']),
                                    ('reply_log', 'NULL, 60, 5, NULL, 0', ['find_in_log'])]:
        database = create()
        database.executescript((REPO / 'sql/statements/create_findings.sql').read_text())
        database.execute(f'''WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 20000)
                             INSERT INTO {table} SELECT {key_of(1, 0, 0)} + (n << 20), {columns} FROM n''')
        for statement in ('find_about', 'find_by', 'find_in_log'):
            steps = steps_of(database, statement, **keys)
            assert (steps > 20000) == (statement in readers), f'{statement} with a large {table}: {steps} steps'


def levels_that_lack_replies_say_so():
    """A killed scan may leave replies that are not folded: of .7 an echo reply and a SYN-ACK, of .8 a SYN-ACK."""
    scan = silent_scan()
    scan['log'] = [(NETWORK + 7, 0, 1, None, 'echo_reply', 0, 0, 60, 1, None, 1, 0),
                   (NETWORK + 7, 1, 1, None, 'syn_ack', None, None, 60, 2, None, 1, 0)]
    unfolded = f'''
        INSERT INTO reply_log VALUES ({key_of(1, NETWORK + 8, 1)}, NULL, 60, 3, NULL, 0);
        INSERT INTO reply_log VALUES ({key_of(1, NETWORK + 7, 1)}, NULL, 60, 4, NULL, 0);
        UPDATE fold SET unfolded = 2'''
    path = changed(make_file(scan), unfolded)
    assert conclusion(path, NETWORK + 8) == 'replied; not folded yet: 1 of its replies'
    assert conclusion(path, NETWORK + 7) == (
        'network alive; transport alive on ssh; not folded yet: 1 of its replies')
    seal_by_command(path)
    assert conclusion(path, NETWORK + 8) == 'network alive; transport alive on ssh'


def a_scan_that_still_writes_is_read_as_it_was_committed():
    path = make_file(router_scan())
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('PRAGMA journal_mode = WAL')
        writer.execute('BEGIN IMMEDIATE')
        writer.execute('DELETE FROM reply_log')
        assert conclusion(path, NETWORK + 9) == 'network alive'
        writer.rollback()


def mistakes_are_told_in_one_line():
    path = make_file(silent_scan())
    lookup.refused(2, words=['FILE', 'ADDRESS'])
    lookup.refused(2, path, words=['ADDRESS'])
    lookup.refused(2, path, '192.0.2.0/24', words=['192.0.2.0/24', 'an IPv4 address'])
    lookup.refused(2, path, '192.0.2.1', '192.0.2.2', words=['192.0.2.2', 'one address'])
    lookup.refused(2, path, '192.0.2.1', '--scan', '7', words=['has no scan 7'])
    lookup.refused(2, path, '192.0.2.1', '--scan', '0', words=['--scan', "'0'"])
    lookup.refused(2, path, '192.0.2.1', '--scan', 'x', words=['--scan', "'x'"])
    lookup.refused(2, path, '192.0.2.1', '--xml', words=['--xml'])
    lookup.refused(1, FOLDER / 'missing.db', '192.0.2.1', words=['missing.db', 'No such file'])


def a_file_that_contradicts_itself_is_refused_in_one_line():
    path = make_file(silent_scan(), router_scan(number=2))
    for change, word in [
            ("DELETE FROM setting WHERE name = 'rate'", "lacks the setting 'rate'"),
            ("UPDATE setting SET value = '99999999999' WHERE name = 'window'", "'window'"),
            ("UPDATE setting SET value = '1000' WHERE name = 'max-targets'", 'asks 1000 targets and has 64'),
            ('INSERT INTO progress VALUES (2, 1, 5)', 'is counted by one of 5'),
            ('DELETE FROM target_range', 'asks 64 targets and has 0')]:
        lookup.refused(1, changed(path, change), dotted(NETWORK + 1), words=[word, 'scan 2'])
        assert conclusion(changed(path, change + '; DELETE FROM scan WHERE scan = 1'), NETWORK + 9) == 'network alive'


def control_characters_do_not_reach_the_terminal():
    path = changed(make_file(silent_scan()), """INSERT INTO blocklist
        VALUES (1, char(27) || '[2Jrude', '', '203.0.113.0/24')""")
    for form in ([], ['--markdown'], ['--json']):
        assert '\x1b' not in printed(path, 0xCB007101, *form), form
    path = changed(path, "UPDATE setting SET value = char(27) || '[2J' || char(10) WHERE name = 'rate'")
    lookup.refused(1, path, dotted(NETWORK), words=["'?[2J?'"])


def the_help_tells_what_is_fast():
    done = lookup('--help')
    assert done.returncode == 0, done
    for word in ('--scan', '--csv', 'sealed', 'reply_other', 'reply_log', 'not yet probed', 'Exit status'):
        assert word in done.stdout, word


run([
    replies_are_those_of_the_views_in_every_state_of_sealing,
    levels_are_those_of_the_view_liveness,
    a_router_is_told_from_its_targets,
    text_has_a_line_a_scan_and_then_the_replies,
    other_forms_are_one_table,
    scans_come_newest_first_or_alone,
    a_blocklist_is_named_with_its_line,
    silent_neighbours_are_mentioned_if_there_were_any,
    targets_are_told_by_where_the_scan_stands,
    targets_beyond_the_limit_and_in_other_shards_are_told,
    replies_about_an_address_are_found_by_key,
    a_lookup_reads_no_table_that_it_need_not,
    levels_that_lack_replies_say_so,
    a_scan_that_still_writes_is_read_as_it_was_committed,
    mistakes_are_told_in_one_line,
    a_file_that_contradicts_itself_is_refused_in_one_line,
    control_characters_do_not_reach_the_terminal,
    the_help_tells_what_is_fast,
])
