# SPDX-License-Identifier: MIT
"""Checks that no function in C is longer than 60 lines, and prints how long they usually are."""

import re
import statistics

from tree import line_of, name, sources, verdict, without

LIMIT = 60
# From a line that begins a definition at the margin to the closing brace at the margin: clang-format sees to both.
FUNCTION = re.compile(r"^(?!struct|enum|union|typedef)[a-zA-Z_][^;{}=]*?(\w+)\([^;{}]*\)\s*\{\n.*?^\}$"
                      r"|^(?:static |const )*(?:struct|enum|union) \w+[ *]+(\w+)\([^;{}]*\)\s*\{\n.*?^\}$",
                      re.DOTALL | re.MULTILINE)


def functions(path):
    """Triples (name, first line, lines) of each function defined in a file."""
    text = without(path.read_text(), ("/*", "//", '"', "'"))
    for found in FUNCTION.finditer(text):
        yield found[1] or found[2], line_of(text, found.start()), found[0].count("\n") + 1


def report(folder):
    lengths = sorted(lines for path in sources(folder, ".c", ".h") for _, _, lines in functions(path))
    if len(lengths) > 1:
        print(f"{folder}: {len(lengths)} functions, lines: median {statistics.median(lengths):.0f}, "
              f"p90 {statistics.quantiles(lengths, n=10)[-1]:.0f}, longest {lengths[-1]}")


report("src")
report("tests")
verdict(f"{name(path)}:{line}: {function} has {lines} lines, over {LIMIT}"
        for path in sources("src", ".c", ".h") + sources("tests", ".c", ".h")
        for function, line, lines in functions(path) if lines > LIMIT)
