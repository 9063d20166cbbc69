# SPDX-License-Identifier: MIT
"""Checks README.md against the program: its reports, links, options and packages. Argument: liveness."""

import re
import subprocess
import sys

from tree import ROOT, verdict

TEXT = (ROOT / "README.md").read_text()
ROW = re.compile(r"^\| \[(\w+)\]\(queries/(\w+)\.sql\) \| (.*?) \|", re.MULTILINE)
INSTALLER = (ROOT / "examples/install_packages.sh").read_text()
OUR_COMMANDS = re.compile(r"liveness (scan|import|report|check|lookup|export|share|merge|diff) ([^`\n#|]*)")


def figure_of(report):
    found = re.search(r"^-- figure: ([^;\n]*)", report.read_text(), re.MULTILINE)
    return found[1].strip() if found else None


def wrong_rows():
    rows = {row[1]: row[3] for row in ROW.finditer(TEXT) if row[1] == row[2]}
    reports = {report.stem: figure_of(report) for report in (ROOT / "queries").glob("*.sql")}
    for report in sorted(rows.keys() | reports.keys()):
        if rows.get(report) != reports.get(report):
            yield f"README.md: report {report}: figure {rows.get(report)}, but queries/ say {reports.get(report)}"


def dead_links():
    for link in re.findall(r"\]\((?!https?://|#)([^)]*)\)", TEXT):
        if not (ROOT / link).exists():
            yield f"README.md: no file {link}"


def unknown_options():
    for command, arguments in OUR_COMMANDS.findall(TEXT):
        helped = subprocess.run([sys.argv[1], command, "--help"], capture_output=True, text=True).stdout
        for option in re.findall(r"(?<!\S)--?[\w-]+", arguments):
            if option != "--help" and not re.search(rf"(?<![\w-]){option}\b", helped):
                yield f"README.md: liveness {command} has no option {option}"


def wrong_packages():
    groups = re.findall(r"^(\w+)='([^']*)'", INSTALLER, re.MULTILINE)
    installed = {package for _, packages in groups for package in packages.split()}
    section = re.search(r"^## Dependencies\n(.*?)^## ", TEXT, re.MULTILINE | re.DOTALL)[1]
    rows = re.findall(r"^\|(.*)\|.*\|$", section, re.MULTILINE)
    told = {word for row in rows for word in re.findall(r"(?<![\w./-])[\w-]+(?![\w./-])", row)}
    for package in sorted(installed - told):
        yield f"README.md: Dependencies do not say what package {package} is for"
    if not installed:
        yield "examples/install_packages.sh: names no packages"


verdict([*wrong_rows(), *dead_links(), *unknown_options(), *wrong_packages()])
