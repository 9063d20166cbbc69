# SPDX-License-Identifier: MIT
"""Compiles each header of src/ alone and twice, with the flags of the program. Argument: the build directory."""

import json
import pathlib
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tree import ROOT, name, sources, verdict

BUILD = pathlib.Path(sys.argv[1])


def flags():
    """The command that compiles main.c, without its input and outputs."""
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    words = iter(shlex.split(next(c["command"] for c in commands if c["file"].endswith("src/main.c"))))
    for word in words:
        if word in ("-o", "-c", "-MF", "-MQ"):
            next(words)
        elif word != "-MD":
            yield word


def problem(header, command):
    text = f'#include "{header.relative_to(ROOT / "src")}"\n' * 2
    done = subprocess.run([*command, "-Werror", "-fsyntax-only", "-x", "c", "-"], input=text, cwd=BUILD,
                          capture_output=True, text=True)
    return f"{name(header)}: does not stand alone:\n{done.stderr}" if done.returncode else None


compile_command = list(flags())
with ThreadPoolExecutor() as pool:
    verdict(filter(None, pool.map(lambda header: problem(header, compile_command), sources("src", ".h"))))
