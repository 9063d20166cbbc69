# SPDX-License-Identifier: MIT
"""Exports the replies of a scan as CSV: integers, \\N for NULL, gzipped if the name of the file ends in .gz."""

import contextlib
import csv
import gzip
import sqlite3

COLUMNS = ('scan,target,responder,probe,family,port,is_study,attempt,kind,icmp_type,icmp_code,ttl,time_us,rtt_us,'
           'evidence,duplicates')
REPLIES = '''
    SELECT reply.scan, target, responder, probe, family, port, is_study, attempt, kind, icmp_type, icmp_code, ttl,
      scan.started_us + reply.time_us, rtt_us, evidence, duplicates
    FROM distinct_reply AS reply
    JOIN probe USING (scan, probe)
    JOIN scan USING (scan)
    WHERE reply.scan = ?'''


def export(results, scan, file):
    with contextlib.closing(sqlite3.connect(results)) as database, \
            (gzip.open if file.suffix == '.gz' else open)(file, 'wt', newline='') as text:
        writer = csv.writer(text, lineterminator='\n')
        writer.writerow(COLUMNS.split(','))
        for row in database.execute(REPLIES, [scan]):
            writer.writerow([r'\N' if value is None else value for value in row])
