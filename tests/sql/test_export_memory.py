# SPDX-License-Identifier: MIT
"""`liveness export` needs no more memory for more replies.

usage: test_export_memory.py BUILD_DIRECTORY
"""

import subprocess
import sys

from cases import run
from command import PROGRAM
from results_file import FOLDER
from results_file import seal as seal_by_command

FILL_FILE = f'{sys.argv[1]}/tests/benchmark/fill_file'
MB = 1 << 20


def peak_memory(path, *arguments):
    """In MB, and the lines it wrote; looked at whenever the pipe was full."""
    with subprocess.Popen([PROGRAM, 'export', path, *arguments], stdout=subprocess.PIPE) as process:
        lines = peak = 0
        for piece in iter(lambda: process.stdout.read1(MB), b''):
            lines += piece.count(b'\n')
            with open(f'/proc/{process.pid}/status') as status:
                peak = max([peak, *(int(line.split()[1]) for line in status if line.startswith('VmHWM'))])
    assert process.returncode == 0 and peak > 0, arguments
    return peak / 1024, lines


def memory_stays_the_same_however_many_replies_there_are():
    """But for what the log is sorted in, until that has its size."""
    small, large = FOLDER / 'small.db', FOLDER / 'large.db'
    for path, number in ((small, '31000'), (large, '310000')):
        subprocess.run([FILL_FILE, path, number], check=True, stdout=subprocess.DEVNULL)
    in_log, replies = peak_memory(large)
    for path in (small, large):
        seal_by_command(path)
    for form in ('csv', 'json', 'list', 'cidr', 'range'):
        few, lines = peak_memory(small, '--to', form)
        many, more_lines = peak_memory(large, '--to', form)
        assert more_lines > 5 * lines and many < few + 24, f'{form}: {many} MB for {more_lines} lines, {few} for {lines}'
    sealed, sealed_replies = peak_memory(large)
    assert sealed_replies == replies > 2**20 and in_log < sealed + 80, f'{in_log} MB in the log, {sealed} sealed'


run([
    memory_stays_the_same_however_many_replies_there_are,
])
