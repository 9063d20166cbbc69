# SPDX-License-Identifier: MIT
"""Makes up small scans in which everything that can come back does, from a seeded generator."""

from results_file import STUDY, make_scan

PROBE_SETS = [
    STUDY + ['control'],
    STUDY + ['control'],
    ['control', 'ntp', 'http', 'echo', 'dns', 'ssh'],
    ['ssh', 'https'],
    ['tcp/8080', 'udp/161'],
    ['echo'],
    ['dns', 'ntp', 'control'],
    ['echo', 'https', 'control'],
    [f'tcp/{port}' for port in range(1, 59)] + ['echo', 'dns', 'control'],
]
KINDS = {'icmp': ['echo_reply', 'icmp_error'],
         'tcp': ['syn_ack', 'syn_ack', 'rst_ack', 'rst_bare', 'tcp_other', 'icmp_error'],
         'udp': ['udp_valid', 'udp_invalid', 'icmp_error', 'icmp_error']}
ERRORS = [(3, 3), (3, 3), (3, 1), (3, 0), (3, 2), (3, 10), (3, 13), (3, 13), (3, 77), (4, 0), (5, 0), (5, 1),
          (5, 200), (11, 0), (11, 1), (12, 0), (12, 1)]
BLOCKS = [0, 0xC0000200, 0xC6336400, 0xCB007100, 0xCB007200, 0xFFFFFF00]


def ranges_around(random, targets):
    """Disjoint ranges that hold the targets, each cut out closely or with some neighbours."""
    ranges = []
    for target in sorted(targets):
        if ranges and (target <= ranges[-1][1] or random.random() < 0.3):
            ranges[-1][1] = max(ranges[-1][1], target)
        else:
            ranges.append([target, min(target + random.choice([0, 0, 3]), 2**32 - 1)])
    return [tuple(pair) for pair in ranges]


def make_reply(random, probe, target, others):
    kind = random.choice(KINDS[probe['family']])
    icmp_type, icmp_code = {'echo_reply': (0, 0), 'icmp_error': random.choice(ERRORS)}.get(kind, (None, None))
    indirect = random.random() < (0.4 if kind == 'icmp_error' else 0.1)
    responder = random.choice(others) if indirect else None
    return (target, probe['number'], random.choice([1, 1, 1, 2]), None if responder == target else responder,
            kind, icmp_type, icmp_code)


def tarpit_replies(probes, target, on_control_port):
    return [(target, p['number'], 1, None, 'syn_ack', None, None) for p in probes
            if p['family'] == 'tcp' and (p['is_study'] or on_control_port)]


def random_scan(random, number=1, with_repeats=False):
    """With repeats, a reply may have several rows, as one that came again late has until the file is sealed."""
    scan = make_scan(number, random.choice(PROBE_SETS), targets=random.randrange(1, 5000))
    addresses = [random.choice(BLOCKS) + random.randrange(256) for _ in range(random.randrange(1, 30))]
    keys = [make_reply(random, random.choice(scan['probes']), random.choice(addresses), addresses)
            for _ in range(random.randrange(1, 160))]
    for address in random.choice([[], addresses[:6], [1, 2, 3, 4, 5, 6]]):
        keys += tarpit_replies(scan['probes'], address, random.choice([True, False]))
    for key in dict.fromkeys(keys):
        for _ in range(random.choice([1, 1, 1, 2, 3]) if with_repeats else 1):  # rows of the log for one reply
            scan['log'].append((*key, random.randrange(1, 256), None, random.choice([None, random.randrange(10**6)]),
                                random.choice([1, 2, 3]), random.choice([0, 0, 1, 5])))
    random.shuffle(scan['log'])
    times = random.sample(range(90 * 10**6), len(scan['log']))  # all different, so that one row is the earliest
    scan['log'] = [(*row[:8], time, *row[9:]) for row, time in zip(scan['log'], times)]
    scan['ranges'] = ranges_around(random, {row[0] for row in scan['log']})
    add_health(random, scan)
    scan['windows'] = [(us, random.randrange(1, 40)) for us in random.sample(range(2 * 10**6), random.randrange(6))]
    return scan


def add_health(random, scan):
    """Counters of each second, of which the captured packets add up."""
    seconds = random.randrange(1, 5)
    scan['unsolicited'] = [(second, reason, random.randrange(1, 20)) for second in range(seconds)
                           for reason in random.sample(range(1, 10), random.randrange(4))]
    replies = sum(row[-1] + 1 for row in scan['log'])
    captured = replies + sum(packets for _, _, packets in scan['unsolicited'])
    for second in range(seconds):
        last = second == seconds - 1
        scan['health'].append((second, random.randrange(10**6), random.randrange(3), random.randrange(10**6),
                               captured if last else 0, replies if last else 0,
                               random.randrange(3), random.randrange(3), random.randrange(3), 0))
