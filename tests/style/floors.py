# SPDX-License-Identifier: MIT
"""Checks that a file of src/ includes only its own folder and lower floors, and that SQL texts have one reader."""

import re
from collections import defaultdict

from tree import ROOT, name, sources, verdict, without

FLOORS = [["base"], ["target", "packet", "wire", "privilege"], ["probe", "app"], ["warehouse"], ["receive"], ["print"]]
COMMANDS = len(FLOORS)  # scan, report and every other folder: a command each
FLOOR = {folder: floor for floor, folders in enumerate(FLOORS) for folder in folders}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def floor_of(folder):
    return FLOOR.get(folder, COMMANDS)


def includes(path):
    return INCLUDE.findall(without(path.read_text(), ("/*", "//")))


def misplaced(path):
    parts = path.relative_to(ROOT / "src").parts
    if len(parts) == 1:
        return  # main.c, the roof
    for included in includes(path):
        folder = included.split("/")[0] if "/" in included else None
        if folder is None or folder == parts[0]:
            continue
        if floor_of(folder) >= floor_of(parts[0]):
            yield f"{name(path)}: includes {included}, which does not lie on a lower floor"


def shared_texts(paths):
    readers = defaultdict(list)
    for path in paths:
        for included in includes(path):
            if included.endswith(".sql.h"):
                readers[included].append(path)
    for header, users in sorted(readers.items()):
        if len(users) > 1 or users[0].suffix == ".h":
            yield f"{header}: included by {', '.join(map(name, users))}; it belongs in one .c file"


everything = sources("src", ".c", ".h")
verdict([problem for path in everything for problem in misplaced(path)] + list(shared_texts(everything)))
