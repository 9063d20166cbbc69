# SPDX-License-Identifier: MIT
"""Tests that zmap and nmap see nothing on the same network that we did not find."""

from collections import Counter, defaultdict

import other_scanners
from expectations import STUDY


def agrees(sighting, ours):
    """zmap takes the responder for the target; nmap does not always tell the responder."""
    if sighting.responder is None:
        return any(sighting == mine._replace(responder=None) for mine in ours[sighting.probe])
    return any(sighting.responder == mine.responder and sighting.what == mine.what
               and sighting.target in (mine.target, mine.responder)
               for mine in ours[sighting.probe, sighting.responder])


# What the others cannot see as it is: they do not look at what a segment acknowledges, and nmap's query is short
# enough to pass the narrow route.
SEEN_DIFFERENTLY = {("acks_wrongly", "nmap"): {"syn_ack", "rst"},
                    ("fragmentation_needed", "nmap"): {"3/3"}, ("reassembly_times_out", "nmap"): {"3/3"}}


def ours_by_place(scan):
    ours = defaultdict(set)
    for reply in scan.found():
        mine = other_scanners.sighting_of(reply)
        ours[mine.probe, mine.responder].add(mine)
        ours[mine.probe].add(mine)
    return ours


def disagreements(scan, who, sightings):
    ours = ours_by_place(scan)
    for seen in sorted(sightings, key=str):
        case = scan.case_of(seen.target)
        if not agrees(seen, ours) and seen.what not in SEEN_DIFFERENTLY.get((case, who), ()):
            yield f"{who} saw what we did not: {case}: {seen.target} {seen.probe}: {seen.what} from {seen.responder}"


def tell_counts(who, ours, sightings):
    def count(seen):
        return ", ".join(f"{probe} {sum(s.probe == probe for s in seen)}" for probe in STUDY)

    print(f"       {who}: {len(sightings)} sightings: {count(sightings)}")
    print(f"       ours: {len(ours)} on the same targets: {count(ours)}")


def our_sightings(scan, addresses):
    return {other_scanners.sighting_of(reply) for reply in scan.found()
            if reply.target in addresses and reply.probe in STUDY}


def zmap_sees_nothing_that_we_do_not(scan):
    sightings = set()
    for probe in STUDY:
        sightings |= other_scanners.zmap(scan.directory, scan.targets, probe)
    tell_counts("zmap", our_sightings(scan, scan.targets), sightings)
    if len(sightings) < len(scan.targets):
        yield f"zmap saw only {len(sightings)} replies: it did not work here"
    yield from disagreements(scan, "zmap", sightings)


def nmap_sees_nothing_that_we_do_not(scan):
    """On all single targets and some of each crowd, since nmap takes its time."""
    seen_of, some = Counter(), set()
    for target in scan.targets.values():
        seen_of[target.case] += 1
        if seen_of[target.case] <= 4:
            some.add(target.address)
    sightings = other_scanners.nmap(scan.directory, sorted(some))
    tell_counts("nmap", our_sightings(scan, some), sightings)
    if len(sightings) < len(some):
        yield f"nmap saw only {len(sightings)} replies: it did not work here"
    yield from disagreements(scan, "nmap", sightings)


TESTS = [zmap_sees_nothing_that_we_do_not, nmap_sees_nothing_that_we_do_not]
