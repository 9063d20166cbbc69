# SPDX-License-Identifier: MIT
"""Reads world files on its own, and says which replies their words cause: an account that owes simnet nothing."""

import ipaddress
from collections import Counter
from typing import NamedTuple

ATTEMPTS = (1, 2)
USUAL_TTL = 64


class Word(NamedTuple):
    probe: str
    reply: str
    attempt: int | None
    options: dict

    @classmethod
    def of(cls, text):
        first, *options = text.split("+")
        probe, reply = first.split(":")
        reply, _, attempt = reply.partition("@")
        return cls(probe, reply, int(attempt) if attempt else None, dict(option.split("=") for option in options))

    def described(self):
        """Kind, ICMP type and code, as the truth has them."""
        if "/" in self.reply:
            return ("icmp_error", *self.reply.split("/")[1:])
        return (self.reply, "0", "0") if self.reply == "echo_reply" else (self.reply, "", "")


def lines_of(path):
    """Addresses and words."""
    for line in path.read_text().splitlines():
        what, *fields = line.split("\t")
        if what in ("prefix", "address"):
            yield [str(address) for address in ipaddress.ip_network(fields[0])], [*map(Word.of, fields[1].split(" "))]


def scripted_replies(path):
    """How many copies of each reply two attempts of each probe cause, if all of them are sent."""
    found = Counter()
    for addresses, words in lines_of(path):
        for address in addresses:
            for word in words:
                for attempt in ATTEMPTS if word.attempt is None else (word.attempt,):
                    reply = (address, word.probe, str(attempt), word.options.get("from", address), *word.described())
                    found[reply] += int(word.options.get("times", 1))
    return found


def ttls(path):
    """By target, probe, responder and kind."""
    return {(address, word.probe, word.options.get("from", address), word.described()[0]):
            int(word.options.get("ttl", USUAL_TTL))
            for addresses, words in lines_of(path) for address in addresses for word in words}


def microseconds(text):
    return float(text[:-2]) * {"us": 1, "ms": 1000}[text[-2:]]


def delays(path):
    """The least and the most, by target, probe and kind."""
    found = {}
    for addresses, words in lines_of(path):
        for address in addresses:
            for word in words:
                least, _, most = word.options.get("delay", "0ms").partition("..")
                found[address, word.probe, word.described()[0]] = microseconds(least), microseconds(most or least)
    return found
