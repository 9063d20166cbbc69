# SPDX-License-Identifier: MIT
"""Tests of the canned reports, by the stock shell, against counts made without SQL."""

import csv
import io
import subprocess

import counts
import expectations
from harness import ROOT
from recorded_scan import ATTEMPTS, RATE


def query(scan, name):
    """The report as the stock shell prints it: header and rows."""
    sql = ROOT / "queries" / f"{name}.sql"
    done = subprocess.run(["sqlite3", "-readonly", "-header", "-csv", scan.file], input=sql.read_text(),
                          capture_output=True, text=True, timeout=60)
    if done.returncode or done.stderr:
        raise RuntimeError(done.stderr.strip())
    rows = list(csv.reader(io.StringIO(done.stdout)))
    return (rows[0], rows[1:]) if rows else ([], [])


def same(expected, cell):
    if expected is ...:
        return True
    if expected is None:
        return cell == ""
    if isinstance(expected, float):
        return cell != "" and abs(float(cell) - expected) < 1e-9
    return str(expected) == cell.replace(" ", "_") or str(expected) == cell


def report_agrees_with_an_independent_count(scan, name):
    header, rows = query(scan, name)
    columns = counts.COLUMNS[name].split()
    if header != columns:
        return [f"columns {header}, expected {columns}"]
    expected = counts.report(name, scan.expected)
    if name == "combinations":  # a combination that nobody shows may be left out
        expected = [row for row in expected if row[3]]
        rows = [row for row in rows if row[3] != "0"]
    problems = [f"missing: {line}" for line in expected if not any(all(map(same, line, row)) for row in rows)]
    problems += [f"extra: {row}" for row in rows if not any(all(map(same, line, row)) for line in expected)]
    return problems


def health_tells_of_a_scan_without_loss(scan):
    header, rows = query(scan, "health")
    if len(rows) != 1:
        yield f"{len(rows)} rows"
        return
    health = dict(zip(header, rows[0]))
    replies = len(scan.expected)
    duplicates = sum(reply.duplicates for reply in scan.expected)
    wanted = {"scan": 1, "targets": len(scan.targets),
              "probes_sent": len(scan.targets) * len(expectations.PROBES) * ATTEMPTS, "send_failures": 0,
              "captured": scan.came_back, "replies": replies, "duplicates": duplicates,
              "unsolicited": scan.came_back - replies - duplicates, "kernel_drops": 0, "interface_drops": 0,
              "ring_drops": 0}
    for name, value in wanted.items():
        if health[name] != str(value):
            yield f"{name}: {health[name]}, expected {value}"
    # Never above; below is told, not judged, since daemons, kernels and scanner share this machine.
    if not 0 < float(health["achieved_rate"]) <= RATE * 1.01:
        yield f"achieved_rate: {health['achieved_rate']}, expected at most {RATE}"


def nothing_unsolicited_came(scan):
    _, rows = query(scan, "unsolicited")
    return [f"{reason}: {packets}" for reason, packets in rows if packets != "0"]


def all_identities_hold(scan):
    return [str(row) for row in query(scan, "check")[1]]


def every_query_has_been_compared(_scan):
    own_tests = {"health", "unsolicited", "check", "window", "churn"}
    here = {path.stem for path in (ROOT / "queries").glob("*.sql")}
    return [f"queries/{name}.sql: no independent count" for name in sorted(here - own_tests - set(counts.COLUMNS))]


def the_window_is_about_a_second(scan):
    """At most one by the schedule; more where the machine has too much to do to send on time."""
    header, rows = query(scan, "window")
    for row in rows:
        values = dict(zip(header, row))
        if not 0 <= float(values["seconds"]) <= 1.5:
            yield f"quantile {values['quantile']}: {values['seconds']} s"


TESTS = [
    every_query_has_been_compared,
    the_window_is_about_a_second,
    all_identities_hold,
    health_tells_of_a_scan_without_loss,
    nothing_unsolicited_came,
]
