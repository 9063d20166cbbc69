# SPDX-License-Identifier: MIT
"""Checks that no file names a place on the machine of whoever wrote it."""

import re

from tree import files, line_of, name, verdict

HOMES = "|".join(["work", "root", "home", "Users", "tmp"])
# A path at the beginning of a word: not a/home/b, $dir/home or https://x/home. mktemp may take a template.
PATH = re.compile(rf"(?<![\w.}})$*/\-])/(?:{HOMES})/[\w.]+")


def problems(path):
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    for found in PATH.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1:].split("\n")[0]
        if "mktemp" not in line:
            yield f"{name(path)}:{line_of(text, found.start())}: {found[0]}"


verdict(problem for path in files() for problem in problems(path))
