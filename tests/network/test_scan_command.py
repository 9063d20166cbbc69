#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How `liveness scan` treats its user: signals, interfaces, privileges, lists, and mistakes of every sort.

usage: test_scan_command.py BUILD_DIRECTORY [pace|files|signals|requests ...]
"""

import sys

import choice_tests
import harness
import interface_tests
import link_tests
import loss_tests
import mistake_tests
import pace_tests
import resume_tests
import several_tests
import signal_tests
from scan_place import Place

GROUPS = {
    "pace": [pace_tests, loss_tests],  # these want the machine for themselves
    "files": [resume_tests, several_tests],
    "signals": [signal_tests],
    "requests": [interface_tests, link_tests, choice_tests, mistake_tests],
}


def run_group(score, place, modules):
    for test in [test for module in modules for test in module.TESTS]:
        score.run(test, place)
    if mistake_tests in modules:
        for name, *mistake in mistake_tests.mistakes(place):
            score.run(mistake_tests.a_mistake_is_told_in_one_line, place, *mistake, name=f"{name}_is_told_in_one_line")


def main():
    place = Place(harness.enter(["setpriv"]))
    score = harness.Score()
    interface_tests.make_odd_interfaces()
    link_tests.make_street()
    for group in sys.argv[2:] or GROUPS:
        run_group(score, place, GROUPS[group])
    score.finish()


if __name__ == "__main__":
    main()
