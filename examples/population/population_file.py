# SPDX-License-Identifier: MIT
"""Writes and reads population files: what the addresses of a made-up Internet send when probed.

A population file is plain text. Empty lines and lines that begin with # say nothing; the fields of all others are
separated by one tab:

    blocks      NUMBER  CLASS           so many /24 blocks are of this class
    addresses   NUMBER  CLASS   WORDS   so many addresses, in blocks of this class, behave like this

CLASS names the families of probes that light a block: icmp, tcp, udp, joined by +. All `blocks` come first.
WORDS are separated by one space, PROBE:REPLY or PROBE:REPLY@ATTEMPT each. PROBE is the name of a probe. REPLY is the
name of a kind of reply (echo_reply, syn_ack, rst_ack, rst_bare, udp_valid, udp_invalid), or direct/TYPE/CODE for an
ICMP error that the address sends about itself, or indirect/TYPE/CODE for one that it sends in place of another address.
Without @ATTEMPT every attempt draws the reply; with it, only that one. A probe without a word draws nothing.

Where the addresses are. The blocks of a class follow each other, the classes in the order of their `blocks` lines, from
a first block that the player chooses. Number the addresses of a class from 0 in the order of the lines, and let B be
its number of blocks: address k lives in block k mod B of the class, and its last byte is 1 + k div B. Number likewise
the addresses that have an indirect word: the i-th answers for the address in block i mod B whose last byte is
254 - i div B, which sends nothing itself. The lines of a class begin with addresses that its every family lights, at
least one for each block.
"""

from typing import NamedTuple

FORMAT = """\
# blocks     NUMBER  CLASS         so many /24 blocks are of this class: lit by these families of probes
# addresses  NUMBER  CLASS  WORDS  so many addresses, in blocks of this class, behave like this
#
# A word is PROBE:REPLY, or PROBE:REPLY@ATTEMPT if only that attempt draws the reply. REPLY is a kind of reply, or
# direct/TYPE/CODE: an ICMP error that the address sends about itself, or
# indirect/TYPE/CODE: one that it sends in place of another address.
# A probe without a word draws nothing. Fields are separated by a tab, words by a space.
#
# The blocks of a class follow each other, in the order of the lines. Of a class with B blocks, address k (from 0, in
# the order of the lines) is in block k mod B, last byte 1 + k div B. The i-th address with an indirect word answers
# for the silent one in block i mod B, last byte 254 - i div B.
"""
FAMILY_OF = {'echo': 'icmp', 'dns': 'udp', 'ntp': 'udp', 'control': None}


class Word(NamedTuple):
    """One reply: `direct` says whether the address sends it for itself, `attempt` is None if to all of them."""
    probe: str
    kind: str
    icmp_type: int | None
    icmp_code: int | None
    direct: bool
    attempt: int | None

    @property
    def family(self):
        return FAMILY_OF.get(self.probe, 'tcp')


class Line(NamedTuple):
    """So many addresses in blocks of this class, and the text of what they send."""
    addresses: int
    place: tuple
    text: str

    @property
    def words(self):
        return [parse_word(word) for word in self.text.split()]


class Population(NamedTuple):
    """`blocks` are pairs of class and number."""
    blocks: list
    lines: list


def parse_word(text):
    probe, reply = text.split(':')
    reply, _, attempt = reply.partition('@')
    attempt = int(attempt) if attempt else None
    if '/' in reply:
        who, icmp_type, icmp_code = reply.split('/')
        return Word(probe, 'icmp_error', int(icmp_type), int(icmp_code), who == 'direct', attempt)
    echo = 0 if reply == 'echo_reply' else None
    return Word(probe, reply, echo, echo, True, attempt)


def lit_by(line):
    return {word.family for word in line.words} - {None}


def in_order(population):
    """The lines class by class; those that light all families of their class first, then by number."""
    position = {place: number for number, (place, _) in enumerate(population.blocks)}
    return sorted(population.lines, key=lambda line: (position[line.place], lit_by(line) != set(line.place),
                                                      -line.addresses, line.text))


def check(population):
    """ValueError if there are too few addresses to light each block by all families of its class."""
    for place, number in population.blocks:
        having = sum(line.addresses for line in population.lines
                     if line.place == place and lit_by(line) == set(place))
        if having < number:
            raise ValueError(f'{number} blocks lit by {"+".join(place)}, but only {having} addresses that all of these '
                             'light: choose a larger population')


def write_population(population, file, title):
    check(population)
    file.write(''.join(f'# {text}\n' for text in title) + '#\n' + FORMAT + '\n')
    for place, number in population.blocks:
        file.write(f'blocks\t{number}\t{"+".join(place)}\n')
    file.write('\n')
    for line in in_order(population):
        file.write(f'addresses\t{line.addresses}\t{"+".join(line.place)}\t{line.text}\n')


def read_population(file):
    population = Population([], [])
    for text in file:
        text = text.rstrip('\n')
        if not text or text.startswith('#'):
            continue
        what, number, place, *words = text.split('\t')
        place = tuple(place.split('+'))
        if what == 'blocks':
            population.blocks.append((place, int(number)))
        elif what == 'addresses':
            population.lines.append(Line(int(number), place, words[0]))
        else:
            raise ValueError(f"expected 'blocks' or 'addresses', got '{what}'")
    return population
