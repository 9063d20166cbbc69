# SPDX-License-Identifier: MIT
"""Prints a world for simnet --xdp: a population with the paper's figures in a block, the rest of which is silent.

usage: simulated_world.py PREFIX_LENGTH

In the kernel a probe draws one reply. So of several words that one attempt draws, the first is kept; about one reply in
a hundred is left out by that.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / 'examples' / 'population'))

from figures import read_figures  # noqa: E402
from population_file import Line, Population, parse_word, write_population  # noqa: E402
from solving import population_of, solve  # noqa: E402

BLOCKS_AT_1 = 5_273_000  # /24 blocks of the whole population
SCALE_STEP = 1.003


def drawn_once(text):
    """The words of a line, less those that an earlier one leaves no room for."""
    taken, kept = set(), []
    for word in text.split():
        parsed = parse_word(word)
        attempts = {1, 2} if parsed.attempt is None else {parsed.attempt}
        places = {(parsed.probe, parsed.direct, attempt) for attempt in attempts}
        if not places & taken:
            taken |= places
            kept.append(word)
    return ' '.join(kept)


def population_within(blocks):
    """The largest one, nearly, that has no more blocks."""
    solution = solve(read_figures())
    scale = BLOCKS_AT_1 / blocks
    while True:
        population = population_of(solution, round(scale))
        if sum(number for _, number in population.blocks) <= blocks:
            return population
        scale *= SCALE_STEP


def main():
    length = int(sys.argv[1])
    population = population_within(1 << 24 - length)
    lines = [Line(line.addresses, line.place, drawn_once(line.text)) for line in population.lines]
    print(f'silent\t10.0.0.0/{length}')
    write_population(Population(population.blocks, lines), sys.stdout, [f'A population in 10.0.0.0/{length}.'])


if __name__ == '__main__':
    main()
