# SPDX-License-Identifier: MIT
"""Says in words of the population file what an address of a given sort sends."""

from signatures import TCP, UDP, HOST_UNREACHABLE, PORT_UNREACHABLE, TIME_EXCEEDED

UDP_ERRORS = {'port_unreachable': PORT_UNREACHABLE, 'host_unreachable': HOST_UNREACHABLE,
              'time_exceeded': TIME_EXCEEDED}
TCP_WORDS = {'': [], 'S': ['syn_ack'], 'R': ['rst_ack'], 'SR': ['syn_ack@1', 'rst_ack@2']}


def error_word(probe, error, direct):
    return f'{probe}:{"direct" if direct else "indirect"}/{error.type}/{error.code}'


def echo_words(echo, errors):
    """Who sends echo replies sends errors only in place of others."""
    return ['echo:echo_reply'] * echo + [error_word('echo', error, error.direct and not echo) for error in errors]


def tcp_words(replies, errors):
    """An error of its own comes from each port that sends nothing else; in place of others, from all."""
    words = []
    for port, reply in zip(TCP, replies):
        words += [f'{port}:{word}' for word in TCP_WORDS[reply]]
        words += [error_word(port, error, error.direct) for error in errors if not (error.direct and reply)]
    return words


def udp_words(replies, errors):
    words = []
    for probe, reply in zip(UDP, replies):
        if reply.startswith('udp_'):
            words.append(f'{probe}:{reply}')
        elif reply:
            sent = errors if reply == 'other_unreachable' else [UDP_ERRORS[reply]]
            words += [error_word(probe, error, error.direct) for error in sent]
    return words


def words_of(sort):
    """All words of a sort of address, in the order of the probes."""
    echo, _, _, _, udp_replies = sort.cell.state
    replies, control = sort.states.get('ports', (('',) * len(TCP), False))
    words = echo_words(echo, sort.states.get('icmp_errors', ()))
    words += tcp_words(replies, sort.states.get('tcp_errors', ()))
    words += udp_words(udp_replies, sort.states.get('udp_errors', ()))
    words += ['control:syn_ack'] * control
    if sort.states['late']:
        words = [f'{word}@2' for word in words]
    return words
