# SPDX-License-Identifier: MIT
"""Checks that the program keeps no writable state outside its structs. Arguments: nm, the build directory."""

import pathlib
import subprocess
import sys

from tree import verdict

ALLOWED = set()  # a name here needs a reason beside it
WRITABLE = (".data", ".bss", ".tdata", ".tbss", "COM")
INSTRUMENTS = ("__asan", "__ubsan", "__odr_asan", "__gcov", "__lsan")  # what sanitizers and coverage add


def symbols(file):
    """Pairs (symbol, section) of an object file."""
    listing = subprocess.run([sys.argv[1], "--format=sysv", "--defined-only", file], capture_output=True, text=True,
                             check=True).stdout
    for line in listing.splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 7 and fields[3] in ("OBJECT", "TLS"):
            yield fields[0], fields[6].split()[0]


def is_writable(section):
    is_relocated_constant = section.startswith(".data.rel.ro")
    return section.strip("*").startswith(WRITABLE) and not is_relocated_constant


def problems(file):
    found = list(symbols(file))
    if not found:
        yield f"{file}: nm lists no objects; is it the right file?"
    for symbol, section in found:
        if is_writable(section) and symbol not in ALLOWED and not symbol.startswith(INSTRUMENTS):
            yield f"{symbol}: a writable variable in {section}"


build = pathlib.Path(sys.argv[2])
verdict(problem for file in [build / "src/libliveness.a", *build.glob("liveness.p/*.o")] for problem in problems(file))
