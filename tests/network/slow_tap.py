# SPDX-License-Identifier: MIT
"""The end of a tap device that is too slow for its sender: usage: slow_tap.py DEVICE

Says `ready` once the device exists. At the end of its standard input says how many IPv4 packets came, and how many of
them were different.
"""

import contextlib
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000  # linux/if_tun.h
AT_ONCE, PAUSE = 30, 0.003  # frames, seconds
STANDSTILL_EVERY, STANDSTILL = 3000, 0.03
IPV4 = b"\x08\x00"


def main():
    with contextlib.suppress(PermissionError):
        os.nice(-10)  # no slower than it is meant to be
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", sys.argv[1].encode(), IFF_TAP | IFF_NO_PI))
    print("ready", flush=True)
    frames = []
    has_ended = False
    while True:
        readable, _, _ = select.select([tap, sys.stdin], [], [], 0.2 if has_ended else None)
        if tap in readable:
            frame = os.read(tap, 2048)
            if frame[12:14] == IPV4:
                frames.append(frame)
                if len(frames) % AT_ONCE == 0:
                    time.sleep(STANDSTILL if len(frames) % STANDSTILL_EVERY == 0 else PAUSE)
        elif has_ended:
            break
        has_ended = has_ended or sys.stdin in readable
    print(len(frames), len(set(frames)), flush=True)


if __name__ == "__main__":
    main()
