# SPDX-License-Identifier: MIT
"""Walks the source tree for the style tests, and prints what they find."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Comments, string literals and character literals: what must not be taken for code.
LEXEME = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def is_foreign(directory):
    """What is not ours: hidden directories but .ci, Python's, npm's, and every build directory."""
    is_hidden = directory.name.startswith(".") and directory.name != ".ci"
    return is_hidden or directory.name in ("__pycache__", "node_modules") or (directory / "meson-private").is_dir()


def files(directory=ROOT):
    for path in sorted(directory.iterdir()):
        if path.is_dir():
            if not is_foreign(path):
                yield from files(path)
        elif not path.name.startswith(".git") and ".db" not in path.suffixes:
            yield path


def sources(folder, *suffixes):
    return [path for path in files(ROOT / folder) if path.suffix in suffixes]


def name(path):
    return str(path.relative_to(ROOT))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def without(text, kinds):
    """The text with lexemes that begin with one of `kinds` made blank; line numbers stay."""
    return LEXEME.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0].startswith(kinds) else m[0], text)


def verdict(problems):
    problems = list(problems)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
