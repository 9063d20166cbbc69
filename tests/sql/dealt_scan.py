# SPDX-License-Identifier: MIT
"""Deals made-up scans to shards, so that it is known what the shards come to when they are merged."""

import contextlib
import random as chance
import sqlite3

import sealed_file
from random_scan import add_health, random_scan
from results_file import FOLDER, NUMBERS, create, fold, insert, make_scan, seal, store, store_log_5, store_uncounted_log

SETTINGS = {'attempts': 2, 'retransmit-delay': 20, 'window': 1, 'rate': 10000, 'cooldown': 10}
SEED = 7  # as store writes it
SECOND = 10**6


def new_path():
    return FOLDER / f'{next(NUMBERS)}.db'


def add_facts(random, scan, shard=0, shards=1):
    """What a scan has beside what make_scan gives it."""
    targets = sum(last - first + 1 for first, last in scan['ranges'])
    ended_us, source = scan['ended_us'] or scan['started_us'], random.randrange(2**32)
    scan.update(seed=SEED, key=random.randbytes(16), source=source,
                settings={**SETTINGS, 'max-targets': targets, 'shard': shard, 'shards': shards},
                rate_changes=[(second, random.choice([0.5, 2000.0]), random.randrange(1, 5))
                              for second in random.sample(range(9), random.randrange(3))],
                blocklists=[('(built-in)', 'abc', '10.0.0.0/8\n')],
                runs=[(scan['started_us'], ended_us - 10, 'interrupted', 0, source, None, None),
                      (ended_us - 10, ended_us, scan['exit_reason'], 5, source, 8, 'a word')])
    return scan


def make_shard(random, whole, shard, shards, later_us, log):
    started_us = whole['started_us'] + later_us
    scan = {**make_scan(1, []), 'probes': whole['probes'], 'ranges': whole['ranges'],
            'targets': random.randrange(1, 2000), 'log': log, 'started_us': started_us,
            'ended_us': started_us + random.randrange(90, 200) * SECOND}
    add_health(random, scan)
    scan['windows'] = [(us, random.randrange(1, 40)) for us in random.sample(range(0, 1000, 250), random.randrange(4))]
    return add_facts(random, scan, shard, shards)


def deal(random, count):
    """So many shards of a scan, in any order, whose replies go by their target."""
    whole = random_scan(random, with_repeats=True)
    owner = {row[0]: random.randrange(count) for row in whole['log']}
    later = [0] + random.sample(range(1, random.choice([3, 10**4, 5]) * SECOND), count - 1)
    random.shuffle(later)
    shards = [make_shard(random, whole, shard, count, later_us, [row for row in whole['log'] if owner[row[0]] == shard])
              for shard, later_us in enumerate(later)]
    random.shuffle(shards)
    return shards


def added_up(rows, keys):
    """Rows of the same first values as one, the others added."""
    found = {}
    for row in rows:
        found[row[:keys]] = [a + b for a, b in zip(found.get(row[:keys], [0] * len(row)), row[keys:])]
    return [(*key, *values) for key, values in sorted(found.items())]


def slowest(changes):
    """One of each second."""
    return [min((change for change in changes if change[0] == second), key=lambda change: change[1])
            for second in sorted({change[0] for change in changes})]


def seconds_later(rows, later_us):
    """To the nearest second."""
    return [(row[0] + (later_us + SECOND // 2) // SECOND, *row[1:]) for row in rows]


def joined(shards, name):
    return ', '.join(dict.fromkeys(str(shard['settings'][name]) for shard in shards))


def whole_of(shards):
    """The scan that shards come to, counted here."""
    shards = sorted(shards, key=lambda shard: shard['started_us'])
    first = shards[0]
    later = [shard['started_us'] - first['started_us'] for shard in shards]

    def moved(name):
        return [row for shard, us in zip(shards, later) for row in seconds_later(shard[name], us)]
    return {**first, 'ended_us': max(shard['ended_us'] for shard in shards),
            'targets': sum(shard['targets'] for shard in shards),
            'log': [(*row[:8], row[8] + us, *row[9:]) for shard, us in zip(shards, later) for row in shard['log']],
            'health': added_up(moved('health'), 1), 'unsolicited': added_up(moved('unsolicited'), 2),
            'rate_changes': slowest(moved('rate_changes')),
            'windows': added_up([row for shard in shards for row in shard['windows']], 1),
            'key': bytes(16), 'runs': [run for shard in shards for run in shard['runs']],
            'settings': {**first['settings'], 'cooldown': joined(shards, 'cooldown'), 'shard': 0, 'shards': 1,
                         'merged-shards': len(shards)}}


def store_facts(database, scan):
    number, tables = scan['number'], {name for name, in database.execute('SELECT name FROM sqlite_master')}
    database.execute('UPDATE scan SET seed = ?, key = ?, source = ? WHERE scan = ?',
                     (scan['seed'], scan['key'], scan['source'], number))
    insert(database, 'setting', [(number, name, str(value)) for name, value in scan['settings'].items()])
    insert(database, 'blocklist', [(number, *row) for row in scan['blocklists']])
    if 'rate_change' in tables:
        insert(database, 'rate_change', [(number, *row) for row in scan['rate_changes']])
    if 'run' in tables:
        insert(database, 'run', [(number, i, *row) for i, row in enumerate(scan['runs'], 1)])
    database.commit()


def write(*scans, version=None):
    """A file that is not sealed; of an older version, not folded either."""
    path = new_path()
    store_log = store_log_5 if version == 5 else store_uncounted_log if version and version < 10 else None
    with contextlib.closing(create(path, version)) as database:
        for scan in scans:
            store(database, scan, store_log)
            if 'settings' in scan:
                store_facts(database, scan)
    if version is None:
        fold(path)
    return path


def write_sealed(*scans):
    path = write(*scans)
    seal(path)
    return path


def write_half_sealed(scan):
    path = write(scan)
    with contextlib.closing(sqlite3.connect(path)) as database:
        sealed_file.seal(database, 0.5)
    return path


def write_late(scan):
    """Sealed, and then some replies came again."""
    path = write_sealed(scan)
    with contextlib.closing(sqlite3.connect(path)) as database:
        again = database.execute('SELECT reply, responder, ttl, time_us FROM reply_row LIMIT 5').fetchall()
        for reply, responder, ttl, time_us in again:
            database.execute('INSERT INTO reply_log VALUES (?, ?, ?, ?, NULL, 0)', (reply, responder, ttl, time_us + 1))
            database.execute('UPDATE reply_sort SET replies = replies + 1 WHERE scan = ? AND sort = ?',
                             (reply >> 52, reply & 0xFFFFF))
            database.execute('UPDATE fold SET unfolded = unfolded + 1')
        database.commit()
        for table in ('captured', 'replies'):
            database.execute(f'UPDATE health SET {table} = {table} + ? WHERE second = 0', (len(again),))
        database.commit()
    fold(path)
    return path


def write_of_some_sort(random, scan):
    return random.choice([write, write_sealed, write_half_sealed])(scan)


def dealt(name, count):
    return deal(chance.Random(name), count)
