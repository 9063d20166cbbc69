# SPDX-License-Identifier: MIT
"""A UDP service that answers everything, but not in the protocol of its port: usage: babbler.py ADDRESS PORT [WORD]

Without a word it returns what it was asked.
"""

import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as service:
    service.bind((sys.argv[1], int(sys.argv[2])))
    while True:
        try:
            asked, asker = service.recvfrom(2048)
            service.sendto(sys.argv[3].encode() if len(sys.argv) > 3 else asked, asker)
        except OSError:  # an ICMP error for an earlier answer
            pass
