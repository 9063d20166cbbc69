# SPDX-License-Identifier: MIT
"""Compares the replies that a population sent with those that a results file holds, one by one."""

import csv
import sqlite3
from collections import Counter
from contextlib import closing

SELECT = """SELECT target, probe, attempt, responder, kind, icmp_type, icmp_code FROM replies
  WHERE scan = (SELECT max(scan) FROM scan)"""
RECORDED = 7  # columns


def sent_replies(path):
    """What simnet --sent wrote, counted: of its columns, those that a scan records."""
    with open(path, newline='') as file:
        _, *rows = csv.reader(file)
    return Counter(tuple(row[:RECORDED]) for row in rows)


def recorded_replies(path):
    """Of the newest scan, counted, in the same form."""
    with closing(sqlite3.connect(f'file:{path}?mode=ro', uri=True)) as database:
        rows = database.execute(SELECT).fetchall()
    return Counter(tuple('' if value is None else str(value) for value in row) for row in rows)


def differences(sent, recorded):
    yield from (f'sent and not recorded: {" ".join(reply)}' for reply in sorted((sent - recorded).elements()))
    yield from (f'recorded and not sent: {" ".join(reply)}' for reply in sorted((recorded - sent).elements()))
