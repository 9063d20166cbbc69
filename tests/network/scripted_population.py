# SPDX-License-Identifier: MIT
"""A population whose addresses send, between them, every word that its file's format has."""

from population_file import Line, Population

CODES = [*((3, code) for code in range(16)), (4, 0), *((5, code) for code in range(4)), (11, 0), (11, 1),
         *((12, code) for code in range(3))]
ERRORS = [f"{who}/{icmp_type}/{code}" for icmp_type, code in CODES for who in ("direct", "indirect")]
TCP = dict.fromkeys(["ssh", "telnet", "http", "https", "cwmp", "control"], ["syn_ack", "rst_ack", "rst_bare"])
UDP = dict.fromkeys(["dns", "ntp"], ["udp_valid", "udp_invalid"])
REPLIES = {"echo": ["echo_reply"], **TCP, **UDP}
WORDS = {probe: [f"{probe}:{reply}{attempt}" for reply in kinds + ERRORS for attempt in ("", "@1", "@2")]
         for probe, kinds in REPLIES.items()}
SEVERAL = [  # replies to one probe
    "echo:echo_reply echo:indirect/3/13 http:syn_ack http:rst_ack dns:udp_valid dns:udp_invalid",
    "echo:echo_reply@2 ssh:syn_ack@1 ssh:rst_ack@2 ssh:direct/3/13 ssh:indirect/3/1 ntp:udp_valid",
    "echo:direct/11/0 echo:direct/3/1@2 cwmp:rst_bare cwmp:rst_ack@1 ntp:direct/3/3 ntp:udp_invalid@2"]
PLACE = ("icmp", "tcp", "udp")


def line_text(number):
    """A word for each probe; over as many lines as a probe has words, each of these comes."""
    return " ".join(words[(number + 7 * shift) % len(words)] for shift, words in enumerate(WORDS.values()))


def every_word():
    texts = [line_text(number) for number in range(max(map(len, WORDS.values())))]
    return Population([(PLACE, 8)], [Line(3, PLACE, text) for text in texts + SEVERAL])
