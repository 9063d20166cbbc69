# SPDX-License-Identifier: MIT
"""Checks that no file names a place on the machine of whoever wrote it, and no lock file a server that it asked."""

import re

from tree import files, line_of, name, verdict

HOMES = "|".join(["work", "root", "home", "Users", "tmp"])
# A path at the beginning of a word: not a/home/b, $dir/home or https://x/home. mktemp may take a template.
PATH = re.compile(rf"(?<![\w.}})$*/\-])/(?:{HOMES})/[\w.]+")
SERVER = re.compile(r"\w+://[^\s\"]+")


def servers(path, text):
    if path.name == "package-lock.json":
        for found in SERVER.finditer(text):
            yield f"{name(path)}:{line_of(text, found.start())}: {found[0]}"


def problems(path):
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    yield from servers(path, text)
    for found in PATH.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1:].split("\n")[0]
        if "mktemp" not in line:
            yield f"{name(path)}:{line_of(text, found.start())}: {found[0]}"


verdict(problem for path in files() for problem in problems(path))
