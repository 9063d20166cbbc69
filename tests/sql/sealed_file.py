# SPDX-License-Identifier: MIT
"""Seals results files by hand, wholly or as far as a seal that was broken off, by schema/006_reply_key.sql alone."""

import itertools

COLUMNS = 'rowid, reply, responder, ttl, time_us, rtt_us, duplicates'


def target_of(reply):
    return reply >> 20 & 0xFFFFFFFF


def merged(rows):
    """Rows of one reply as one: it is told of as it came first, the others are duplicates."""
    _, _, _, ttl, time_us, rtt_us, _ = min(rows, key=lambda row: row[4])
    return ttl, time_us, rtt_us, sum(row[-1] + 1 for row in rows) - 1


def seal_reply(database, reply, responder, rows):
    ttl, time_us, rtt_us, duplicates = merged(rows)
    if responder == target_of(reply) and duplicates == 0:
        database.execute('INSERT INTO reply VALUES (?, ?, ?, ?)', (reply, ttl, time_us, rtt_us))
    else:
        database.execute('INSERT INTO reply_other VALUES (?, ?, ?, ?, ?, ?)',
                         (reply, responder, ttl, time_us, rtt_us, duplicates))
    again = len(rows) - 1
    database.execute('UPDATE reply_sort SET replies = replies - ?, duplicates = duplicates + ? '
                     'WHERE scan = ? AND sort = ?', (again, again, reply >> 52, reply & 0xFFFFF))


def key_of_row(row):
    return row[1], target_of(row[1]) if row[2] is None else row[2]


def seal(database, share=1):
    """Moves the replies with the smaller keys, that share of them, out of the log."""
    rows = sorted(database.execute(f'SELECT {COLUMNS} FROM reply_log').fetchall(), key=key_of_row)
    end = rows[int(len(rows) * share)][1] if share < 1 and rows else 1 << 63
    for (reply, responder), same in itertools.groupby(rows, key_of_row):
        if reply < end:
            seal_reply(database, reply, responder, list(same))
    if share < 1 and rows:
        database.execute('INSERT INTO sealing VALUES (?, ?, 0, 0, 0)', (max(row[0] for row in rows), end))
    else:
        database.execute('DELETE FROM reply_log')
        database.execute('UPDATE fold SET log_row = 0')
    database.commit()
