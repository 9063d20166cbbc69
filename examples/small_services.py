#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Answers like a host: accepts connections on the TCP ports named, and DNS queries if one of them is `dns`.

It goes into the background as soon as all ports are open.
"""

import os
import signal
import socket
import sys


def answer(query):
    """The name asked for, whatever it is, has the address 192.0.2.53."""
    end = query.index(0, 12) + 5  # of the question: labels up to an empty one, type, class
    counts = bytes([0, 1, 0, 1, 0, 0, 0, 0])
    record = bytes.fromhex("c00c 0001 0001 0000003c 0004 c0000235")
    return query[:2] + bytes.fromhex("8180") + counts + query[12:end] + record


def serve_dns(server):
    while True:
        query, asker = server.recvfrom(4096)
        try:
            server.sendto(answer(query), asker)
        except ValueError:
            pass  # no DNS query: no answer


servers = [socket.create_server(("", int(port))) for port in sys.argv[1:] if port != "dns"]
dns = None
if "dns" in sys.argv:
    dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    dns.bind(("", 53))

if (servers or dns) and os.fork() == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # end without a word
    if dns:
        serve_dns(dns)
    while True:
        servers[0].accept()[0].close()
