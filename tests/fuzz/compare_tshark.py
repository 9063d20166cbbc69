# SPDX-License-Identifier: MIT
"""Compares what our parser says of crafted and changed frames with what tshark says. Arguments: the program
describe_frames, and how many frames of each of five link types. The last line has the sums.

All that both say must be equal. Where only one says something, a rule below tells why; what no rule explains fails."""

import collections
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

DESCRIBE, COUNT = sys.argv[1], int(sys.argv[2])
SEED = 20170904
LINKS = {"ethernet": 1, "null": 0, "raw": 12, "cooked": 113, "cooked_2": 276}
LINK_LENGTHS = {"ethernet": 14, "null": 4, "raw": 0, "cooked": 16, "cooked_2": 20}
TAG_LENGTH = 4
LAYERS = {"frame", "eth", "ethertype", "vlan", "ieee8021ad", "sll", "null", "raw", "ip", "tcp", "udp", "icmp", "data"}

IP = ["ip.src", "ip.dst", "ip.proto", "ip.ttl", "ip.id"]
IP_LENGTHS = ["ip.version", "ip.hdr_len", "ip.len", "ip.frag_offset"]
TCP = ["tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw", "tcp.flags"]
UDP = ["udp.srcport", "udp.dstport", "udp.checksum"]
ICMP = ["icmp.type", "icmp.code", "icmp.checksum", "icmp.ident", "icmp.seq"]
FIELDS = ["frame.protocols", "frame.cap_len", "ieee8021ad.cvid", "udp.length", *IP, *IP_LENGTHS, *TCP, *UDP, *ICMP]
TRANSPORT = {1: ("icmp", ICMP, 8), 6: ("tcp", TCP, 20), 17: ("udp", UDP, 8)}
WANTED = [*IP, *TCP, *UDP, *ICMP, "udp.payload", "udp.length", "quotes", "no quotes", "status ok", "status fragment",
          "status malformed", "status other_protocol", "status no_ipv4"]
ERRORS = {3, 4, 5, 11, 12}
HAS_ID = {0, 8, 13, 14, 15, 16, 17, 18}  # ICMP types of which tshark prints an id

# No reassembly, no look at checksums, nothing that depends on another packet.
PREFERENCES = ["ip.defragment:FALSE", "ip.check_checksum:FALSE", "tcp.check_checksum:FALSE", "udp.check_checksum:FALSE",
               "tcp.analyze_sequence_numbers:FALSE", "tcp.relative_sequence_numbers:FALSE",
               "tcp.desegment_tcp_streams:FALSE"]


def tshark(arguments, folder):
    return subprocess.run(["tshark", *arguments], capture_output=True, text=True, check=True,
                          env={**os.environ, "WIRESHARK_CONFIG_DIR": folder, "HOME": folder}).stdout


def disable_all_but_layers(folder):
    """Neither heuristics nor ports may call a dissector for what is in a payload."""
    names = [line.split("\t")[2] for line in tshark(["-G", "protocols"], folder).splitlines()]
    others = [name for name in names if name not in LAYERS and not name.startswith("_ws")]
    pathlib.Path(folder, "disabled_protos").write_text("\n".join(others) + "\n")


def number(text):
    if text.count(".") == 3:
        return int.from_bytes(socket.inet_aton(text), "big")
    return int(text, 0)


def theirs_of(capture, folder):
    """For each frame the list of protocols, and all numbers of each field."""
    options = [word for preference in PREFERENCES for word in ("-o", preference)]
    fields = [word for field in FIELDS for word in ("-e", field)]
    for line in tshark(["-n", "-r", capture, *options, "-T", "fields", *fields], folder).splitlines():
        values = dict(zip(FIELDS, line.split("\t")))
        protocols = values.pop("frame.protocols").split(":")
        yield protocols, {field: [number(part) for part in text.split(",") if part] for field, text in values.items()}


def ours_of(link, capture):
    lines = subprocess.run([DESCRIBE, capture, str(LINKS[link]), str(COUNT), str(SEED + LINKS[link])],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    for line in lines:
        words = dict(word.split("=") for word in line.split())
        yield words.pop("status"), {field: int(value) for field, value in words.items()}


def nth(values, field, index):
    return values[field][index] if index < len(values[field]) else None


def ip_layer(values, index):
    return {field: nth(values, field, index) for field in IP + IP_LENGTHS}


def is_whole(layer):
    """tshark stops in a header that is cut off, of another version, or shorter than 20 bytes."""
    return layer["ip.dst"] is not None and layer["ip.version"] == 4


def transport_of(values, protocols, layers):
    """The fields of each IP layer's transport. Of an ICMP error, tshark prints no id, so the first is the quote's."""
    found = [{} for _ in layers]
    for index, layer in enumerate(layers):
        name, fields, _ = TRANSPORT.get(layer["ip.proto"], (None, [], 0))
        if name not in protocols:
            continue
        before = [found[i]["icmp.type"] for i in range(index) if "icmp.type" in found[i]] if name == "icmp" else []
        for field in fields:
            with_field = [kind for kind in before if kind in HAS_ID] if field in ("icmp.ident", "icmp.seq") else before
            value = nth(values, field, len(with_field))
            if value is not None:
                found[index][field] = value
        if name == "icmp" and found[index].get("icmp.type") not in HAS_ID:
            for field in ("icmp.ident", "icmp.seq"):
                found[index].pop(field, None)
    return found


def available(layer, room):
    """Bytes behind the header: as many as the total length says, if it says any (0 is left to the hardware)."""
    return (min(layer["ip.len"], room) if layer["ip.len"] else room) - layer["ip.hdr_len"]


def status_of(link, protocols, layers, room):
    """What our parser should say, by tshark's numbers and our documented rules."""
    if "ip" not in protocols:
        return "malformed" if link == "raw" else "no_ipv4"  # there, only the packet's first byte says what it is
    layer = layers[0] if layers else {"ip.dst": None, "ip.version": None}
    if not is_whole(layer) or room < layer["ip.hdr_len"] or 0 < layer["ip.len"] < layer["ip.hdr_len"]:
        return "malformed"
    if layer["ip.frag_offset"]:
        return "fragment"  # of a later fragment nothing can be read
    if layer["ip.proto"] not in TRANSPORT:
        return "other_protocol"
    return "ok" if available(layer, room) >= TRANSPORT[layer["ip.proto"]][2] else "malformed"


def link_length(link, protocols, values):
    """Two tags of 802.1ad are one layer to tshark, the second with a name of its own."""
    tags = protocols.count("vlan") + protocols.count("ieee8021ad") + len(values["ieee8021ad.cvid"])
    return LINK_LENGTHS[link] + TAG_LENGTH * tags


class Comparison:
    def __init__(self):
        self.compared = collections.Counter()
        self.differences = []

    def differ(self, link, index, what, ours, theirs):
        self.differences.append(f"{link} frame {index + 1}: {what}: ours {ours}, tshark's {theirs}")

    def values(self, place, ours, theirs):
        for field, value in theirs.items():
            mine = ours.get(field)
            if value is not None and mine is not None:
                self.compared[field] += 1
                if field == "tcp.flags":
                    value &= 255  # tshark counts the reserved bits of the byte before
                if mine != value:
                    self.differ(*place, field, mine, value)

    def frame(self, link, index, ours, theirs):
        (status, mine), (protocols, values) = ours, theirs
        place = (link, index)
        room = values["frame.cap_len"][0] - link_length(link, protocols, values) if "ip" in protocols else 0
        layers = [ip_layer(values, i) for i in range(len(values["ip.version"]))]
        expected = status_of(link, protocols, layers, room)
        self.compared["status " + expected] += 1
        if status != expected:
            self.differ(*place, "status", status, expected)
            return
        transports = transport_of(values, protocols, layers)
        for name, layer, transport in zip(("outer", "quoted"), layers, transports):
            said = {field.split(".", 1)[1]: value for field, value in mine.items() if field.startswith(name)}
            self.values(place, said, {field: layer[field] for field in IP})
            self.values(place, said, transport)
        if status == "ok":
            self.payload(place, mine, values, layers[0], room)
            self.quote(place, mine, layers, room)

    def payload(self, place, mine, values, layer, room):
        """A UDP header's own length is not believed: what the IP header leaves is the payload."""
        if "outer.udp.payload" in mine:
            self.compared["udp.payload"] += 1
            if mine["outer.udp.payload"] != available(layer, room) - 8:
                self.differ(*place, "udp.payload", mine["outer.udp.payload"], available(layer, room) - 8)
            if values["udp.length"] and values["udp.length"][0] == available(layer, room):
                self.compared["udp.length"] += 1

    def quote(self, place, mine, layers, room):
        """An error quotes something if its second header is whole, and the protocol one of ours."""
        has_quote = "quoted.ip.src" in mine
        is_error = mine.get("outer.icmp.type") in ERRORS
        quoted = layers[1] if is_error and len(layers) > 1 else None
        expected = False
        if quoted is not None and 0 < (quoted["ip.len"] or 0) < quoted["ip.hdr_len"]:
            self.compared["quotes of an impossible length"] += 1
            return  # tshark stops; we read on, since routers rewrite the length of what they quote
        if quoted is not None and is_whole(quoted):
            expected = quoted["ip.proto"] in TRANSPORT and available(layers[0], room) - 8 >= quoted["ip.hdr_len"]
        self.compared["quotes" if expected else "no quotes"] += 1
        if has_quote != expected:
            self.differ(*place, "quote", has_quote, expected)


def main():
    comparison = Comparison()
    frames = 0
    with tempfile.TemporaryDirectory() as folder:
        disable_all_but_layers(folder)
        for link in LINKS:
            capture = str(pathlib.Path(folder, link + ".pcap"))
            ours = list(ours_of(link, capture))
            theirs = list(theirs_of(capture, folder))
            if len(ours) != COUNT or len(theirs) != COUNT:
                sys.exit(f"{link}: expected {COUNT} frames, got {len(ours)} of ours and {len(theirs)} of tshark's")
            frames += COUNT
            for index, both in enumerate(zip(ours, theirs)):
                comparison.frame(link, index, *both)
    for name, count in sorted(comparison.compared.items()):
        print(f"{name}: {count} compared")
    for difference in comparison.differences[:20]:
        print(difference)
    thin = [name for name in WANTED if comparison.compared[name] < frames / 50]
    if thin:
        print(f"too few were compared of: {', '.join(thin)}")
    print(f"{frames} packets, {sum(comparison.compared.values())} fields compared, "
          f"{len(comparison.differences)} differences")
    sys.exit(1 if comparison.differences or thin else 0)


main()
