# SPDX-License-Identifier: MIT
"""Runs a command of the program as its user would, and tells how it ends."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'reliability'))
from held_signal import is_held  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1], 'liveness')

signal.signal(signal.SIGINT, signal.default_int_handler)  # started in the background, tests would hand on that it is ignored


class Command:
    def __init__(self, name):
        self.name = name

    def __call__(self, *arguments, **settings):
        return subprocess.run([PROGRAM, self.name, *map(str, arguments)], capture_output=True, text=True,
                              errors='replace', timeout=60, **settings)

    def printed(self, *arguments):
        """What it prints if all is well."""
        done = self(*arguments)
        assert done.returncode == 0 and not done.stderr, done
        return done.stdout

    def refused(self, status, *arguments, words, **settings):
        """It ends with that status, and one line that has the words in it."""
        done = self(*arguments, **settings)
        assert done.returncode == status and not done.stdout, done
        assert done.stderr.startswith('liveness: ') and done.stderr.count('\n') == 1, done.stderr
        for word in words:
            assert word in done.stderr, f'{word!r} is not in {done.stderr!r}'


def as_nobody(folder):
    """Settings by which root runs a copy of the command, in that folder, without root's rights: the clone may be
    where only root can go."""
    if os.getuid() != 0:
        return {}
    folder.chmod(0o755)
    program = pathlib.Path(shutil.copy(PROGRAM, folder / 'liveness'))
    program.chmod(0o755)
    return {'user': 65534, 'group': 65534, 'extra_groups': [], 'executable': program}


def wait_until_held(process, number):
    """Until it keeps the signal for itself, or has ended."""
    while process.poll() is None and not is_held(process.pid, number):
        pass
