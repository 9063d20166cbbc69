#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Scans simulated worlds under valgrind: no error, no leak, and every reply is recorded.

usage: test_valgrind.py BUILD_DIRECTORY WORLD...
"""

import pathlib
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / 'simnet'), str(TESTS / 'network')]

from harness import Score  # noqa: E402
from played_world import PlayedWorld  # noqa: E402

VALGRIND = ['valgrind', '--quiet', '--error-exitcode=9', '--leak-check=full', '--errors-for-leak-kinds=definite,possible']
RATE = 500  # packets a second, which is slow enough


def valgrind_has_nothing_to_say(scan):
    if scan.done.returncode or scan.done.stderr or 'No packet was lost' not in scan.done.stdout:
        yield f'exit status {scan.done.returncode}, stderr {scan.done.stderr!r}, stdout {scan.done.stdout!r}'


def every_reply_is_recorded(scan):
    sent, recorded = scan.sent(), scan.recorded()
    if sent != recorded or not sent:
        yield f'{sent.total()} sent, {recorded.total()} recorded, {(sent & recorded).total()} of them the same'


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix='liveness-valgrind-') as directory:
        for name in sys.argv[2:]:
            scan = PlayedWorld(pathlib.Path(directory), name, rate=RATE, under=VALGRIND)
            for test in (valgrind_has_nothing_to_say, every_reply_is_recorded):
                score.run(test, scan, name=f'{name}: {test.__name__}')
    score.finish()


if __name__ == '__main__':
    main()
