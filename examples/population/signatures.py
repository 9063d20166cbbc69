# SPDX-License-Identifier: MIT
"""The space of signatures: everything that an address can send, as linked tables of cells.

A cross product of all probes and replies would have billions of cells. But the published figures join only some of
them, so the joint distribution is kept as tables that share marks, like the cliques of a graph:

    families      echo, sort of TCP reply, TCP error or not, and the replies to dns and ntp: counts every address
    ports         what each of the five TCP ports sends; of the addresses with a TCP reply
    icmp_errors   what sort of error the echo probe drew; of those that sent one
    tcp_errors    the same for TCP
    udp_errors    codes of UDP's other unreachables
    late          whether an address is heard only after the second attempt
    places        the class of the /24 block it lives in

Given the marks that two tables share, what they tell is taken to be independent. All seeds are 1, but for `places`,
whose seed is the number of blocks: what no figure decides is spread as evenly as the figures let it.
"""

from itertools import product
from typing import NamedTuple

from table import Cell, Link, Table

TCP = ['ssh', 'telnet', 'http', 'https', 'cwmp']
UDP = ['dns', 'ntp']
FAMILIES = ['icmp', 'tcp', 'udp']
COMBINATIONS = [tuple(family for family, on in zip(FAMILIES, flags) if on)
                for flags in product([1, 0], repeat=3) if any(flags)]


class Error(NamedTuple):
    """An ICMP error, sent by the target itself (direct) or by another address in its place."""
    type: int
    code: int
    direct: bool

    @property
    def category(self):
        if self.type != 3:
            return 'time_exceeded' if self.type == 11 else 'rest'
        return {3: 'port_unreachable', 1: 'host_unreachable'}.get(self.code, 'other_unreachable')


PORT_UNREACHABLE = Error(3, 3, True)
HOST_UNREACHABLE = Error(3, 1, False)
OTHER_UNREACHABLE = [Error(3, 13, True), Error(3, 13, False), Error(3, 0, False), Error(3, 10, True),
                     Error(3, 2, True), Error(3, 9, False)]
TIME_EXCEEDED = Error(11, 0, False)
REST = [Error(5, 1, False), Error(4, 0, False)]
SORTS_OF_ERROR = [(error,) for error in [PORT_UNREACHABLE, HOST_UNREACHABLE, *OTHER_UNREACHABLE, TIME_EXCEEDED, *REST]]
SEVERAL_ERRORS = (PORT_UNREACHABLE, Error(3, 13, False))

UDP_REPLIES = ['', 'udp_valid', 'udp_invalid', 'port_unreachable', 'host_unreachable', 'other_unreachable',
               'time_exceeded']
TCP_REPLIES = {'': (), 'rst': ('tcp.reply',), 'syn_ack': ('tcp.reply', 'syn_ack'),
               'two': ('tcp.reply', 'syn_ack', 'two_replies')}  # two: a port sent both, one to each attempt


def error_marks(family, categories):
    marks = {f'{family}.{category}' for category in categories}
    if marks & {f'{family}.host_unreachable', f'{family}.other_unreachable'}:
        marks.add(f'{family}.unreachable')
    if len({'rest' if category == 'time_exceeded' else category for category in categories}) > 1:
        marks.add(f'{family}.multiple')
    return marks


def udp_marks(replies):
    marks, categories = set(), set()
    for probe, reply in zip(UDP, replies):
        if reply.startswith('udp_'):
            marks |= {'udp.reply', f'{probe}.reply', f'{probe}.{reply}'}
        elif reply:
            categories.add(reply)
            marks |= {'udp.error', f'{probe}.error'}
        if reply.startswith('udp_') or reply == 'port_unreachable':
            marks.add(f'{probe}.active')
    if replies.count('other_unreachable') == len(UDP):
        marks.add('udp.other_unreachable_twice')
    return marks | error_marks('udp', categories)


def family_marks(echo, icmp_error, tcp_reply, tcp_error, udp_replies):
    marks = set(TCP_REPLIES[tcp_reply]) | udp_marks(udp_replies)
    marks |= {mark for mark, on in [('icmp.reply', echo), ('icmp.error', icmp_error), ('tcp.error', tcp_error)] if on}
    marks |= {family for family in FAMILIES if f'{family}.reply' in marks or f'{family}.error' in marks}
    if marks & {'icmp.reply', 'syn_ack', 'dns.udp_valid', 'ntp.udp_valid'}:
        marks.add('positive')
    return marks


def families_table():
    """States are (echo, ICMP error to it, TCP reply, TCP error, (reply to dns, reply to ntp))."""
    cells = []
    for state in product([False, True], [False, True], TCP_REPLIES, [False, True], product(UDP_REPLIES, repeat=2)):
        marks = family_marks(*state)
        if marks:
            cells.append(Cell(state, marks))
    return Table('families', cells)


def port_marks(replies):
    """`replies` has a text for each port: S for SYN-ACK, R for RST, SR for one to each attempt, nothing."""
    active = [port for port, reply in zip(TCP, replies) if reply]
    marks = {f'ports={len(active)}', 'tcp.reply', *active}
    for port, reply in zip(TCP, replies):
        marks |= {f'{port}.{name}' for letter, name in [('S', 'syn_ack'), ('R', 'rst')] if letter in reply}
        marks |= {name for letter, name in [('S', 'syn_ack'), ('R', 'rst')] if letter in reply}
    if 'SR' in replies:
        marks.add('two_replies')
    if all('S' in reply for reply in replies):
        marks.add('tarpit')
    return marks


def ports_table():
    """States are (reply of each port, SYN-ACK from the control port). Who answers on every port has none left that
    could send an error; only tarpits accept connections on the control port."""
    cells = []
    for replies in product(['', 'S', 'R', 'SR'], repeat=len(TCP)):
        if not any(replies):
            continue
        marks = port_marks(replies)
        for echo, error, control in product([False, True], repeat=3):
            if (error and all(replies)) or (control and 'tarpit' not in marks):
                continue
            flags = [('icmp.reply', echo), ('tcp.error', error), ('control.syn_ack', control)]
            cells.append(Cell((replies, control), marks | {mark for mark, on in flags if on}))
    return Table('ports', cells)


def code_marks(errors):
    codes = {error.code for error in errors if error in OTHER_UNREACHABLE}
    return {f'code={code}' for code in codes} | ({'codes_0_and_10'} if codes & {0, 10} else set())


def errors_table(family, shared):
    """States are the errors that an address sends to a family's probes."""
    cells = []
    for errors in SORTS_OF_ERROR + [SEVERAL_ERRORS]:
        marks = error_marks(family, {error.category for error in errors}) | code_marks(errors) | {f'{family}.error'}
        cells += [Cell(errors, marks), Cell(errors, marks | {shared})]
    return Table(f'{family}_errors', cells)


def udp_errors_table():
    """States are the errors that an address sends to one UDP probe, or to both."""
    return Table('udp_errors', [Cell((error,), code_marks([error]) | twice) for error in OTHER_UNREACHABLE
                                for twice in [set(), {'udp.other_unreachable_twice'}]])


def late_table():
    cells = []
    for families, two, late in product(COMBINATIONS, [False, True], [False, True]):
        if two and (late or 'tcp' not in families):
            continue  # who sent two replies was heard after the first attempt
        cells.append(Cell(late, {*families, *(['two_replies'] if two else []), *(['late'] if late else [])}))
    return Table('late', cells)


def blocks_table():
    """The classes of /24 blocks: which families of probes light any address of it."""
    return Table('blocks', [Cell(families, families) for families in COMBINATIONS])


def places_table(blocks):
    """States are classes of blocks that an address may live in: those lit by all families that light it."""
    cells = [Cell(place, families) for families in COMBINATIONS for place in COMBINATIONS
             if set(families) <= set(place) and blocks[place]]
    return Table('places', cells, seed=lambda cell: blocks[cell.state])


def tcp_errors_table():
    return errors_table('tcp', 'tcp.reply')


def icmp_errors_table():
    return errors_table('icmp', 'icmp.reply')


def linked_tables():
    """The table `families` and the links to those that figures are about."""
    whole = families_table()
    return whole, [
        Link(whole, ports_table(), ('syn_ack', 'two_replies', 'icmp.reply', 'tcp.error'), 'tcp.reply'),
        Link(whole, tcp_errors_table(), ('tcp.reply',), 'tcp.error'),
        Link(whole, icmp_errors_table(), ('icmp.reply',), 'icmp.error'),
        Link(whole, udp_errors_table(), ('udp.other_unreachable_twice',), 'udp.other_unreachable'),
        Link(whole, late_table(), ('icmp', 'tcp', 'udp', 'two_replies')),
    ]


def link_to_places(whole, blocks):
    """The link to the classes of blocks, of which there are so many."""
    return Link(whole, places_table(blocks), ('icmp', 'tcp', 'udp'))
