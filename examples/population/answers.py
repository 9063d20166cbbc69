# SPDX-License-Identifier: MIT
"""Makes the packet that answers a probe, of each kind of reply, out of the probe's own bytes.

Packets are IPv4 from its first byte on. Probes have a header without options; others are taken for no probe.
"""

import struct

ICMP, TCP, UDP = 1, 6, 17
ECHO_REPLY, ECHO_REQUEST = 0, 8
FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10
TTL = 64
WITHOUT_OPTIONS = 0x45  # version 4, header of five words
PORTS = {TCP: {22: 'ssh', 23: 'telnet', 80: 'http', 443: 'https', 7547: 'cwmp'}, UDP: {53: 'dns', 123: 'ntp'}}
QUOTED_BY_ROUTERS = 28  # bytes: the header and 8 more, which is all that RFC 792 asks for
NO_MESSAGE = b'What was that?'  # neither DNS nor NTP
DNS_FLAGS = struct.pack('!H', 0x8183)  # a response, and no such name: RFC 1035 4.1.1
NTP_START = struct.pack('!BBbb', 4 << 3 | 4, 2, 6, -20)  # version 4 from a server of stratum 2: RFC 5905 7.3
NTP_TIME = struct.pack('!II', 0xDD57E900, 0)  # 4 September 2017

ip_start = struct.Struct('!BBHHHBB').pack
tcp_middle = struct.Struct('!IIBBH').pack
tcp_numbers = struct.Struct('!I').unpack_from


def checksum(data):
    """RFC 1071's, never 0: sums of 16-bit words that wrap around are sums modulo 65535."""
    if len(data) % 2:
        data += b'\0'
    return (0xFFFF - int.from_bytes(data, 'big') % 0xFFFF).to_bytes(2, 'big')


def probe_name(packet):
    """Which probe it is; None if it is none. A SYN to any other port is a control probe."""
    protocol = packet[9]
    if packet[0] != WITHOUT_OPTIONS or len(packet) < 28:
        return None
    if protocol == ICMP:
        return 'echo' if packet[20] == ECHO_REQUEST else None
    port = packet[22] << 8 | packet[23]
    if protocol == TCP:
        is_syn = len(packet) >= 40 and packet[33] & (FIN | SYN | RST | ACK) == SYN
        return PORTS[TCP].get(port, 'control') if is_syn else None
    return PORTS[UDP].get(port) if protocol == UDP else None


def datagram(probe, responder, protocol, content):
    start = ip_start(WITHOUT_OPTIONS, 0, 20 + len(content), 0, 0x4000, TTL, protocol)  # 0x4000: don't fragment
    addresses = responder + probe[12:16]
    return start + checksum(start + addresses) + addresses + content


def pseudo_header(probe, responder, protocol, length):
    return responder + probe[12:16] + struct.pack('!HH', protocol, length)


def segment(probe, responder, flags, acknowledges):
    number, = tcp_numbers(probe, 24)
    acknowledged = number + 1 & 0xFFFFFFFF if acknowledges else 0
    sequence, window = (~number & 0xFFFFFFFF, 0xFFFF) if flags & SYN else (0, 0)
    start = probe[22:24] + probe[20:22] + tcp_middle(sequence, acknowledged, 5 << 4, flags, window)
    tcp_sum = checksum(pseudo_header(probe, responder, TCP, 20) + start)
    return datagram(probe, responder, TCP, start + tcp_sum + b'\0\0')


def syn_ack(probe, responder, _word):
    return segment(probe, responder, SYN | ACK, True)


def rst_ack(probe, responder, _word):
    return segment(probe, responder, RST | ACK, True)


def rst_bare(probe, responder, _word):
    return segment(probe, responder, RST, False)


def message(probe, responder, payload):
    length = 8 + len(payload)
    start = probe[22:24] + probe[20:22] + length.to_bytes(2, 'big')
    udp_sum = checksum(pseudo_header(probe, responder, UDP, length) + start + payload)
    return datagram(probe, responder, UDP, start + udp_sum + payload)


def udp_valid(probe, responder, word):
    asked = probe[28:]
    if word.probe == 'dns':
        return message(probe, responder, asked[:2] + DNS_FLAGS + asked[4:])
    origin = asked[40:48]  # what the client sent as the time it transmits at comes back as this
    return message(probe, responder, NTP_START + bytes(12) + NTP_TIME + origin + NTP_TIME + NTP_TIME)


def udp_invalid(probe, responder, _word):
    return message(probe, responder, NO_MESSAGE)


def icmp(probe, responder, icmp_type, icmp_code, rest):
    start = bytes([icmp_type, icmp_code])
    return datagram(probe, responder, ICMP, start + checksum(start + rest) + rest)


def echo_reply(probe, responder, _word):
    return icmp(probe, responder, ECHO_REPLY, 0, probe[24:])


def icmp_error(probe, responder, word):
    """Hosts quote all of the probe, routers as little as they must."""
    quoted = probe if word.direct else probe[:QUOTED_BY_ROUTERS]
    return icmp(probe, responder, word.icmp_type, word.icmp_code, bytes(4) + quoted)


ANSWERS = {answer.__name__: answer for answer in [echo_reply, syn_ack, rst_ack, rst_bare, udp_valid, udp_invalid,
                                                  icmp_error]}
