# SPDX-License-Identifier: MIT
"""Checks that meson knows every source, .sql file, test and packet: each is named in a meson.build above it."""

import re

from tree import ROOT, name, sources, verdict

REGISTERED = [("src", ".c"), ("schema", ".sql"), ("sql", ".sql"), ("queries", ".sql"), ("tests/packets", ".pkt"),
              ("tests/unit", ".c"), ("tests/faults", ".c"), ("tests/fuzz", ".c"), ("tests/style", ".py"), ("tests/sql", ".py"),
              ("tests/hostile", ".py"), ("tests/duckdb", ".py"), ("tests/network", ".py"), ("tests/reliability", ".py"),
              ("tests/simnet", ".c"), ("tests/simnet", ".py")]
HELPER = re.compile(r"^(?!test_).*\.py$")  # a module that tests import; in tests/style each file but tree.py is a test


def words_of(folder):
    """The strings in the meson.build files from this folder up to the root."""
    while folder != ROOT.parent:
        build = folder / "meson.build"
        if build.is_file():
            for word in re.findall(r"'([^'\n]*)'", build.read_text()):
                yield folder, word
        folder = folder.parent


def is_helper(path):
    return path.name == "tree.py" if path.parent.name == "style" else HELPER.match(path.name)


def is_named(path):
    """By its name, its path below that meson.build, or what follows test_ in its name without the suffix."""
    for folder, word in words_of(path.parent):
        below = str(path.relative_to(folder))
        stem = below[:-len(path.suffix)]
        if word in (below, stem) or stem.endswith("test_" + word) and "/" not in stem:
            return True
    return False


verdict(f"{name(path)}: named in no meson.build"
        for folder, suffix in REGISTERED if (ROOT / folder).is_dir()
        for path in sources(folder, suffix) if not is_helper(path) and not is_named(path))
