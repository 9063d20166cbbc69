# SPDX-License-Identifier: MIT
"""What zmap and nmap see on the network, in words that can be compared with a table of replies."""

import csv
import xml.etree.ElementTree
from collections import namedtuple

from expectations import PORTS
from harness import must

# what: syn_ack, rst, echo_reply, udp, or type/code of an ICMP error. responder: None where the scanner does not say.
Sighting = namedtuple("Sighting", "target probe what responder")

# The address of sixteenletterslong.invalid: a query of the size of ours, so that the narrow route treats it alike.
DNS_QUERY = "hex:123401000001000000000000127369787465656e6c6574746572736c6f6e67" \
    "07696e76616c69640000010001"
CODE_OF = {"net-unreach": "3/0", "host-unreach": "3/1", "proto-unreach": "3/2", "port-unreach": "3/3",
           "net-prohibited": "3/9", "host-prohibited": "3/10", "admin-prohibited": "3/13"}


def sighting_of(reply):
    """How a reply of ours would look to another scanner."""
    what = {"rst_ack": "rst", "rst_bare": "rst", "udp_valid": "udp", "udp_invalid": "udp"}.get(reply.kind, reply.kind)
    return Sighting(reply.target, reply.probe, f"{reply.type}/{reply.code}" if what == "icmp_error" else what,
                    reply.responder)


def gateway_mac():
    words = must("router", "ip", "-o", "link", "show", "r-scan").split()
    return words[words.index("link/ether") + 1]


def zmap(directory, addresses, probe):
    (directory / "zmap-targets").write_text("".join(f"{address}/32\n" for address in addresses))
    (directory / "zmap-blacklist").write_text("")
    module = {"echo": "icmp_echoscan", "dns": "udp", "ntp": "ntp"}.get(probe, "tcp_synscan")
    fields = "saddr,classification" + (",icmp_responder,icmp_type,icmp_code" if probe in ("dns", "ntp") else "")
    options = ["-M", module, "-f", fields]
    if probe in PORTS:
        options += ["-p", PORTS[probe]]
    if probe == "dns":
        options += [f"--probe-args={DNS_QUERY}"]
    output = directory / f"zmap-{probe}.csv"
    must("scanner", "zmap", "-q", "-v", "0", "-C", "/dev/null", "-i", "scan0", "-G", gateway_mac(), "-r", 10000,
         "-c", 2, "-b", directory / "zmap-blacklist", "-w", directory / "zmap-targets", "-O", "csv", "-o", output,
         "--output-filter=success=1 || success=0", *options)
    with output.open() as rows:
        return {sighting for row in csv.DictReader(rows) if (sighting := zmap_sighting(probe, row))}


def zmap_sighting(probe, row):
    words = {"synack": "syn_ack", "rst": "rst", "echoreply": "echo_reply", "udp": "udp", "ntp": "udp"}
    if row["classification"] in words:
        return Sighting(row["saddr"], probe, words[row["classification"]], row["saddr"])
    if row["classification"] == "icmp-unreach":
        return Sighting(row["saddr"], probe, f"{row['icmp_type']}/{row['icmp_code']}", row["icmp_responder"])
    return None  # zmap's echo module shows errors without the target they are about


def nmap(directory, addresses):
    (directory / "nmap-targets").write_text("\n".join(addresses))
    common = ["nmap", "-n", "-e", "scan0", "--send-eth", "-T4", "--reason", "-v", "-iL", directory / "nmap-targets"]
    ports = "T:22,23,80,443,7547,U:53,123"
    must("scanner", *common, "-sn", "-PE", "--disable-arp-ping", "-oX", directory / "nmap-echo.xml")
    must("scanner", *common, "-Pn", "-sS", "-sU", "-p", ports, "--max-retries", 2, "-oX", directory / "nmap-ports.xml")
    return nmap_hosts(directory / "nmap-echo.xml") | nmap_ports(directory / "nmap-ports.xml")


def nmap_what(reason):
    return {"syn-ack": "syn_ack", "reset": "rst", "echo-reply": "echo_reply", "udp-response": "udp"}.get(
        reason, CODE_OF.get(reason))


def nmap_hosts(path):
    seen = set()
    for host in xml.etree.ElementTree.parse(path).iter("host"):
        what = nmap_what(host.find("status").get("reason"))
        if what:
            seen.add(Sighting(host.find("address").get("addr"), "echo", what, None))
    return seen


def nmap_ports(path):
    probe_of = {port: probe for probe, port in PORTS.items()}
    seen = set()
    for host in xml.etree.ElementTree.parse(path).iter("host"):
        target = host.find("address").get("addr")
        for port in host.iter("port"):
            state = port.find("state")
            what = nmap_what(state.get("reason"))
            if what:
                seen.add(Sighting(target, probe_of[int(port.get("portid"))], what, state.get("reason_ip") or target))
    return seen
