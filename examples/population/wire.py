# SPDX-License-Identifier: MIT
"""A wire with a scanner's interface at one end and a program at the other: a veth pair in an empty network namespace.

The program reads packets out of a ring that it shares with the kernel, which needs no system call a packet, holds
65,536 of them, and counts those that it had no room for. Unlike a tun device, this needs no file in /dev.
"""

import mmap
import os
import socket
import struct
import subprocess

SCANNER, GATEWAY = '192.0.2.2', '192.0.2.1'
SCANNER_END, OTHER_END = 'scan0', 'play0'
SCANNER_MAC, GATEWAY_MAC = '02:00:00:00:00:02', '02:00:00:00:00:01'
COMMANDS = f"""\
link set lo up
link add {SCANNER_END} address {SCANNER_MAC} type veth peer name {OTHER_END} address {GATEWAY_MAC}
link set {SCANNER_END} up
link set {OTHER_END} up
address add {SCANNER}/24 dev {SCANNER_END}
neighbour add {GATEWAY} lladdr {GATEWAY_MAC} dev {SCANNER_END} nud permanent
route add default via {GATEWAY} dev {SCANNER_END}"""

# linux/if_packet.h
SOL_PACKET, PACKET_RX_RING, PACKET_STATISTICS, PACKET_VERSION, TPACKET_V2, FOR_USER = 263, 5, 6, 10, 1, 1
ETH_P_IP = 0x0800
FRAME, FRAMES, BLOCK = 256, 1 << 16, 1 << 16  # bytes, number, bytes: a probe has fewer than 176 bytes
frame_head = struct.Struct('=IIIHH').unpack_from  # status, length, captured, offsets of link and network header
frame_status = struct.Struct('=I')


def interfaces():
    """Lines of /proc/net/dev, which tells of this namespace even where /sys does not: name and numbers."""
    with open('/proc/net/dev') as file:
        lines = [line.split(':') for line in file if ':' in line]
    return {name.strip(): [int(number) for number in numbers.split()] for name, numbers in lines}


def make_interfaces():
    """ValueError if this is not an empty namespace: nothing may leave it."""
    if set(interfaces()) != {'lo'}:
        raise ValueError('this network namespace has interfaces; call it through unshare --net')
    path = os.environ.get('PATH', '') + ':/usr/sbin:/sbin'  # where a plain user does not look
    subprocess.run(['ip', '-batch', '-'], input=COMMANDS, text=True, check=True, env={**os.environ, 'PATH': path})


class Wire:
    """The end that is not the scanner's."""

    def __init__(self):
        make_interfaces()
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V2)
        size = FRAME * FRAMES
        self.socket.setsockopt(SOL_PACKET, PACKET_RX_RING, struct.pack('=IIII', BLOCK, size // BLOCK, FRAME, FRAMES))
        self.ring = mmap.mmap(self.socket.fileno(), size)
        self.socket.bind((OTHER_END, ETH_P_IP))
        self.next = 0
        macs = SCANNER_MAC + ':' + GATEWAY_MAC
        self.link_header = bytes.fromhex(macs.replace(':', '')) + ETH_P_IP.to_bytes(2, 'big')

    def waiting(self):
        """All packets that have come, from the IP header on."""
        ring = self.ring
        while True:
            at = self.next * FRAME
            status, length, captured, link, network = frame_head(ring, at)
            if not status & FOR_USER:
                return
            packet = ring[at + network:at + link + captured]
            frame_status.pack_into(ring, at, 0)
            self.next = (self.next + 1) % FRAMES
            yield packet

    def send(self, packet):
        self.socket.send(self.link_header + packet)

    def lost(self):
        """Packets that the ring or the interfaces had no room for."""
        _, in_ring = struct.unpack('=II', self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
        return in_ring + sum(numbers[3] + numbers[11] for numbers in interfaces().values())  # received, sent: dropped
