# SPDX-License-Identifier: MIT
"""Prints a population file that reproduces the paper's figures of 4 September 2017 at a given scale."""

import argparse
import sys

from figures import read_figures
from population_file import write_population
from solving import population_of, solve


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--scale', type=int, default=1000, metavar='N', help='one address for N (default: 1000)')
    return parser.parse_args()


def main():
    scale = arguments().scale
    try:
        population = population_of(solve(read_figures()), scale)
        write_population(population, sys.stdout, [
            f'A population whose figures are those of the paper for 4 September 2017, scaled 1:{scale}.',
            'Solved for by examples/population/generate.py; README.md beside it says how well.'])
    except ValueError as problem:
        sys.exit(f'generate.py: {problem}')


if __name__ == '__main__':
    main()
