# SPDX-License-Identifier: MIT
"""Savefiles, read and written by their specifications, without libpcap: pcap, pcapng, and other link types."""

import struct

ETHERNET, RAW, NULL, COOKED, COOKED_2 = 1, 101, 0, 113, 276  # LINKTYPE_*
MICROSECONDS, NANOSECONDS = 0xA1B2C3D4, 0xA1B23C4D
ETHER_IPV4 = 0x0800


def read_pcap(path):
    """Pairs of nanoseconds since 1970 and a frame, of a savefile that a scan wrote; a last one that is cut is left out."""
    data, packets, at = path.read_bytes(), [], 24
    assert struct.unpack_from("=IHHiIII", data)[0] == NANOSECONDS
    while at + 16 <= len(data):
        seconds, fraction, captured, _ = struct.unpack_from("=IIII", data, at)
        if at + 16 + captured > len(data):
            break
        packets.append((seconds * 10**9 + fraction, data[at + 16:at + 16 + captured]))
        at += 16 + captured
    return packets


def pcap(packets, link=ETHERNET, magic=NANOSECONDS, order="="):
    unit = 1 if magic == NANOSECONDS else 1000
    parts = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)]
    for time, frame in packets:
        parts += [struct.pack(order + "IIII", time // 10**9, time % 10**9 // unit, len(frame), len(frame)), frame]
    return b"".join(parts)


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("=II", kind, len(body) + 12) + body + struct.pack("=I", len(body) + 12)


def pcapng(packets, link=ETHERNET, digits=9):
    """Times have so many decimal digits."""
    resolution = struct.pack("=HHBxxxHH", 9, 1, digits, 0, 0)  # if_tsresol, and the end of options
    parts = [block(0x0A0D0D0A, struct.pack("=IHHq", 0x1A2B3C4D, 1, 0, -1)),
             block(1, struct.pack("=HHI", link, 0, 262144) + resolution)]
    for time, frame in packets:
        stamp = time // 10**(9 - digits)
        parts.append(block(6, struct.pack("=IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), len(frame)) + frame))
    return b"".join(parts)


def as_link(link, packets):
    """Ethernet frames without tags, as another link type's."""
    headers = {RAW: b"", NULL: struct.pack("=I", 2), COOKED: struct.pack(">HHH8sH", 0, 1, 6, bytes(8), ETHER_IPV4),
               COOKED_2: struct.pack(">HHIHBB8s", ETHER_IPV4, 0, 1, 1, 0, 6, bytes(8))}
    return [(time, headers[link] + frame[14:]) for time, frame in packets]


def with_other_traffic(packets):
    """What tcpdump sees besides: packets that we sent, those of other hosts, and other protocols."""
    mixed = []
    for time, frame in packets:
        ours = frame[:26] + frame[30:34] + frame[26:30] + frame[34:]
        others = frame[:30] + bytes([192, 0, 2, 99]) + frame[34:]
        arp = bytes(12) + b"\x08\x06" + bytes(28)
        ipv6 = bytes(12) + b"\x86\xdd\x60" + bytes(39)
        mixed += [(time, other) for other in (ours, frame, others, arp, ipv6)]
    return mixed
