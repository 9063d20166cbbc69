# SPDX-License-Identifier: MIT
"""When IPv4 packets arrive at an interface: usage: arrivals.py INTERFACE

Says `ready`, and at the end of its standard input a line for each packet: the kernel's time, in nanoseconds.
"""

import select
import socket
import struct
import sys

SO_TIMESTAMPNS, ETH_P_IP = 35, 0x0800


def main():
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_IP))
    tap.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    tap.bind((sys.argv[1], ETH_P_IP))
    times = []
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([tap, sys.stdin], [], [])
        if tap in readable:
            _, ((_, _, stamp), *_), _, _ = tap.recvmsg(64, 64)
            seconds, nanoseconds = struct.unpack("qq", stamp)
            times.append(seconds * 1_000_000_000 + nanoseconds)
        elif sys.stdin in readable:
            break
    print("\n".join(map(str, times)))


if __name__ == "__main__":
    main()
