# SPDX-License-Identifier: MIT
"""Hosts behind a tun device, which has no link layer: usage: tun_hosts.py DEVICE

Every address answers an echo request, and a SYN to any port with a SYN-ACK; to all else it is silent. Says `ready` once
the device exists, and then works until it is killed.
"""

import fcntl
import os
import struct
import sys

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000  # linux/if_tun.h
ICMP, TCP, SYN, ACK = 1, 6, 0x02, 0x10


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def answer(packet):
    """The packet that comes back, or None."""
    source, destination, body = packet[12:16], packet[16:20], packet[20:]
    if packet[0] != 0x45:
        return None
    if packet[9] == ICMP and body[0] == 8:
        reply = b"\0\0\0\0" + body[4:]
        reply = reply[:2] + struct.pack("!H", checksum(reply)) + reply[4:]
    elif packet[9] == TCP and body[13] == SYN:
        ports, (sequence,) = body[:4], struct.unpack("!I", body[4:8])
        reply = struct.pack("!2s2sIIBBHHH", ports[2:], ports[:2], 1, sequence + 1 & 0xFFFFFFFF, 5 << 4, SYN | ACK,
                            65535, 0, 0)
        pseudo = destination + source + struct.pack("!HH", TCP, len(reply))
        reply = reply[:16] + struct.pack("!H", checksum(pseudo + reply)) + reply[18:]
    else:
        return None
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(reply), 0, 0, 64, packet[9], 0, destination, source)
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + reply


def main():
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", sys.argv[1].encode(), IFF_TUN | IFF_NO_PI))
    print("ready", flush=True)
    while True:
        reply = answer(os.read(device, 2048))
        if reply:
            os.write(device, reply)


if __name__ == "__main__":
    main()
