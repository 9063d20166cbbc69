# SPDX-License-Identifier: MIT
"""Answers probes as the addresses of a population do, and remembers what was answered.

A role is what the probes to a target draw: words by the name of the probe. Targets that behave alike share one. Which
attempt a probe is goes by how many came before it to the same target, so nothing need be known of the scanner.
"""

from typing import NamedTuple

from answers import ANSWERS, probe_name
from player import PlayedReply, inhabitants


class Target(NamedTuple):
    """Who answers for it, in the form that packets have, and what."""
    responder: bytes
    role: dict


class SentReply(NamedTuple):
    target: bytes
    attempt: int
    responder: bytes
    word: object


def role_of(words):
    role = {}
    for word in words:
        role.setdefault(word.probe, []).append(word)
    return role


def roles_of(words):
    """Of an address itself, and of the silent one that it speaks for."""
    return role_of(word for word in words if word.direct), role_of(word for word in words if not word.direct)


def targets_of(population):
    """All targets that any probe draws a reply from, by their four bytes."""
    targets, roles = {}, {}
    for words, address, other in inhabitants(population):
        if id(words) not in roles:
            roles[id(words)] = words, roles_of(words)  # words are kept, or their id might be used anew
        own, of_other = roles[id(words)][1]
        responder = address.to_bytes(4, 'big')
        if own:
            targets[responder] = Target(responder, own)
        if other is not None:
            targets[other.to_bytes(4, 'big')] = Target(responder, of_other)
    return targets


class Answerer:
    """Turns each probe into the packets that it draws."""

    def __init__(self, population):
        self.targets = targets_of(population)
        self.asked = {}  # how often, by target and probe; of those that draw any reply
        self.sent = []
        self.probes = 0

    def answer(self, packet):
        probe = probe_name(packet)
        if probe is None:
            return ()
        self.probes += 1
        address = packet[16:20]
        target = self.targets.get(address)
        words = target and target.role.get(probe)
        return self.speak(packet, address, target.responder, words) if words else ()

    def speak(self, packet, address, responder, words):
        asked = address, words[0].probe
        self.asked[asked] = attempt = self.asked.get(asked, 0) + 1
        found = []
        for word in words:
            if word.attempt in (None, attempt):
                self.sent.append(SentReply(address, attempt, responder, word))
                found.append(ANSWERS[word.kind](packet, responder, word))
        return found

    def replies(self):
        """What was sent, in the form of player.py."""
        for sent in self.sent:
            responder = None if sent.word.direct else int.from_bytes(sent.responder, 'big')
            yield PlayedReply(int.from_bytes(sent.target, 'big'), sent.word.probe, sent.attempt, responder,
                              sent.word.kind, sent.word.icmp_type, sent.word.icmp_code)
