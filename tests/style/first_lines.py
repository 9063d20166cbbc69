# SPDX-License-Identifier: MIT
"""Checks that each source, script and .sql file opens with its licence and a sentence that says what it is for."""

import re

from tree import files, name, verdict

# The second line, by the comment sign of the language; a report may begin with its title instead.
OPENINGS = {
    ".c": r"/\* {spdx}\n \* {sentence}",
    ".h": r"/\* {spdx}\n \* {sentence}",
    ".sql": r"-- {spdx}\n-- (title: )?{sentence}",
    ".py": r'# {spdx}\n"""{sentence}',
    ".mjs": r"// {spdx}\n// {sentence}",
    "": r"# {spdx}\n# {sentence}",
}
HASH = {".sh", ".awk", ".nft", ".pkt"}


def opening_of(path, text):
    if text.startswith("#!") and path.suffix != ".py" or path.suffix in HASH:
        return OPENINGS[""]
    return OPENINGS.get(path.suffix) if path.suffix else None


def problem(path):
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return None  # not a source
    form = opening_of(path, text)
    if form is None:
        return None
    expected = form.format(spdx="SPDX-License-Identifier: MIT", sentence=r"[\w`'(]\S* \S+ \S+")
    if re.match(r"(#!\S+.*\n)?" + expected, text):
        return None
    return f"{name(path)}: does not open with the SPDX line and a sentence"


verdict(filter(None, map(problem, files())))
