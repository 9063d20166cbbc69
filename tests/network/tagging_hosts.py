# SPDX-License-Identifier: MIT
"""Hosts behind VLANs: usage: tagging_hosts.py DEVICE

Every address answers an echo request, by its last octet without a tag, with one (802.1Q), or with two (802.1ad). Says
`ready` once it listens, and then works until it is killed.
"""

import socket
import sys

from tun_hosts import answer

ETH_P_ALL, IPV4 = 0x0003, b"\x08\x00"
TAGS = [b"", b"\x81\x00\x00\x05", b"\x88\xa8\x00\x06\x81\x00\x00\x05"]


def main():
    device = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    device.bind((sys.argv[1], 0))
    print("ready", flush=True)
    while True:
        frame, (_, _, direction, *_) = device.recvfrom(2048)
        if direction == socket.PACKET_OUTGOING or frame[12:14] != IPV4:
            continue
        packet = frame[14:14 + int.from_bytes(frame[16:18], "big")]
        reply = answer(packet)
        if reply:
            device.send(frame[6:12] + frame[:6] + TAGS[packet[19] % len(TAGS)] + IPV4 + reply)


main()
