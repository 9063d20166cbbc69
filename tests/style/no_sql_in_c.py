# SPDX-License-Identifier: MIT
"""Checks that C names statements and never holds their text: no string literal of src/ is SQL."""

import re

from tree import LEXEME, line_of, name, sources, verdict, without

SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|ATTACH|VACUUM|ALTER|DROP)\b"
    r"|(?i:^\s*(select\s.*\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|update\s+\w+\s+set\b|delete\s+from\b|drop\s+\w+\s+\w+;"
    r"|create\s+(temp\w*\s+)?(table|view|index|trigger)\b|pragma\s+\w|(begin|commit|rollback)\b[\w\s]*;|attach\s))",
    re.DOTALL)
ADJACENT = re.compile(r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*')


def literals(text):
    """Each string literal, with those that the compiler would join to it."""
    for found in ADJACENT.finditer(without(text, ("/*", "//", "'"))):
        yield found.start(), "".join(literal[1:-1] for literal in LEXEME.findall(found[0]))


def problems(path):
    text = path.read_text()
    for offset, literal in literals(text):
        if SQL.search(literal):
            yield f"{name(path)}:{line_of(text, offset)}: SQL in a string: {literal[:60]}"


verdict(problem for path in sources("src", ".c", ".h") for problem in problems(path))
