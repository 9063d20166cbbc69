# SPDX-License-Identifier: MIT
"""Fills a results file with a scan of a made-up population."""

import sqlite3

from player import range_of_addresses, replies
from results_file import FOLDER, KINDS, NUMBERS, STUDY, count, create, fold, insert, key_of, make_scan, store

PROBES = STUDY + ['control']
EVIDENCE = {'icmp_error': 2}  # quote; all else by cookie


def sort_of(reply, numbers):
    """What a reply is, as a row of reply_sort without scan, number and counts."""
    return (numbers[reply.probe], reply.attempt, KINDS[reply.kind], reply.icmp_type, reply.icmp_code,
            int(reply.responder is None), EVIDENCE.get(reply.kind, 1))


def log_rows(played, scan, sorts):
    """Replies as rows of reply_log; `sorts` gets the sorts they are of, by number."""
    numbers = {name: number for number, name in enumerate(PROBES)}
    for time_us, reply in enumerate(played):
        sort = sorts.setdefault(sort_of(reply, numbers), len(sorts))
        yield key_of(scan, reply.target, sort), reply.responder, 60, time_us, None, 0


def store_log(database, scan, played):
    """Appends to the log; returns the number of rows."""
    sorts = {}
    cursor = database.executemany('INSERT INTO reply_log VALUES (?, ?, ?, ?, ?, ?)', log_rows(played, scan, sorts))
    insert(database, 'reply_sort', [(scan, sort, *what, 0, 0) for what, sort in sorts.items()])
    count(database)
    return cursor.rowcount


def file_of_population(population, attempts=1):
    path = FOLDER / f'population {next(NUMBERS)}.db'
    database = create(path)
    first, last = range_of_addresses(population)
    targets = last - first + 1
    store(database, make_scan(1, PROBES, targets=targets, ranges=[(first, last)]))
    stored = store_log(database, 1, replies(population, attempts))
    sent = targets * len(PROBES) * 2
    insert(database, 'health', [(1, 0, sent, 0, sent * 100, stored, stored, 0, 0, 0, 0)])
    database.commit()
    database.close()
    fold(path)
    return sqlite3.connect(path)
