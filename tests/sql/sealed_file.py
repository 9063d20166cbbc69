# SPDX-License-Identifier: MIT
"""Seals results files by hand, wholly or as far as a seal that was broken off, by schema/006_reply_key.sql alone."""

import itertools

COLUMNS = 'rowid, reply, responder, ttl, time_us, rtt_us, duplicates'


def target_of(reply):
    return reply >> 20 & 0xFFFFFFFF


def responder_of(row):
    return target_of(row[1]) if row[2] is None else row[2]


def merged(rows):
    """Rows of one reply as one: it is told of as it came first, the others are duplicates."""
    _, reply, _, ttl, time_us, rtt_us, _ = min(rows, key=lambda row: row[4])
    return reply, ttl, time_us, rtt_us, sum(row[-1] + 1 for row in rows) - 1


def recount(database, reply, replies, duplicates):
    database.execute('UPDATE reply_sort SET replies = replies + ?, duplicates = duplicates + ? WHERE scan = ? AND sort = ?',
                     (replies, duplicates, reply >> 52, reply & 0xFFFFF))


def seal_reply(database, rows):
    reply, ttl, time_us, rtt_us, duplicates = merged(rows)
    responder = responder_of(rows[0])
    if responder == target_of(reply) and duplicates == 0:
        database.execute('INSERT INTO reply VALUES (?, ?, ?, ?)', (reply, ttl, time_us, rtt_us))
    else:
        database.execute('INSERT INTO reply_other VALUES (?, ?, ?, ?, ?, ?)',
                         (reply, responder, ttl, time_us, rtt_us, duplicates))
    for row in rows:
        recount(database, row[1], -1, -row[-1])
    recount(database, reply, 1, duplicates)


def read_meanings(database):
    """Of a scan's sort, what replies of it say: sorts that differ in their evidence alone are of the same replies."""
    return {(scan, sort): what for scan, sort, *what in database.execute(
        'SELECT scan, sort, probe, attempt, kind, coalesce(icmp_type, -1), coalesce(icmp_code, -1) FROM reply_sort')}


def seal(database, share=1):
    """Moves the replies to the smaller targets, that share of them, out of the log."""
    meanings = read_meanings(database)

    def reply_of_row(row):
        return row[1] >> 20, meanings[row[1] >> 52, row[1] & 0xFFFFF], responder_of(row)
    rows = sorted(database.execute(f'SELECT {COLUMNS} FROM reply_log').fetchall(), key=reply_of_row)
    end = rows[int(len(rows) * share)][1] >> 20 << 20 if share < 1 and rows else 1 << 63
    for _, same in itertools.groupby(rows, reply_of_row):
        same = list(same)
        if same[0][1] < end:
            seal_reply(database, same)
    if share < 1 and rows:
        database.execute('INSERT INTO sealing VALUES (?, ?, 0, 0, 0)', (max(row[0] for row in rows), end))
    else:
        database.execute('DELETE FROM reply_log')
        database.execute('UPDATE fold SET log_row = 0')
    database.commit()
