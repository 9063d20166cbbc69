# SPDX-License-Identifier: MIT
"""Runs test cases: functions whose names are sentences. Prints one line a case and the sum."""

import sys
import traceback


def run(cases):
    failed = 0
    for case in cases:
        try:
            case()
            print(f'ok    {case.__name__}')
        except Exception as problem:
            failed += 1
            print(f'FAIL  {case.__name__}: {problem}')
            if not isinstance(problem, AssertionError):
                traceback.print_exc(file=sys.stdout)
    print(f'{len(cases) - failed} passed, {failed} failed')
    sys.exit(1 if failed else 0)
