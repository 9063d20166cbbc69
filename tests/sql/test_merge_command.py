# SPDX-License-Identifier: MIT
"""`liveness merge` makes one scan of its shards and sets other scans beside each other, or says why it does not.

usage: test_merge_command.py BUILD_DIRECTORY
"""

import contextlib
import hashlib
import itertools
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from cases import run
from command import PROGRAM, Command, wait_until_held
from dealt_scan import (SECOND, add_facts, deal, dealt, new_path, whole_of, write, write_late, write_of_some_sort,
                        write_sealed)
from independent import Count, count_churn
from random_scan import random_scan
from results_file import FOLDER, NUMBERS, make_scan, report, seal, sql_files

merge, check, share, lookup = Command('merge'), Command('check'), Command('share'), Command('lookup')
FILL_FILE = pathlib.Path(sys.argv[1], 'tests', 'benchmark', 'fill_file')
DEALS = 8
FILES = 100  # of which half may be open at once
REPLIES = '''SELECT target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, rtt_us, time, evidence, duplicates
  FROM replies WHERE scan = ? ORDER BY 1, 2, 3, 4, 5, 6, 7'''
FACTS = ['scan', 'setting', 'probe', 'target_range', 'blocklist', 'run', 'health', 'unsolicited', 'window_count',
         'rate_change']
ALL = [file.stem for file in sql_files('queries')]


def rows(path, query, *values):
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute(query, values).fetchall()


def merged(*inputs, options=()):
    path = new_path()
    assert merge.printed(path, *inputs, *options) == ''
    assert is_sound(path), path
    return path


def is_sound(path):
    done = check(path)
    assert done.returncode == 0, done
    return rows(path, 'SELECT count(*) FROM reply_log') == [(0,)]


def refused(*inputs, words, status=1):
    path = FOLDER / f'refused {next(NUMBERS)}' / 'out.db'
    path.parent.mkdir()
    before = [pathlib.Path(name).read_bytes() for name in inputs if pathlib.Path(name).is_file()]
    merge.refused(status, path, *inputs, words=words)
    assert not list(path.parent.iterdir())
    assert before == [pathlib.Path(name).read_bytes() for name in inputs if pathlib.Path(name).is_file()]


def facts(path, scan):
    """By table, without the scan's number."""
    return {table: [row[1:] for row in rows(path, f'SELECT * FROM {table} WHERE scan = ? ORDER BY 1, 2, 3', scan)]
            for table in FACTS}


def reports(path, scan):
    with contextlib.closing(sqlite3.connect(path)) as database:
        found = {name: report(database, name, scan) for name in ALL if name != 'churn'}
    return {**found, 'health': [row[1:] for row in found['health'][1]]}


def all_of(path, scan):
    """Everything that a scan's rows say, wherever they are."""
    return {'replies': rows(path, REPLIES, scan), **facts(path, scan), 'reports': reports(path, scan)}


def are_the_same(one, other, what):
    for name in one:
        if isinstance(one[name], dict):
            are_the_same(one[name], other[name], f'{what}, {name}')
        else:
            assert one[name] == other[name], f'{what}, {name}: {one[name]} is not {other[name]}'


# Shards.


def shards_become_the_scan_that_they_are_of():
    for number in range(DEALS):
        some = random.Random(f'deal {number}')
        shards = deal(some, 2 + number % 6)
        path = merged(*(write_of_some_sort(some, shard) for shard in shards))
        are_the_same(all_of(path, 1), all_of(write_sealed(whole_of(shards)), 1), f'deal {number}')
        assert rows(path, 'SELECT scan, slot = slots FROM progress') == [(1, 1)]


def order_and_state_of_the_files_do_not_matter():
    shards = dealt('order', 3)
    expected = all_of(merged(*map(write, shards)), 1)
    for order in itertools.permutations(shards):
        are_the_same(all_of(merged(*map(write_sealed, order)), 1), expected, 'order')


def shards_of_older_versions_are_brought_up_to_date():
    for version in (5, 8, 11, 12, 13):
        shards = dealt(f'version {version}', 3)
        old = shards[1]
        if version < 12:
            old['rate_changes'] = []
        if version < 13:
            old['runs'] = [(old['started_us'], old['ended_us'], old['exit_reason'], 0, old['source'], None, None)]
        files = [write(shards[0]), write(old, version=version), write_sealed(shards[2])]
        are_the_same(all_of(merged(*files), 1), all_of(write_sealed(whole_of(shards)), 1), f'version {version}')


def replies_that_came_late_are_merged_too():
    shards = dealt('late', 3)
    sealed, late = merged(*map(write_sealed, shards)), merged(*map(write_late, shards))
    counts = [rows(path, 'SELECT count(*), sum(duplicates) FROM replies')[0] for path in (sealed, late)]
    assert counts[1] == (counts[0][0], counts[0][1] + 15), counts
    names = [name for name in ALL if name not in ('churn', 'health')]
    are_the_same(*({name: found[name] for name in names} for found in (reports(sealed, 1), reports(late, 1))), 'late')


def sent_in(second, probes, captured=0):
    """A row of health."""
    return (second, probes, 0, SECOND, captured, 0, 0, 0, 0, 0)


def seconds_are_moved_to_the_nearest_one():
    """A second of a shard lies in two of the whole scan; it is counted for the one that has more of it."""
    for later_us, second in [(499999, 0), (500000, 1), (1499999, 1), (1500000, 2), (3600 * SECOND, 3600)]:
        first, other = sorted(dealt('seconds', 2), key=lambda shard: shard['started_us'])
        other['started_us'] = first['started_us'] + later_us
        first.update(health=[sent_in(0, 1)], unsolicited=[], log=[])
        other.update(health=[sent_in(0, 10, captured=9)], unsolicited=[(0, 1, 9)], log=[])
        path = merged(write(first), write(other))
        found = dict(rows(path, 'SELECT second, probes_sent FROM health'))
        assert found == ({0: 11} if second == 0 else {0: 1, second: 10}), (later_us, found)
        assert rows(path, 'SELECT second FROM unsolicited') == [(second,)]


def settings_that_differ_are_told_of_all_shards():
    shards = dealt('settings', 3)
    for shard, cooldown in zip(shards, (10, 1, 0)):
        shard['settings'].update({'cooldown': cooldown, 'imported-from': f'{cooldown}.pcap', 'imported-for-replies': 7})
    path = merged(*map(write, shards))
    in_order = [str(shard['settings']['cooldown']) for shard in sorted(shards, key=lambda shard: shard['started_us'])]
    found = dict(rows(path, 'SELECT name, value FROM setting'))
    assert found['cooldown'] == ', '.join(in_order) and found['imported-for-replies'] == '21', found
    assert found['imported-from'] == ', '.join(f'{each}.pcap' for each in in_order), found


def the_schedule_is_that_of_the_first_shard():
    shards = sorted(dealt('schedule', 3), key=lambda shard: shard['started_us'])
    for shard, rate in zip(shards, (500, 10, 30000)):
        shard['settings']['rate'] = rate
    path = merged(*map(write, shards))
    assert rows(path, "SELECT value FROM setting WHERE name = 'rate'") == [('500',)]
    conclusion = lookup.printed(path, '192.0.2.255', '--csv')  # its plan can be made
    assert 'probed' in conclusion or 'not a target' in conclusion or 'alive' in conclusion, conclusion


def keys_are_kept_where_they_are_the_same():
    shards = dealt('keys', 2)
    assert rows(merged(*map(write, shards)), 'SELECT key FROM scan') == [(bytes(16),)]
    for shard in shards:
        shard['key'] = b'0123456789abcdef'
    assert rows(merged(*map(write, shards)), 'SELECT key FROM scan') == [(b'0123456789abcdef',)]


def rate_and_seconds_of_a_scan_of_shards_are_those_of_a_shard():
    """Each was asked for the rate that its setting tells, whether they ran at the same time or not."""
    shards = dealt('rate', 2)
    for shard in shards:
        shard.update(health=[sent_in(0, 10000)], unsolicited=[], log=[])
    path = merged(*map(write, shards))
    assert rows(path, 'SELECT probes_sent, seconds, achieved_rate FROM scan_verdict') == [(20000, 2.0, 10000.0)]


# Shards that ended early.


NETWORK, TARGETS = 0xC0000200, 64  # 192.0.2.0/26
SILENT = '192.0.2.9'


def small_shards(**settings):
    """Two, of which the second gets the settings."""
    common = {'ranges': [(NETWORK, NETWORK + TARGETS - 1)], 'targets': TARGETS // 2}
    scans = [make_scan(1, ['ssh', 'dns'], **common),
             make_scan(1, ['ssh', 'dns'], **{**common, 'started_us': 1795375209123456, **settings})]
    return [add_facts(random.Random(number), scan, number, 2) for number, scan in enumerate(scans)]


def conclusion(path):
    return lookup.printed(path, SILENT, '--csv').splitlines()[-1].split(',', 14)[-1].strip('"')


def a_silent_target_is_probed_if_all_shards_were_complete():
    assert conclusion(merged(*map(write, small_shards()))) == 'probed, silent'


def a_silent_target_may_not_be_probed_if_a_shard_ended_early():
    slots = dict(rows(merged(*map(write, small_shards())), 'SELECT scan, slots FROM progress'))[1]
    for progress in (None, (3, None)):
        shards = small_shards(exit_reason='interrupted', progress=None)
        files = [*map(write, shards)]
        if progress:
            half = merged(files[1], options=['--partial'])
            own = plan_slots(half)
            set_progress(files[1], progress[0], own)
        path = merged(*files)
        assert conclusion(path) == 'probed, silent, or not probed: a shard of it ended early', conclusion(path)
        (slot, all_slots, reason), = rows(path, 'SELECT slot, slots, exit_reason FROM progress JOIN scan USING (scan)')
        assert slots * 0.4 < slot < 0.6 * slots and all_slots == slots and reason == 'interrupted', (slot, slots)
        assert 'ended early' in report(sqlite3.connect(path), 'health')[1][0][-1]


def plan_slots(path):
    """Of a shard of two with 32 targets, two probes and two attempts: what lookup says when it does not fit."""
    done = lookup(with_progress(path, 1, 1), SILENT)
    words = done.stderr.split()
    return int(words[words.index('slots,') - 1])


def with_progress(path, slot, slots):
    copy = shutil.copy(path, new_path())
    set_progress(copy, slot, slots)
    return copy


def set_progress(path, slot, slots):
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute('INSERT OR REPLACE INTO progress VALUES (1, ?, ?)', (slot, slots))
        database.commit()


def a_scan_that_went_through_twice_is_as_sure_as_before():
    """Only what was made of shards is not."""
    early, = [add_facts(random.Random(1), make_scan(1, ['ssh', 'dns'], ranges=[(NETWORK, NETWORK + TARGETS - 1)],
                                                    targets=TARGETS, exit_reason='interrupted'))]
    twice = merged(merged(write(early)), write(make_scan(1, ['ssh'], started_us=5)))
    assert 'not yet probed, its turn is at ' in lookup.printed(twice, SILENT, '--scan', '2', '--csv')


def it_is_told_of_a_scan_that_was_not_closed():
    first, other = small_shards(ended_us=None, exit_reason=None)
    other['health'] = [sent_in(0, 1), sent_in(70, 1)]
    path = merged(write(first), write(other))
    assert rows(path, 'SELECT exit_reason FROM scan') == [('not_closed',)]
    for scan, ended_us in [(other, other['started_us'] + 71 * SECOND), ({**other, 'health': []}, other['started_us'])]:
        alone = merged(write(scan), options=['--partial'])
        assert rows(alone, 'SELECT exit_reason, ended_us FROM scan') == [('not_closed', ended_us)]
        assert 'its file did not say' in report(sqlite3.connect(alone), 'health')[1][0][-1]


# What overlaps, is missing, or only looks alike.


def missing_shards_are_named():
    for count in (2, 3, 4):
        shards = sorted(dealt(f'missing {count}', count), key=lambda shard: shard['settings']['shard'])
        files = [*map(write, shards)]
        for there in itertools.chain(*(itertools.combinations(range(count), some) for some in range(1, count))):
            missing = ', '.join(str(shard) for shard in range(count) if shard not in there)
            refused(*(files[shard] for shard in there), words=[
                f"'{files[there[0]]}' (scan 1) has shard {there[0]} of {count}", f'missing: {missing};', '--partial'])


def many_missing_shards_are_counted():
    shard, = dealt('many', 2)[:1]
    for shards, words in [(1000, '0, 1, 2, 3, 4, 6'), (2**62, 'more;'), (2**63 - 1, ' and 9223372036854775')]:
        shard['settings'].update(shard=5, shards=shards)
        refused(write(shard), words=[f'shard 5 of {shards}', words])


def what_is_there_twice_is_named():
    shards = sorted(dealt('twice', 3), key=lambda shard: shard['settings']['shard'])
    files = [*map(write, shards)]
    for again in range(3):
        copy = shutil.copy(files[again], new_path())
        for options in ([], ['--partial']):
            refused(*files, copy, *options, words=[f"'{files[again]}' (scan 1) and '{copy}' (scan 1) overlap",
                                                   f'shard {again} of 3 of the same scan'])
        refused(*files, files[again], words=['overlap'])
        later = write({**shards[again], 'started_us': shards[again]['started_us'] + 5})
        refused(*files, later, words=['overlap', f'shard {again} of 3'])
    scan = write(random_scan(random.Random('twice')))
    refused(scan, scan, words=[f"'{scan}' (scan 1) and '{scan}' (scan 1) overlap: both have the same scan"])
    both = write(random_scan(random.Random('a'), 1), {**random_scan(random.Random('twice'), 2)})
    refused(both, scan, words=['(scan 2)', 'overlap'])


def partial_keeps_shards_apart_until_all_are_there():
    shards = dealt('partial', 3)
    files = [*map(write, shards)]
    two = merged(*files[:2], options=['--partial'])
    by_start = sorted(shards[:2], key=lambda shard: shard['started_us'])
    assert rows(two, "SELECT scan, value FROM setting WHERE name = 'shard' ORDER BY 1") == [
        (number, str(shard['settings']['shard'])) for number, shard in enumerate(by_start, 1)]
    for number, shard in enumerate(by_start, 1):
        are_the_same(all_of(two, number), all_of(write_sealed(shard), 1), 'a shard')
    are_the_same(all_of(merged(two, files[2]), 1), all_of(merged(*files), 1), 'in two steps')
    assert len(rows(merged(*files, options=['--partial']), 'SELECT * FROM scan')) == 1


def scans_that_only_look_alike_stay_apart():
    def with_all(change):
        """The same shards, all changed."""
        shards = dealt('alike', 2)
        for shard in shards:
            change(shard)
        return [*map(write, shards)]
    original = with_all(lambda shard: None)
    for change in [lambda shard: shard.update(seed=8),
                   lambda shard: shard.update(ranges=[*shard['ranges'][:-1], (shard['ranges'][-1][0], 2**32 - 1)]),
                   lambda shard: shard.update(probes=shard['probes'] + [
                       {'number': len(shard['probes']), 'name': 'tcp/9', 'family': 'tcp', 'is_study': True}]),
                   lambda shard: shard['settings'].update({'max-targets': 1}),
                   lambda shard: shard['settings'].update({'attempts': 1}),
                   lambda shard: shard['settings'].update({'retransmit-delay': 5}),
                   lambda shard: shard['settings'].update({'imported-from': 'a.pcap'})]:
        other = with_all(change)
        path = merged(*original, *other)
        assert rows(path, "SELECT scan FROM setting WHERE name = 'merged-shards'") == [(1,), (2,)]
        refused(original[0], other[1], words=['missing: '])
    whole = write({**whole_of(dealt('alike', 2))})
    assert len(rows(merged(*original, whole), 'SELECT * FROM scan')) == 2
    three = sorted(dealt('alike', 3), key=lambda shard: shard['settings']['shard'])
    refused(*original, write(three[0]), words=['shard 0 of 3', 'missing: 1, 2;'])


def a_scan_and_its_import_are_two():
    scan = add_facts(random.Random(), random_scan(random.Random('import')))
    imported = {**scan, 'number': 2, 'settings': {**scan['settings'], 'imported-from': 'a.pcap'}}
    path = merged(write(scan, imported), write(make_scan(1, ['ssh'])))
    assert len(rows(path, 'SELECT * FROM scan')) == 3


def shards_without_targets_or_replies_stay_apart():
    files = [*map(write, dealt('shared', 2))]
    for level in ('summary', 'blocks24', 'anonymised'):
        shared = [new_path(), new_path()]
        for file, path in zip(files, shared):
            share.printed(file, path, '--level', level)
        assert len(rows(merged(*shared), 'SELECT * FROM scan')) == 2, level
    shared = [new_path(), new_path()]
    for file, path in zip(files, shared):
        share.printed(file, path, '--level', 'full')
    assert len(rows(merged(*shared), 'SELECT * FROM scan')) == 1


def strange_settings_are_named():
    for name, value, words in [('shard', 2, 'shard 2 of 2'), ('shard', -1, 'shard -1 of 2'), ('shards', 0, 'of 0'),
                               ('shards', -5, 'of -5'), ('shards', 'many', 'of 0'), ('shard', 2**64, 'of 2')]:
        shard, other = sorted(dealt('strange', 2), key=lambda shard: shard['settings']['shard'])
        shard['settings'][name] = value
        path = write(shard)
        refused(path, write(other), words=[f"'{path}'", 'scan 1', words])
    for name, value in [('rate', 'fast'), ('window', 'x'), ('retransmit-margin', '?'), ('attempts', 9)]:
        shards = dealt('strange', 2)
        for shard in shards:
            shard['settings'][name] = value
        refused(*map(write, shards), words=['scan 1'])
    for started_us in (-1, 2**63 - 1):
        path = write({**dealt('strange', 2)[0], 'started_us': started_us, 'ended_us': 5})
        refused(path, words=[f"'{path}': scan 1 began at no time that a clock shows"])


def replies_at_no_time_are_named():
    shards = sorted(dealt('overflow', 2), key=lambda shard: shard['started_us'])
    shards[1]['log'] = [(*row[:8], 2**63 - 1, *row[9:]) for row in shards[1]['log']] or [
        (shards[1]['ranges'][0][0], 0, 1, None, 'syn_ack', None, None, 1, 2**63 - 1, None, 1, 0)]
    refused(*map(write, shards), words=['is damaged: a reply of scan 1'])


def shards_that_have_the_same_reply_are_refused():
    for duplicates in (0, 3):
        shards = dealt('same', 2)
        for shard in shards:
            shard['log'] = [(shard['ranges'][0][0], 0, 1, None, 'syn_ack', None, None, 60, 5, None, 1, duplicates)]
        refused(*map(write, shards), words=['shards overlap: two of them have the same reply to a probe of '])


def more_duplicates_than_can_be_counted_are_refused():
    scan = make_scan(1, ['ssh'], log=[(9, 0, 1, None, 'syn_ack', None, None, 60, 5, None, 1, 2**61)] * 3)
    refused(write(scan), words=['is damaged: a reply of scan 1'])


# Different scans.


def some_scans(name, count, first=1):
    """Begun in a drawn order."""
    some = random.Random(name)
    scans = [random_scan(some, first + number) for number in range(count)]
    for scan in scans:
        scan['started_us'] += some.randrange(10**9)
    return scans


def in_order(scans):
    return sorted(scans, key=lambda scan: scan['started_us'])


def are_compared(path, scans):
    """Each with each that was begun earlier, as counted independently."""
    counts = [Count(scan) for scan in in_order(scans)]
    with contextlib.closing(sqlite3.connect(path)) as database:
        for before, now in itertools.combinations(range(len(scans)), 2):
            expected = count_churn(counts[now], counts[before])
            assert report(database, 'churn', now + 1, before + 1) == expected, (now, before)


def other_scans_are_numbered_as_they_were_started_and_compared():
    for number in range(4):
        scans = some_scans(f'other {number}', 2 + number % 3)
        path = merged(*(write({**scan, 'number': 1}) for scan in scans))
        assert [row[0] for row in rows(path, 'SELECT started_us FROM scan ORDER BY scan')] == [
            scan['started_us'] for scan in in_order(scans)]
        for place, scan in enumerate(in_order(scans), 1):
            are_the_same(all_of(path, place), all_of(write_sealed({**scan, 'number': 1}), 1), number)
        are_compared(path, scans)


def scans_begun_at_once_come_in_the_order_of_their_files():
    scans = [{**scan, 'number': 1, 'started_us': 9, 'targets': place} for place, scan in enumerate(some_scans('x', 3), 1)]
    assert rows(merged(*map(write, scans)), 'SELECT targets FROM scan ORDER BY scan') == [(1,), (2,), (3,)]


def files_with_several_scans_are_taken_apart():
    scans = some_scans('several', 7)
    numbered = [{**scan, 'number': number} for scan, number in zip(scans, (1, 2, 3, 1, 2, 2047, 9))]
    path = merged(write(*numbered[:3]), write_sealed(*numbered[3:5]), write_sealed(*numbered[5:6]), write(numbered[6]))
    are_compared(path, scans)
    for place, scan in enumerate(in_order(numbered), 1):
        are_the_same(all_of(path, place), all_of(write_sealed({**scan, 'number': 1}), 1), place)


def thirty_files_become_one():
    scans = [{**scan, 'number': 1} for scan in some_scans('thirty', 30)]
    are_compared(merged(*map(write, scans)), scans)


def shards_and_other_scans_go_together():
    shards, scans = dealt('together', 3), [{**scan, 'number': 1} for scan in some_scans('together', 2)]
    path = merged(write(scans[0]), *map(write, shards), write(scans[1]))
    whole = whole_of(shards)
    are_compared(path, [*scans, whole])
    place = 1 + in_order([*scans, whole]).index(whole)
    are_the_same(all_of(path, place), all_of(write_sealed(whole), 1), 'together')


def merging_in_steps_comes_to_the_same():
    for number in range(2):
        files = [write({**scan, 'number': 1}) for scan in some_scans(f'steps {number}', 3)]
        at_once, in_steps = merged(*files), merged(merged(*files[:2]), files[2])
        for scan in (1, 2, 3):
            are_the_same(all_of(at_once, scan), all_of(in_steps, scan), 'in steps')
        churn = 'SELECT scan, before, sum(addresses) FROM churn GROUP BY 1, 2 ORDER BY 1, 2'
        assert rows(at_once, churn) == rows(in_steps, churn)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def provenance_has_each_step():
    shards, other = dealt('provenance', 2), {**random_scan(random.Random('provenance'), 5), 'started_us': 5}
    files = [write(other), *map(write, sorted(shards, key=lambda shard: shard['started_us']))]
    shared = new_path()
    share.printed(files[0], shared, '--level', 'full', '--licence', 'CC0-1.0')
    once = merged(shared, *files[1:])
    twice = merged(once)
    steps = 'SELECT scan, step, action, parent_sha256, parent_scan, licence FROM provenance ORDER BY 1, 2'
    expected = [(1, 1, 'share', sha256(files[0]), 5, 'CC0-1.0'), (1, 2, 'merge', sha256(shared), 5, None),
                (2, 1, 'merge', sha256(files[1]), 1, None), (2, 2, 'merge', sha256(files[2]), 1, None)]
    assert rows(once, steps) == expected, rows(once, steps)
    last = [(1, 3, 'merge', sha256(once), 1, None), (2, 3, 'merge', sha256(once), 2, None)]
    assert rows(twice, steps) == sorted(expected + last), rows(twice, steps)


# Files that were shared.


def shared_at(level, path, *options):
    out = new_path()
    share.printed(path, out, '--level', level, *options)
    return out


def key_file(byte):
    path = FOLDER / f'key {next(NUMBERS)}'
    path.write_bytes(bytes([byte]) * 32)
    return path


def levels_of(path):
    return rows(path, 'SELECT scan, level, key_id IS NOT NULL FROM scan_contents ORDER BY scan')


def scans_with_fewer_rows_stand_beside_full_ones():
    scans = in_order(some_scans('levels', 4))
    files = [write({**scan, 'number': 1}) for scan in scans]
    shared = [shared_at(level, file) for level, file in zip(('summary', 'blocks24', 'anonymised', 'full'), files)]
    path = merged(*shared)
    assert levels_of(path) == [(1, 'summary', 0), (2, 'blocks24', 0), (3, 'anonymised', 1), (4, 'full', 0)]
    for scan, file in enumerate(shared, 1):
        are_the_same(reports(path, scan), reports(file, 1), f'scan {scan}')
        are_the_same(facts(path, scan), facts(file, 1), f'scan {scan}')
    for table, count in [('host', 2), ('block24', 3)]:
        assert rows(path, f'SELECT count(DISTINCT scan) FROM {table}') == [(count,)], table
    assert rows(path, 'SELECT * FROM comparison') == []


def comparisons_are_kept_where_there_are_no_addresses():
    for level in ('summary', 'blocks24'):
        scans = in_order(some_scans(f'kept {level}', 3))
        three = shared_at(level, write_sealed(*({**scan, 'number': number} for number, scan in enumerate(scans, 1))))
        earlier, between = write(make_scan(1, ['ssh'], started_us=1)), write(
            make_scan(1, ['ssh'], started_us=scans[0]['started_us'] + 1))
        path = merged(between, three, earlier)
        with contextlib.closing(sqlite3.connect(path)) as database, contextlib.closing(sqlite3.connect(three)) as before:
            for pair, now in [((2, 1), (4, 2)), ((3, 2), (5, 4)), ((3, 1), (5, 2))]:
                assert report(database, 'churn', *now) == report(before, 'churn', *pair), (level, pair)
        assert rows(path, 'SELECT scan, before FROM comparison ORDER BY 1, 2') == [(3, 1), (4, 2), (5, 2), (5, 4)]


def anonymised_scans_are_compared_where_the_key_was_the_same():
    scans = in_order(some_scans('anonymised', 3))
    files = [write({**scan, 'number': 1}) for scan in scans]
    one, other = key_file(1), key_file(2)
    keys = [one, one, other]
    path = merged(*(shared_at('anonymised', file, '--key', key) for file, key in zip(files, keys)))
    assert rows(path, 'SELECT scan, before FROM comparison') == [(2, 1)]
    found = report(sqlite3.connect(path), 'churn', 2, 1)[1]
    expected = count_churn(Count(scans[1]), Count(scans[0]))[1]
    assert found[:5] == expected[:5]  # of addresses; a key does not keep blocks, but how many there are
    ids = rows(path, 'SELECT DISTINCT key_id FROM provenance ORDER BY step, scan')
    assert len(ids) == 2 and None not in {key for key, in ids}, ids


# What is in the way.


def mistakes_are_named():
    path, other = write(make_scan(1, ['ssh'])), new_path()
    for arguments, words in [((), ['no name for the output']), ((other,), ['no file to merge'])]:
        merge.refused(2, *arguments, words=words)
    merge.refused(2, path, path, words=[f"'{path}' exists"])  # among the inputs
    merge.refused(2, other, path, '--best', words=['--best'])
    folder = FOLDER / 'nowhere'
    merge.refused(1, folder / 'out.db', path, words=[f"'{folder / 'out.db.part'}'", 'No such file'])
    for wrong in (FOLDER, FOLDER / 'missing.db', '/dev/null'):
        refused(wrong, words=[f"'{wrong}'"])
    text = FOLDER / 'text.db'
    text.write_text('not a results file\n' * 99)
    refused(text, words=[f"'{text}'"])
    empty = write()
    refused(path, empty, words=[f"'{empty}' has no scan"])


def a_file_that_exists_is_kept():
    path, out = write(make_scan(1, ['ssh'])), new_path()
    out.write_text('of value')
    merge.refused(2, out, path, words=[f"'{out}' exists; give a new name"])
    merge.refused(2, out, FOLDER / 'missing.db', words=[f"'{out}' exists"])  # before anything is read
    assert out.read_text() == 'of value'
    link = new_path()
    link.symlink_to(FOLDER / 'nothing')
    merge.refused(2, link, path, words=['exists'])


def what_a_kill_left_is_replaced():
    out = new_path()
    part = out.with_name(out.name + '.part')
    part.write_text('half of a file')
    assert merge.printed(out, write(make_scan(1, ['ssh']))) == '' and not part.exists()


def a_file_that_is_written_is_refused():
    path = write(random_scan(random.Random('written')))
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('PRAGMA journal_mode = WAL')
        writer.execute("INSERT INTO setting VALUES (1, 'x', 'y')")
        writer.commit()
        merge.refused(1, new_path(), path, words=[f"'{path}' is being written"])
        assert len(rows(path, 'SELECT * FROM setting')) == 1
    seal(path)
    merged(path)


def large_files(count):
    """The first is filled, the others begun later."""
    first = new_path()
    subprocess.run([FILL_FILE, first, '30000'], check=True, stdout=subprocess.DEVNULL)
    seal(first)
    with contextlib.closing(sqlite3.connect(first)) as database:
        database.execute('INSERT INTO health SELECT 1, 0, 0, 0, 0, count(*), count(*), 0, 0, 0, 0 FROM replies')
        database.execute("UPDATE scan SET ended_us = started_us, exit_reason = 'done'")
        database.commit()
    files = [first]
    for number in range(1, count):
        files.append(shutil.copy(first, new_path()))
        with contextlib.closing(sqlite3.connect(files[-1])) as database:
            database.execute('UPDATE scan SET started_us = started_us + ?', (number,))
            database.commit()
    return files


def interrupt(out, files, number, seconds):
    process = subprocess.Popen([PROGRAM, 'merge', out, *files], stderr=subprocess.PIPE, text=True)
    wait_until_held(process, number)
    time.sleep(seconds)
    process.send_signal(number)
    _, words = process.communicate(timeout=60)
    return process.returncode, words


def an_interrupt_leaves_nothing():
    files = large_files(3)
    before = [*map(sha256, files)]
    started = time.monotonic()
    merge.printed(new_path(), *files)
    took = time.monotonic() - started
    interrupted = 0
    for place, number in zip(range(9), itertools.cycle([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])):
        out = FOLDER / f'interrupted {place}' / 'out.db'
        out.parent.mkdir()
        status, words = interrupt(out, files, number, took * place / 12)
        if status == 1:
            interrupted += 1
            assert words.count('\n') == 1 and 'interrupted' in words and not list(out.parent.iterdir()), words
        else:
            assert status in (0, -number) and is_sound(out), (status, words)  # when it was done
    assert interrupted > 2, f'{interrupted} signals came in time'
    assert before == [*map(sha256, files)]


def many_files_need_few_descriptors():
    first = write_sealed(make_scan(1, ['ssh'], log=[(9, 0, 1, None, 'syn_ack', None, None, 60, 1, None, 1, 0)]))
    files = []
    for number in range(FILES):
        files.append(shutil.copy(first, new_path()))
        with contextlib.closing(sqlite3.connect(files[-1])) as database:
            database.execute('PRAGMA synchronous = OFF')
            database.execute('UPDATE scan SET started_us = ?', (number * 7 % FILES,))
            database.commit()
    out = new_path()
    done = subprocess.run([PROGRAM, 'merge', out, *files], capture_output=True, timeout=300,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES // 2, FILES // 2)))
    assert done.returncode == 0 and not done.stderr, done
    assert rows(out, 'SELECT scan, started_us FROM scan ORDER BY 1') == [(n + 1, n) for n in range(FILES)]
    assert rows(out, 'SELECT count(*) FROM comparison') == [(FILES * (FILES - 1) // 2,)]


def as_many_scans_as_there_is_room_for():
    """2047 of them, and one more is refused; their number does not make it slow."""
    path = write(make_scan(1, ['ssh']))
    with contextlib.closing(sqlite3.connect(path)) as database:
        for table in ('scan', 'probe', 'target_range'):
            columns = [row[1] for row in database.execute(f'PRAGMA table_info({table})')][1:]
            database.execute(f'''WITH RECURSIVE number (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < 2047)
                INSERT INTO {table} SELECT n, {', '.join(columns)} FROM {table}, number''')
        database.execute('UPDATE scan SET started_us = scan, ended_us = NULL, exit_reason = NULL')
        database.execute("INSERT INTO setting SELECT scan, 'shards', 5000 FROM scan")
        database.execute("INSERT INTO setting SELECT scan, 'shard', scan FROM scan")
        database.commit()
    started = time.monotonic()
    refused(path, words=['shard 1 of 5000', 'missing: 0, 2048'])
    other = write(make_scan(1, ['ssh']))
    refused(path, other, '--partial', words=['a file has room for 2047 scans, and these have 2048'])
    assert time.monotonic() - started < 20


def root_or_not_the_file_has_the_usual_mode():
    out = new_path()
    merge.printed(out, write(make_scan(1, ['ssh'])))
    mask = os.umask(0)
    os.umask(mask)
    assert out.stat().st_mode & 0o777 == 0o644 & ~mask


def help_tells_what_it_does():
    done = merge('--help')
    assert done.returncode == 0 and not done.stderr
    for word in ['Shards of one scan', '--partial', 'Exit status: 0 done, 1 ', '--quiet', 'provenance']:
        assert word in ' '.join(done.stdout.split()), word


run([
    shards_become_the_scan_that_they_are_of,
    order_and_state_of_the_files_do_not_matter,
    shards_of_older_versions_are_brought_up_to_date,
    replies_that_came_late_are_merged_too,
    seconds_are_moved_to_the_nearest_one,
    settings_that_differ_are_told_of_all_shards,
    the_schedule_is_that_of_the_first_shard,
    keys_are_kept_where_they_are_the_same,
    rate_and_seconds_of_a_scan_of_shards_are_those_of_a_shard,
    a_silent_target_is_probed_if_all_shards_were_complete,
    a_silent_target_may_not_be_probed_if_a_shard_ended_early,
    a_scan_that_went_through_twice_is_as_sure_as_before,
    it_is_told_of_a_scan_that_was_not_closed,
    missing_shards_are_named,
    many_missing_shards_are_counted,
    what_is_there_twice_is_named,
    partial_keeps_shards_apart_until_all_are_there,
    scans_that_only_look_alike_stay_apart,
    a_scan_and_its_import_are_two,
    shards_without_targets_or_replies_stay_apart,
    strange_settings_are_named,
    replies_at_no_time_are_named,
    shards_that_have_the_same_reply_are_refused,
    more_duplicates_than_can_be_counted_are_refused,
    other_scans_are_numbered_as_they_were_started_and_compared,
    scans_begun_at_once_come_in_the_order_of_their_files,
    files_with_several_scans_are_taken_apart,
    thirty_files_become_one,
    shards_and_other_scans_go_together,
    merging_in_steps_comes_to_the_same,
    provenance_has_each_step,
    scans_with_fewer_rows_stand_beside_full_ones,
    comparisons_are_kept_where_there_are_no_addresses,
    anonymised_scans_are_compared_where_the_key_was_the_same,
    mistakes_are_named,
    a_file_that_exists_is_kept,
    what_a_kill_left_is_replaced,
    a_file_that_is_written_is_refused,
    an_interrupt_leaves_nothing,
    many_files_need_few_descriptors,
    as_many_scans_as_there_is_room_for,
    root_or_not_the_file_has_the_usual_mode,
    help_tells_what_it_does,
])
