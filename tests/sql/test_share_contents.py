# SPDX-License-Identifier: MIT
"""What `liveness share` leaves in a file at each level, and what not: by reports, by an independent count, by raw bytes.

usage: test_share_contents.py BUILD_DIRECTORY
"""

import contextlib
import csv
import ipaddress
import itertools
import math
import random
import sqlite3

from cases import run
from command import Command
from independent import ANY_TEXT, Count
from random_scan import random_scan
from results_file import FAMILIES, KINDS, STUDY, fill, fold, make_scan, report, sql_files, store
from results_file import seal as seal_by_command
from shared_file import (BLOCKLIST, Bytes, DETAIL, KEY, LEVELS, OPEN_SETTINGS, PAYLOAD, SECRET_SETTINGS, SEED, SOURCE,
                         changed, dotted, in_every_state, is_rare, new_name, rows, sealed_file, secretive_scans, share,
                         shared)

check, lookup = Command('check'), Command('lookup')
ONE_SCAN = [file.stem for file in sql_files('queries') if file.stem not in ('check', 'churn')]
# The key, addresses and anonymised addresses of the reference implementation of Crypto-PAn: tests/unit/test_crypto_pan.c
PUBLISHED_KEY = bytes([21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
                       101, 39, 98, 87, 76, 45, 42, 132, 34, 2])
PUBLISHED = {'128.11.68.132': '135.242.180.132', '129.118.74.4': '134.136.186.123', '24.0.250.221': '100.15.198.226',
             '204.29.20.4': '243.33.20.123', '64.39.15.238': '0.219.7.41', '4.3.88.225': '124.60.155.63'}


def all_reports(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        scans = [scan for scan, in database.execute('SELECT scan FROM scan')]
        found = {(name, scan): report(database, name, scan) for name in ONE_SCAN for scan in scans}
        for scan, before in itertools.combinations(scans, 2):
            found['churn', before, scan] = report(database, 'churn', before, scan)
    return found


def is_sound(path, words=''):
    assert words in check.printed(path), check(path)


def reports_are_those_of_the_file_at_every_level_in_every_state():
    for seed in range(4):
        scans = secretive_scans(random.Random(f'share {seed}'), 1 + seed % 3, with_repeats=seed % 2)
        files = in_every_state(*scans)
        expected = all_reports(files[0])
        for path in files if seed < 2 else files[:1]:
            for level in LEVELS:
                out = shared(path, level)
                found = all_reports(out)
                assert found.keys() == expected.keys()
                for name in expected:
                    assert found[name] == expected[name], f'{seed}, {level}, {name}: {found[name]}, not {expected[name]}'
                is_sound(out)


def rows_that_differ_in_their_evidence_are_one_reply():
    scan = random_scan(random.Random('evidence'), 1, with_repeats=True)
    log = fill(new_name(), scan)
    expected = all_reports(sealed_file(scan))
    for level in LEVELS:
        assert all_reports(shared(log, level)) == expected, level


def the_verdict_says_what_there_was_to_check():
    path = sealed_file(*secretive_scans(random.Random('verdict'), 2))
    replies, = rows(path, 'SELECT sum(replies) FROM reply_sort')[0]
    for level, words in [
            ('full', f'summaries of 2 scans, {replies} replies\n'),
            ('anonymised', f"2 scans, {replies} replies; 2 shared at the level 'anonymised': what was asked is left out\n"),
            ('blocks24', "2 scans, 0 replies; 2 shared at the level 'blocks24': nothing to recount from but blocks\n"),
            ('summary', "2 scans, 0 replies; 2 shared at the level 'summary': nothing to recount from\n")]:
        is_sound(shared(path, level), words)


# What a level forbids, and the levels that do.
EXCESS = [
    ('host', 'INSERT INTO host SELECT 1, 7, signature FROM signature LIMIT 1', ['summary', 'blocks24']),
    ('block24', 'INSERT INTO block24 VALUES (1, 7, 1)', ['summary']),
    ('reply', 'INSERT INTO reply VALUES (1 << 52, 60, 5, NULL)', ['summary', 'blocks24']),
    ('reply', 'INSERT INTO reply_other VALUES (1 << 52, 7, 60, 5, NULL, 1)', ['summary', 'blocks24']),
    ('reply', 'INSERT INTO reply_log VALUES (1 << 52, NULL, 60, 5, NULL, 0)', ['summary', 'blocks24']),
    ('target_range', 'INSERT INTO target_range VALUES (1, 7, 9)', LEVELS[:3]),
    ('blocklist', "INSERT INTO blocklist VALUES (1, 'a', '', '')", LEVELS[:3]),
    ('setting', "INSERT INTO setting VALUES (1, 'interface', 'eth0')", LEVELS[:3]),
    ('scan: key, seed or source', 'UPDATE scan SET seed = 1', LEVELS[:3]),
    ('scan: key, seed or source', 'UPDATE scan SET source = 1', LEVELS[:3]),
    ('scan: key, seed or source', f"UPDATE scan SET key = x'{KEY.hex()}'", LEVELS[:3]),
    ('run: source or detail', 'UPDATE run SET source = 1', LEVELS[:3]),
    ('run: source or detail', "UPDATE run SET detail = ''", LEVELS[:3]),
]


def a_file_with_what_its_level_forbids_is_not_sound():
    path = sealed_file(*secretive_scans(random.Random('excess'), 1))
    files = {level: shared(path, level) for level in LEVELS}
    for what, change, levels in EXCESS:
        for level in levels:
            done = check(changed(files[level], change), '--csv')
            problems = [row[2:] for row in csv.reader(done.stdout.splitlines())]
            assert done.returncode == 1 and [f'share level {level}: there is nothing in {what}', '0', '1'] in problems, (
                what, level, done)


def everyone(scans):
    return sorted({address for scan in scans for row in scan['log'] for address in (row[0], row[3]) if address is not None})


def summaries_and_anonymised_files_hold_no_address_nor_secret():
    for seed in range(2):
        scans = secretive_scans(random.Random(f'secrets {seed}'), 2, with_repeats=True)
        rare = list(filter(is_rare, everyone(scans)))
        assert len(rare) > 5
        for path in in_every_state(*scans)[:3]:
            assert len(Bytes(path).addresses(rare)) == len(rare), 'the search is blind'
            for level in LEVELS:
                raw = Bytes(shared(path, level))
                found = raw.addresses(rare)
                if found and level == 'anonymised':  # another address may look like one, and hardly so with another key
                    found = [address for address in Bytes(shared(path, level)).addresses(rare) if address in found]
                assert level == 'full' or not found, f'{level}: {found}'
                for secret in [KEY, KEY.hex(), PAYLOAD, PAYLOAD[:8]]:
                    assert secret not in raw, (level, secret)
                for secret in [*SECRET_SETTINGS.values(), BLOCKLIST, DETAIL, 'hidden', '198.171', SEED.to_bytes(8, 'big'),
                               SOURCE.to_bytes(4, 'big')]:
                    assert (secret in raw) == (level == 'full'), (level, secret)


def what_was_asked_stays_as_far_as_it_names_nothing():
    path = sealed_file(*secretive_scans(random.Random('asked'), 1))
    for level in LEVELS:
        out = shared(path, level)
        kept = {**OPEN_SETTINGS, **(SECRET_SETTINGS if level == 'full' else {})}
        assert dict(rows(out, 'SELECT name, value FROM setting')) == kept, level
        for table in ('health', 'unsolicited', 'window_count', 'rate_change', 'progress'):
            assert rows(out, f'SELECT * FROM {table}') == rows(path, f'SELECT * FROM {table}'), table
        assert rows(out, 'SELECT started_us, ended_us, targets, attempts FROM scan') == (
            rows(path, 'SELECT started_us, ended_us, targets, attempts FROM scan'))
    imported = changed(path, """INSERT INTO setting VALUES (1, 'imported-from', 'hidden/capture-7f.pcap'),
                                (1, 'imported-sha256', 'ab'), (1, 'imported-for-replies', '5')""")
    out = shared(imported, 'summary')
    assert rows(out, "SELECT name, value FROM setting WHERE name LIKE 'imported%' ORDER BY 1") == [
        ('imported-for-replies', '5'), ('imported-from', 'a capture')]
    assert 'hidden' not in Bytes(out)


def keys_and_payloads_leave_on_request_alone():
    path = sealed_file(*secretive_scans(random.Random('request 2'), 1))
    assert rows(path, 'SELECT count(*) FROM probe WHERE payload IS NOT NULL') > [(0,)]
    for level in LEVELS:
        out = shared(path, level, '--with-payloads')
        assert rows(out, 'SELECT payload FROM probe') == rows(path, 'SELECT payload FROM probe') and KEY not in Bytes(out)
    out = shared(path, 'full', '--with-keys')
    assert rows(out, 'SELECT key FROM scan') == [(KEY,)] and PAYLOAD not in Bytes(out)
    for level in LEVELS[:3]:
        share.refused(2, path, new_name(), '--level', level, '--with-keys', words=['--with-keys', 'full'])


def numbers_do_not_tell_what_was_met_first():
    scans = secretive_scans(random.Random('numbers'), 2, with_repeats=True)
    odd, = rows(sealed_file(*scans), """
        SELECT target FROM reply_row JOIN reply_sort USING (scan, sort) WHERE replies = 1 LIMIT 1""")[0]
    for path in in_every_state(*scans)[:3]:
        for level in LEVELS[:3]:
            out = shared(path, level, '--opt-out', opt_out_file([dotted(odd)]))
            sorts = rows(out, """SELECT scan, probe, attempt, kind, icmp_type, icmp_code, direct, evidence
                                 FROM reply_sort ORDER BY scan, sort""")
            assert rows(out, 'SELECT count(*) FROM reply_sort WHERE replies = 0') == [(0,)], 'a sort of who opted out'
            assert sorts == sorted(sorts, key=lambda row: [-1 if value is None else value for value in row]), level
            if level != 'anonymised':
                hosts = rows(out, 'SELECT scan, -hosts FROM signature ORDER BY scan, signature')
                assert hosts == sorted(hosts), level


def of_who_all_opted_out_no_sort_is_left():
    path = sealed_file(*secretive_scans(random.Random('nobody'), 1))
    for level in LEVELS:
        out = shared(path, level, '--opt-out', opt_out_file(['0.0.0.0/0']))
        for table in ('reply_sort', 'signature', 'reply', 'reply_other', 'reply_log'):
            assert rows(out, f'SELECT count(*) FROM {table}') == [(0,)], (level, table)


def opt_out_file(lines):
    path = new_name('txt')
    path.write_text('# who asked\n\n' + ''.join(f'{line}  # on Monday\n' for line in lines))
    return path


# Anonymised addresses.

def replies_of(path, scan):
    """Target and responder of each reply, by what stays as it is: round-trip times tell all of them apart."""
    found = rows(path, """SELECT rtt_us, probe, attempt, kind, icmp_type, icmp_code, ttl, evidence, duplicates, direct,
                            time_us - time_us % 1000000, target, responder
                          FROM reply_row WHERE scan = :scan""", scan=scan)
    replies = {row[:11]: row[11:] for row in found}
    assert len(replies) == len(found)
    return replies


def common_bits(a, b):
    return 32 - (a ^ b).bit_length()


def mapping_of(path, out):
    """From true addresses to those that stand for them; the same in all scans."""
    mapping = {}
    for scan, in rows(path, 'SELECT scan FROM scan'):
        before, after = replies_of(path, scan), replies_of(out, scan)
        assert before.keys() == after.keys(), 'a reply was changed or lost'
        for key, addresses in before.items():
            for address, stands_for in zip(addresses, after[key]):
                assert mapping.setdefault(address, stands_for) == stands_for, dotted(address)
    return mapping


def anonymised_addresses_are_one_to_one_and_keep_their_prefixes():
    for seed in range(4):
        scans = secretive_scans(random.Random(f'prefixes {seed}'), 2, with_repeats=seed % 2)
        sealed, *others = in_every_state(*scans)
        for path in [sealed, *others[:2]]:
            out = shared(path, 'anonymised')
            mapping = mapping_of(sealed, out)
            assert len(set(mapping.values())) == len(mapping) and mapping.keys() == set(everyone(scans))
            for a, b in itertools.combinations(mapping, 2):
                assert common_bits(a, b) == common_bits(mapping[a], mapping[b]), (dotted(a), dotted(b))
            hosts = rows(sealed, 'SELECT scan, address FROM host')
            assert sorted((scan, mapping[address]) for scan, address in hosts) == rows(out, 'SELECT scan, address FROM host')
            assert rows(out, 'SELECT count(*) FROM reply_row WHERE time_us % 1000000 <> 0') == [(0,)]


def a_key_gives_the_same_map_again_and_the_published_one():
    scan = make_scan(1, STUDY, ranges=[(0, 2**32 - 1)])
    numbers = {text: int(ipaddress.ip_address(text)) for pair in PUBLISHED.items() for text in pair}
    scan['log'] = [(numbers[text], 1, 1, None, 'syn_ack', None, None, 60, n, n, 1, 0) for n, text in enumerate(PUBLISHED)]
    path = fill(new_name(), scan)
    key, digits, other = new_name('key'), new_name('key'), new_name('key')
    key.write_bytes(PUBLISHED_KEY)
    digits.write_text('0x' + PUBLISHED_KEY.hex() + '\n')
    other.write_bytes(bytes(range(32)))
    outs = [shared(path, 'anonymised', *arguments) for arguments in (
        ['--key', key], ['--key', digits], ['--key', other], [], [])]
    maps = [mapping_of(path, out) for out in outs]
    assert maps[0] == maps[1] == {numbers[text]: numbers[PUBLISHED[text]] for text in PUBLISHED}
    assert len({tuple(found.values()) for found in maps}) == 4
    ids = [rows(out, 'SELECT key_id FROM provenance')[0][0] for out in outs]
    assert ids[0] == ids[1] and len(set(ids)) == 4 and all(len(name) == 16 for name in ids), ids
    for out in outs[:2]:
        assert PUBLISHED_KEY not in Bytes(out) and PUBLISHED_KEY[:8] not in Bytes(out)
    assert rows(shared(path, 'full'), 'SELECT key_id FROM provenance') == [(None,)]


# Opt-outs.

def cover(random, addresses):
    """An address, a block or a range around some of them, as text and as a set."""
    address = random.choice(addresses)
    kind = random.choice(['address', 'block', 'range'])
    if kind == 'address':
        return dotted(address), {address}
    if kind == 'block':
        size = random.choice([2, 4, 16])
        first = address - address % size
        return f'{dotted(first)}/{32 - size.bit_length() + 1}', set(range(first, first + size))
    return f'{dotted(address)}-{dotted(address + 5)}', set(range(address, address + 6))


def without(scan, out):
    """The scan as if these addresses had sent nothing, and nothing had been said of them."""
    kept = [row for row in scan['log'] if not {row[0], row[3]} & out]
    packets = sum(row[-1] + 1 for row in scan['log']) - sum(row[-1] + 1 for row in kept)
    taken = [(0, 10, packets)] if packets else []
    return {**scan, 'log': kept, 'unsolicited': scan['unsolicited'] + taken}


def same(found, expected):
    return isinstance(found, str) if expected is ANY_TEXT else (
        math.isclose(found, expected, rel_tol=1e-12) if isinstance(expected, float) else found == expected)


def agree(what, found, expected):
    assert found[0] == expected[0] and len(found[1]) == len(expected[1]), f'{what}: {found}, not {expected}'
    for row, right in zip(found[1], expected[1]):
        assert len(row) == len(right) and all(map(same, row, right)), f'{what}: {row}, not {right}'


def who_opts_out_is_in_no_report_at_any_level():
    for seed in range(4):
        some = random.Random(f'opt-outs {seed}')
        scans = secretive_scans(some, 1 + seed % 2, with_repeats=seed % 3 == 0)
        lines, sets = zip(*(cover(some, everyone(scans)) for _ in range(3)))
        out_of_it = set().union(*sets)
        lists = [opt_out_file(lines[:2]), opt_out_file(lines[2:])]
        left = [without(scan, out_of_it) for scan in scans]
        assert sum(len(scan['log']) for scan in left) < sum(len(scan['log']) for scan in scans)
        expected = all_reports(sealed_file(*left))
        counted = {scan['number']: Count(scan).reports() for scan in left}
        gone = [address for address in everyone(scans) if address in out_of_it and is_rare(address)]
        for path in in_every_state(*scans)[seed % 3::3]:
            for level in LEVELS:
                out = shared(path, level, '--opt-out', lists[0], '--opt-out', lists[1])
                found = all_reports(out)
                for name, scan in ((name, scan['number']) for name in ONE_SCAN for scan in scans):
                    agree(f'{seed}, {level}, {name}', found[name, scan], counted[scan][name])
                for name in expected:
                    if name[0] == 'churn':
                        assert found[name] == expected[name], (seed, level, name)
                is_sound(out)
                raw = Bytes(out)
                assert not raw.addresses(gone) and 'on Monday  #' not in raw and 'who asked' not in raw, (seed, level)
                assert rows(out, 'SELECT has_opt_outs FROM provenance') == [(1,)] * len(scans)


def the_verdict_says_how_many_replies_were_taken_out():
    scan, = secretive_scans(random.Random('taken'), 1)
    path = changed(sealed_file(scan), "INSERT INTO setting VALUES (1, 'imported-for-replies', "
                   '(SELECT sum(replies + duplicates) FROM reply_sort))')
    target = scan['log'][0][0]
    packets = sum(packets for _, reason, packets in without(scan, {target})['unsolicited'] if reason == 10)
    for level in LEVELS:
        out = shared(path, level, '--opt-out', opt_out_file([dotted(target)]))
        verdict, = rows(out, 'SELECT verdict FROM scan_verdict')[0]
        assert f'; {packets} replies of addresses that opted out were taken out' in verdict and 'received' not in verdict
        assert ('opted_out', packets) in report(sqlite3.connect(out), 'unsolicited')[1]
    verdict, = rows(shared(path, 'full'), 'SELECT verdict FROM scan_verdict')[0]
    assert 'opted out' not in verdict


# Files that were shared, and what other commands say of them.

def several_steps_are_all_recorded():
    scans = secretive_scans(random.Random('steps'), 2)
    path = sealed_file(*scans)
    target = scans[0]['log'][0][0]
    key = new_name('key')
    key.write_bytes(PUBLISHED_KEY)
    full = shared(path, 'full', '--opt-out', opt_out_file([dotted(target)]), '--licence', 'A')
    again = shared(full, 'full', '--opt-out', opt_out_file(['203.0.113.7', dotted(scans[1]['log'][-1][0])]))
    anonymised = shared(again, 'anonymised', '--key', key, '--contact', 'B')
    twice = shared(anonymised, 'anonymised', '--key', key)
    blocks = shared(anonymised, 'blocks24', '--terms', 'C')
    summary = shared(blocks, 'summary')
    assert all_reports(summary) == all_reports(again) == all_reports(twice)
    for out in (full, again, anonymised, twice, blocks, summary):
        is_sound(out)
    steps = rows(summary, """SELECT step, share_level.name, has_opt_outs, key_id IS NOT NULL, licence, contact, terms
                             FROM provenance JOIN share_level USING (level) WHERE scan = 2 ORDER BY step""")
    assert steps == [(1, 'full', 1, 0, 'A', None, None), (2, 'full', 1, 0, None, None, None),
                     (3, 'anonymised', 0, 1, None, 'B', None), (4, 'blocks24', 0, 1, None, None, 'C'),
                     (5, 'summary', 0, 1, None, None, None)], steps
    ids = [rows(out, 'SELECT key_id FROM scan_contents WHERE scan = 1')[0][0] for out in (anonymised, twice, summary)]
    assert ids[1] == f'{ids[0]} {ids[0]}' and ids[2] == ids[0], ids
    assert set(rows(summary, 'SELECT has_opt_outs FROM scan_contents')) == {(1,)}


def what_is_not_there_cannot_be_shared():
    scans = secretive_scans(random.Random('less'), 1)
    path = sealed_file(*scans)
    files = {level: shared(path, level) for level in LEVELS}
    for given, wanted in [(given, wanted) for given in LEVELS for wanted in LEVELS
                          if LEVELS.index(wanted) > LEVELS.index(given)]:
        out = new_name()
        share.refused(1, files[given], out, '--level', wanted, words=['has less of scan 1', f"at the level '{given}' already"])
        assert not list(out.parent.glob(out.name + '*'))
    for given in LEVELS[:3]:
        share.refused(1, files[given], new_name(), '--level', 'summary', '--opt-out', opt_out_file(['203.0.113.7']),
                      words=['does not tell whose replies', 'take opt-outs out of the file that it was made from'])


def a_scan_can_be_added_to_a_shared_file():
    scans = secretive_scans(random.Random('added'), 2, with_repeats=True)
    whole = all_reports(sealed_file(*scans))
    first = sealed_file(scans[0])
    for level in LEVELS:
        path = changed(shared(first, level), lambda database: store(database, scans[1]))
        fold(path)
        is_sound(path)
        if level != 'full':
            summary = shared(path, 'summary')
            is_sound(summary, "2 shared at the level 'summary'")
        seal_by_command(path)
        is_sound(path)
        found = all_reports(path)
        for name in ONE_SCAN:
            assert found[name, 1] == whole[name, 1] and found[name, 2] == whole[name, 2], (level, name)
        is_compared = rows(path, 'SELECT count(*) FROM comparison') == [(1,)]
        assert is_compared == (level == 'full'), 'addresses that mean different things were compared'
        if level != 'full':
            assert all_reports(summary) == found
            assert all_reports(shared(path, 'summary')) == found
            share.refused(1, path, new_name(), '--level', 'full', words=['has less of scan 1'])
        assert all_reports(shared(path, 'full', '--scan', 2)).keys() == {(name, 2) for name in ONE_SCAN}


def one_scan_can_be_shared_alone():
    scans = secretive_scans(random.Random('alone'), 3)
    path = sealed_file(*scans)
    expected = all_reports(path)
    for level in LEVELS:
        out = shared(path, level, '--scan', 2)
        assert rows(out, 'SELECT scan FROM scan') == [(2,)]
        assert all(rows(out, f'SELECT count(*) FROM {table}') == [(0,)] for table in ('churn', 'churn24', 'comparison'))
        found = all_reports(out)
        assert found == {name: expected[name] if name[0] != 'health' else found[name] for name in found}
        is_sound(out)


def a_lookup_says_what_the_level_leaves():
    scan = make_scan(1, STUDY + ['control'], ranges=[(0xC0000200, 0xC000023F)])
    scan['log'] = [(0xC0000209, 0, 1, None, 'echo_reply', 0, 0, 60, 6, 900, 1, 0),
                   (0xC0000209, 1, 1, None, 'syn_ack', None, None, 60, 7, 901, 1, 0),
                   (0xC0000207, 1, 1, 0xC6336401, 'icmp_error', 3, 13, 250, 5, 902, 2, 3)]
    path = changed(fill(new_name(), scan), """INSERT INTO setting VALUES (1, 'shard', 0), (1, 'shards', 1),
        (1, 'attempts', 2), (1, 'retransmit-delay', 20), (1, 'window', 1), (1, 'rate', 10000), (1, 'max-targets', 64)""")

    def said(file, address):
        return list(csv.reader(lookup.printed(file, address, '--csv').splitlines()))[1][-1]

    full = shared(path, 'full')
    for address in ('192.0.2.9', '192.0.2.7', '198.51.100.1', '192.0.2.12', '192.0.2.77'):
        assert lookup.printed(full, address) == lookup.printed(path, address)
    opted = shared(shared(path, 'full', '--opt-out', opt_out_file(['192.0.2.9'])), 'full')
    for address, words in [('192.0.2.9', 'probed, silent, or taken out when the file was shared'),
                           ('192.0.2.12', 'probed, silent, or taken out when the file was shared'),
                           ('192.0.2.7', 'probed, silent, or taken out when the file was shared; others replied in its place'),
                           ('198.51.100.1', 'network alive; itself not a target'), ('192.0.2.77', 'not a target')]:
        assert said(opted, address) == words, said(opted, address)
    summary = shared(path, 'summary')
    assert said(summary, '192.0.2.9') == "no addresses in the file: it was shared at the level 'summary'"
    blocks = shared(path, 'blocks24')
    assert said(blocks, '192.0.2.12') == (
        "its /24 block replied to echo, ssh; addresses are left out at the level 'blocks24'"), said(blocks, '192.0.2.12')
    assert said(blocks, '192.0.3.12') == "its /24 block sent no reply; addresses are left out at the level 'blocks24'"
    anonymised = shared(path, 'anonymised')
    mapping = {before: dotted(after) for before, after in mapping_of(path, anonymised).items()}
    stands = '; anonymised: each address stands for another'
    unasked = "no reply; which addresses were asked is left out at the level 'anonymised'"
    assert said(anonymised, mapping[0xC0000209]) == 'network alive; transport alive on ssh' + stands
    assert said(anonymised, mapping[0xC0000207]) == unasked + '; others replied in its place' + stands
    assert said(anonymised, mapping[0xC6336401]) == f'network alive; itself {unasked}{stands}'
    assert said(anonymised, '192.0.2.12') == unasked + stands
    assert said(shared(anonymised, 'blocks24'), '192.0.2.12').endswith(stands)
    assert said(shared(anonymised, 'summary'), '192.0.2.12') == (
        "no addresses in the file: it was shared at the level 'summary'")


def the_tables_of_a_shared_file_tell_where_it_is_from():
    path = sealed_file(*secretive_scans(random.Random('tell'), 1))
    out = shared(path, 'summary', '--licence', 'CC-BY-4.0')
    guide = ' '.join(line for line, in rows(out, 'SELECT text FROM readme'))
    assert 'SELECT * FROM provenance;' in guide
    for level in LEVELS:
        assert rows(out, 'SELECT length(meaning) > 5 FROM share_level WHERE name = :level', level=level) == [(1,)]
    assert rows(out, 'SELECT name, sql FROM query ORDER BY 1') == [
        (file.stem, file.read_text()) for file in sql_files('queries')]
    assert {name for name, in rows(out, 'SELECT name FROM family')} == FAMILIES.keys()
    assert {name for name, in rows(out, 'SELECT name FROM reply_kind')} == KINDS.keys()


run([
    reports_are_those_of_the_file_at_every_level_in_every_state,
    rows_that_differ_in_their_evidence_are_one_reply,
    the_verdict_says_what_there_was_to_check,
    a_file_with_what_its_level_forbids_is_not_sound,
    summaries_and_anonymised_files_hold_no_address_nor_secret,
    what_was_asked_stays_as_far_as_it_names_nothing,
    keys_and_payloads_leave_on_request_alone,
    numbers_do_not_tell_what_was_met_first,
    of_who_all_opted_out_no_sort_is_left,
    anonymised_addresses_are_one_to_one_and_keep_their_prefixes,
    a_key_gives_the_same_map_again_and_the_published_one,
    who_opts_out_is_in_no_report_at_any_level,
    the_verdict_says_how_many_replies_were_taken_out,
    several_steps_are_all_recorded,
    what_is_not_there_cannot_be_shared,
    a_scan_can_be_added_to_a_shared_file,
    one_scan_can_be_shared_alone,
    a_lookup_says_what_the_level_leaves,
    the_tables_of_a_shared_file_tell_where_it_is_from,
])
