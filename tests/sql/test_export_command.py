# SPDX-License-Identifier: MIT
"""`liveness export` writes each reply once, and the addresses that have a level, whatever state the file is in.

usage: test_export_command.py BUILD_DIRECTORY
"""

import contextlib
import gzip
import hashlib
import ipaddress
import itertools
import json
import random
import shutil
import sqlite3
import subprocess

from cases import run
from command import Command, PROGRAM
from exported import (HEAD, LEVELS, PORTS, addresses, changed, csv_rows, dotted, file_of, json_row, random_scans, runs,
                      states, tarpits)
from independent import distinct_replies
from random_scan import random_scan
from results_file import FOLDER, KINDS, NUMBERS, STUDY, create, make_scan, store, store_log_5, store_uncounted_log
from results_file import seal as seal_by_command

export = Command('export')
SEEDS = 4


def csv_of(path, *arguments):
    """Its rows as texts, as they come."""
    head, *lines = export.printed(path, *arguments).splitlines()
    assert head == HEAD, head
    return [tuple(line.split(',')) for line in lines]


def objects_of(path, *arguments):
    return [json.loads(line) for line in export.printed(path, '--to', 'json', *arguments).splitlines()]


def lines_of(path, form, *arguments):
    return export.printed(path, '--to', form, *arguments).splitlines()


def check_csv(what, found, wanted):
    assert wanted or not found, what
    targets = [int(row[1]) for row in found]
    assert targets == sorted(targets), f'{what}: not by target'
    assert sorted(found) == wanted, f'{what}: {sorted(set(found) ^ set(wanted))[:4]}'


def csv_has_each_reply_once_in_every_state():
    for seed in range(SEEDS):
        scans = random_scans(seed, random)
        for state, path in states(*scans):
            for scan in scans:
                check_csv(f'{seed}, {state}', csv_of(path, '--scan', scan['number']), csv_rows(scan))


def csv_is_the_view_distinct_reply():
    scan = random_scan(random.Random('view'), 1, with_repeats=True)
    for state, path in states(scan):
        with contextlib.closing(sqlite3.connect(path)) as database:
            wanted = database.execute('''
                SELECT scan, target, responder, probe, family, port, is_study, attempt, kind, icmp_type, icmp_code, ttl,
                  scan.started_us + reply.time_us, rtt_us, evidence, duplicates
                FROM distinct_reply AS reply JOIN probe USING (scan, probe) JOIN scan USING (scan)''').fetchall()
        check_csv(state, csv_of(path), sorted(tuple(r'\N' if cell is None else str(cell) for cell in row) for row in wanted))


def csv_is_of_integers_alone():
    path = file_of(random_scan(random.Random('integers'), 1))
    for row in csv_of(path):
        assert len(row) == HEAD.count(',') + 1 and all(cell == r'\N' or str(int(cell)) == cell for cell in row), row


def a_scan_without_replies_is_a_head_or_nothing():
    path = file_of(make_scan(1, STUDY))
    assert export.printed(path) == HEAD + '\n'
    for form in ('json', 'list', 'cidr', 'range'):
        assert export.printed(path, '--to', form) == '', form


def by_text(rows):
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def json_is_an_object_a_reply_in_every_state():
    for seed in range(SEEDS):
        scan, = random_scans(seed, random, 1)
        wanted = by_text(json_row(scan, reply) for reply in distinct_replies(scan))
        for state, path in states(scan):
            assert by_text(objects_of(path)) == wanted, f'{seed}, {state}'


def json_tells_an_error_of_the_address_that_was_asked():
    scan = make_scan(1, ['echo', 'https', 'dns'], log=[
        (0xC0000207, 1, 1, 0xC6336401, 'icmp_error', 3, 13, 250, 877544, None, 2, 3),
        (0xC0000208, 1, 1, None, 'syn_ack', None, None, 60, 877544, 900, 1, 0),
        (0xC0000209, 0, 1, 0xC0000210, 'echo_reply', 0, 0, 61, 877544, 900, 1, 0)])
    error, syn_ack, echo = objects_of(file_of(scan))
    time = {'timestamp_str': '2026-11-22T19:20:02.001+0000', 'timestamp_ts': 1795375202, 'timestamp_us': 1000}
    usual = {'daddr': '192.0.2.1', 'repeat': False, 'cooldown': False, **time}
    assert error == {'saddr': '192.0.2.7', 'ttl': 250, 'sport': 443, 'classification': 'icmp', 'success': False,
                     'icmp_type': 3, 'icmp_code': 13, 'icmp_responder': '198.51.100.1',
                     'icmp_unreach_str': 'communication administratively prohibited', **usual}, error
    assert syn_ack == {'saddr': '192.0.2.8', 'ttl': 60, 'sport': 443, 'classification': 'synack', 'success': True,
                       **usual}, syn_ack
    assert echo == {'saddr': '192.0.2.16', 'ttl': 61, 'classification': 'echoreply', 'success': True, **usual}, echo


def names_and_times_are_quoted_and_rounded_down():
    scan = make_scan(1, ['echo'], started_us=0, log=[
        (1, 0, 1, 9, 'icmp_error', 3, 1, 60, -1, None, 2, 0), (2, 0, 1, 9, 'icmp_error', 3, 1, 60, 1999, None, 2, 0)])
    path = changed(file_of(scan), """UPDATE icmp_code SET name = '"<script>' || char(10) || '\\' WHERE type = 3 AND code = 1""")
    before, after = objects_of(path)
    assert before['icmp_unreach_str'] == '"<script>\n\\' and '<' not in export.printed(path, '--to', 'json')
    assert (before['timestamp_str'], before['timestamp_ts'], before['timestamp_us']) == (
        '1969-12-31T23:59:59.999+0000', -1, 999999), before
    assert (after['timestamp_str'], after['timestamp_us']) == ('1970-01-01T00:00:00.001+0000', 1999), after


def replies_are_picked_by_probe_and_kind():
    some = random.Random('picked')
    for seed in range(SEEDS):
        scan, = random_scans(seed, random, 1)
        path = file_of(scan)
        names = [probe['name'] for probe in scan['probes']]
        for kind in [None, *KINDS]:
            chosen = some.sample(names, some.randrange(1, min(4, len(names)) + 1)) if kind is None or seed % 2 else None
            arguments = ['--probe', ','.join(chosen)] if chosen else []
            arguments += ['--where', f'kind={kind}'] if kind else []

            def is_wanted(reply):
                return (not chosen or reply.probe in chosen) and (kind is None or reply.kind == kind)
            check_csv(f'{seed}: {arguments}', csv_of(path, *arguments), csv_rows(scan, is_wanted))
            wanted = by_text(json_row(scan, reply) for reply in distinct_replies(scan) if is_wanted(reply))
            assert by_text(objects_of(path, *arguments)) == wanted, arguments


def parsed_block(text):
    return ipaddress.ip_network(text)  # which refuses bits behind the prefix


def check_addresses(path, numbers, *arguments):
    """All three forms, of which each is the only one of its sort."""
    assert lines_of(path, 'list', *arguments) == [dotted(number) for number in sorted(numbers)], arguments
    fewest = ipaddress.collapse_addresses(ipaddress.ip_address(number) for number in sorted(numbers))
    assert [parsed_block(line) for line in lines_of(path, 'cidr', *arguments)] == list(fewest), arguments
    wanted = [dotted(first) + (f'-{dotted(last)}' if last > first else '') for first, last in runs(numbers)]
    assert lines_of(path, 'range', *arguments) == wanted, arguments


def addresses_are_those_of_each_level_in_every_state():
    for seed in range(SEEDS):
        scans = random_scans(seed, random)
        for (state, path), level in zip(states(*scans), itertools.cycle([None, *LEVELS])):
            arguments = ['--where', f'level={level}'] if level else []
            for scan in scans:
                numbers = addresses(scan, level or 'network_alive')
                check_addresses(path, numbers, '--scan', scan['number'], *arguments)


def addresses_have_the_level_by_one_of_the_probes():
    some = random.Random('probes')
    for seed in range(SEEDS):
        scan, = random_scans(seed, random, 1)
        path = file_of(scan)
        names = [probe['name'] for probe in scan['probes'] if probe['is_study']]
        choices = [[name] for name in names[:9]] + [some.sample(names, min(len(names), size)) for size in (2, 3, 60)]
        for level, chosen in zip(itertools.cycle(LEVELS), choices * 2):
            numbers = addresses(scan, level, chosen)
            found = lines_of(path, 'list', '--where', f'level={level}', '--probe', ','.join(chosen))
            assert found == [dotted(number) for number in sorted(numbers)], f'{seed}: {level}, {chosen}'


def tarpits_are_left_out_or_alone():
    seen = 0
    for seed in range(3 * SEEDS):
        scan, = random_scans(seed, random, 1)
        path = file_of(scan)
        trapped = tarpits(scan)
        seen += len(trapped) > 0
        for level in ('network_alive', 'transport_alive'):
            numbers = addresses(scan, level)
            where = ['--where', f'level={level}', '--where']
            for tarpit, wanted in enumerate((numbers - trapped, numbers & trapped)):
                found = lines_of(path, 'list', *where, f'tarpit={tarpit}')
                assert found == [dotted(number) for number in sorted(wanted)], f'{seed}: {level}, tarpit={tarpit}'
    assert seen > 2


def file_with(numbers):
    return file_of(make_scan(1, ['echo'], log=[(number, 0, 1, None, 'echo_reply', 0, 0, 60, at, 9, 1, 0)
                                               for at, number in enumerate(numbers)]))


def blocks_and_ranges_reach_both_ends_and_cross_borders():
    for numbers, blocks, ranges in [
            ([0], '0.0.0.0/32', '0.0.0.0'),
            ([2**32 - 1], '255.255.255.255/32', '255.255.255.255'),
            ([0, 1, 2**32 - 2, 2**32 - 1], '0.0.0.0/31 255.255.255.254/31', '0.0.0.0-0.0.0.1 255.255.255.254-255.255.255.255'),
            (range(0xC0000200, 0xC0000300), '192.0.2.0/24', '192.0.2.0-192.0.2.255'),
            (range(0xC0000200, 0xC0000400), '192.0.2.0/23', '192.0.2.0-192.0.3.255'),
            (range(0xC0000300, 0xC0000500), '192.0.3.0/24 192.0.4.0/24', '192.0.3.0-192.0.4.255'),
            (range(0xC00002FE, 0xC0000303), '192.0.2.254/31 192.0.3.0/31 192.0.3.2/32', '192.0.2.254-192.0.3.2'),
            (range(0xFFFFFE01, 2**32), ' '.join(f'255.255.254.{1 << bit}/{32 - bit}' for bit in range(8)) +
             ' 255.255.255.0/24', '255.255.254.1-255.255.255.255'),
            ([0xC0000200, 0xC0000202], '192.0.2.0/32 192.0.2.2/32', '192.0.2.0 192.0.2.2')]:
        path = file_with(numbers)
        assert lines_of(path, 'cidr') == blocks.split(), lines_of(path, 'cidr')
        assert lines_of(path, 'range') == ranges.split(), lines_of(path, 'range')
        check_addresses(path, set(numbers))


def a_scan_is_the_newest_unless_it_is_named():
    scans = random_scans(1, random, 3)
    path = file_of(*scans)
    check_csv('newest', csv_of(path), csv_rows(scans[2]))
    check_csv('named', csv_of(path, '--scan', 2), csv_rows(scans[1]))
    assert lines_of(path, 'list') == lines_of(path, 'list', '--scan', 3) != lines_of(path, 'list', '--scan', 1)


def an_older_file_exports_the_same():
    for seed, version in enumerate((5, 6, 7, 8, 9, 10, 11, 12, 13)):
        scan = random_scan(random.Random(f'version {version}'), 1, with_repeats=version < 11)
        path = FOLDER / f'version {version}.db'
        with contextlib.closing(create(path, version)) as database:
            if version == 5:
                database.execute('DROP VIEW IF EXISTS host')
            store(database, scan, store_log_5 if version == 5 else store_uncounted_log if version < 10 else None)
            database.executemany('UPDATE probe SET port = ? WHERE name = ?', [(port, name) for name, port in PORTS.items()])
            database.execute("UPDATE probe SET port = substr(name, 5) WHERE name GLOB '*/*'")
            database.commit()
        check_csv(f'version {version}', csv_of(path), csv_rows(scan))
        if version < 11:  # those of later ones were written folded
            check_addresses(path, addresses(scan, 'network_alive'))
        before = export.printed(path, '--to', 'json')
        seal_by_command(path)
        assert by_text(before.splitlines()) == by_text(lines_of(path, 'json')), version


def what_is_committed_is_exported_while_others_write():
    scan = random_scan(random.Random('writer'), 1, with_repeats=True)
    path = file_of(scan)
    with contextlib.closing(sqlite3.connect(path)) as writer:
        writer.execute('PRAGMA journal_mode = WAL')
        writer.execute('UPDATE reply_log SET ttl = 255 - ttl')
        writer.execute('UPDATE reply_log SET ttl = 255 - ttl')
        writer.commit()
        writer.execute('BEGIN IMMEDIATE')
        writer.execute('DELETE FROM reply_log')
        check_csv('meanwhile', csv_of(path), csv_rows(scan))
        check_addresses(path, addresses(scan, 'network_alive'))
        writer.commit()
        assert csv_of(path) == []


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def the_file_is_not_changed():
    for state, path in states(*random_scans(0, random)):
        before = digest(path), path.stat().st_mtime_ns
        for form in ('csv', 'json', 'list', 'cidr', 'range'):
            export.printed(path, '--to', form)
        assert (digest(path), path.stat().st_mtime_ns) == before, state
        assert not [other for other in path.parent.iterdir() if other.name.startswith(path.name + '-')], state


def gzip_is_the_same_compressed():
    path = file_of(random_scan(random.Random('gzip'), 1))
    for form in ('csv', 'json', 'list', 'cidr', 'range'):
        plain = export.printed(path, '--to', form)
        for option in ('-z', '--gzip'):
            done = subprocess.run([PROGRAM, 'export', path, '--to', form, option], capture_output=True, timeout=60)
            assert done.returncode == 0 and gzip.decompress(done.stdout).decode() == plain, done
        by_name = FOLDER / f'{next(NUMBERS)}.gz'
        assert export.printed(path, '--to', form, '-o', by_name) == ''
        assert gzip.open(by_name, 'rt').read() == plain
        other_name = FOLDER / f'{next(NUMBERS)}.txt'
        assert export.printed(path, '--to', form, '-o', other_name) == '' and other_name.read_text() == plain
        assert export.printed(path, '--to', form, '-z', '-o', other_name) == ''
        assert gzip.decompress(other_name.read_bytes()).decode() == plain


NFT_SET = '''
    table ip t {
      set s {
        type ipv4_addr
        flags interval
        elements = { %s }
      }
    }
'''


def nft_takes_blocks_and_ranges():
    """In a network namespace of its own, and only checked: no rule is made."""
    checked = ['unshare', '--user', '--map-root-user', '--net', 'nft', '-c', '-f', '-']
    usable = shutil.which('nft') and shutil.which('unshare') and subprocess.run(
        checked, input='', text=True, capture_output=True).returncode == 0
    for seed in range(SEEDS if usable else 0):
        scan, = random_scans(seed, random, 1)
        path = file_of(scan)
        for form in ('list', 'cidr', 'range'):
            elements = ', '.join(lines_of(path, form, '--where', 'level=network_alive'))
            done = subprocess.run(checked, input=NFT_SET % elements, text=True, capture_output=True, timeout=60)
            assert not elements or done.returncode == 0, (form, done)


def the_help_tells_columns_and_levels():
    text = export.printed('--help')
    for word in [*HEAD.split(','), *LEVELS, '--where', 'kind=NAME', '--gzip', '.gz', 'icmp_responder', 'Exit status: 0']:
        assert word in text, word


run([
    csv_has_each_reply_once_in_every_state,
    csv_is_the_view_distinct_reply,
    csv_is_of_integers_alone,
    a_scan_without_replies_is_a_head_or_nothing,
    json_is_an_object_a_reply_in_every_state,
    json_tells_an_error_of_the_address_that_was_asked,
    names_and_times_are_quoted_and_rounded_down,
    replies_are_picked_by_probe_and_kind,
    addresses_are_those_of_each_level_in_every_state,
    addresses_have_the_level_by_one_of_the_probes,
    tarpits_are_left_out_or_alone,
    blocks_and_ranges_reach_both_ends_and_cross_borders,
    a_scan_is_the_newest_unless_it_is_named,
    an_older_file_exports_the_same,
    what_is_committed_is_exported_while_others_write,
    the_file_is_not_changed,
    gzip_is_the_same_compressed,
    nft_takes_blocks_and_ranges,
    the_help_tells_columns_and_levels,
])
