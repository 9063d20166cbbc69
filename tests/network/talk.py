# SPDX-License-Identifier: MIT
"""Talks to the daemons in their protocols; run in the scanner's namespace. Prints each that answers amiss."""

import http.client
import socket
import ssl
import struct

import other_scanners
from expectations import PORTS


def main():
    def complain(what, answer):
        print(f"{what}: answered {answer!r}")

    for address in ("198.51.100.10", "198.51.100.15"):
        if not (banner := first_bytes(address, PORTS["ssh"])).startswith(b"SSH-2.0-OpenSSH"):
            complain(f"ssh {address}", banner)
    for address in ("198.51.100.12", "198.51.100.15"):
        if not (banner := first_bytes(address, PORTS["telnet"])).startswith(b"\xff"):  # RFC 854: IAC
            complain(f"telnet {address}", banner)
    for address, port in (("198.51.100.11", 80), ("198.51.100.15", 7547), ("198.18.7.7", 80)):
        if (status := http_status(http.client.HTTPConnection(address, port, timeout=3))) != 200:
            complain(f"http {address}:{port}", status)
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    for address in ("198.51.100.11", "198.51.100.15"):
        if (status := http_status(http.client.HTTPSConnection(address, timeout=3, context=anyone))) != 200:
            complain(f"https {address}", status)
    query = bytes.fromhex(other_scanners.DNS_QUERY[4:])
    for address, code in (("198.51.100.13", 0), ("198.51.100.80", 5)):  # RFC 1035 4.1.1: no error, refused
        if (answer := datagram(address, PORTS["dns"], query))[2] & 0x80 == 0 or answer[3] & 15 != code:
            complain(f"dns {address}", answer)
    request = struct.pack("!B47x", 0o43)  # RFC 5905: version 4, mode client
    for address, stratum in (("198.51.100.14", 8), ("198.18.7.7", 8), ("198.51.100.81", 0)):
        if (answer := datagram(address, PORTS["ntp"], request))[0] & 7 != 4 or answer[1] != stratum:
            complain(f"ntp {address}", answer)


def first_bytes(address, port):
    with socket.create_connection((address, port), timeout=3) as connection:
        return connection.recv(64)


def http_status(connection):
    connection.request("GET", "/")
    return connection.getresponse().status


def datagram(address, port, payload):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(3)
        asker.connect((address, port))
        asker.send(payload)
        return asker.recv(512)


main()
