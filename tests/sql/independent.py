# SPDX-License-Identifier: MIT
"""Counts every report by plain sets, straight from the facts of a made-up scan, as the taxonomy words it.

Nothing here knows of masks, signatures or views: it is the second opinion that the SQL is compared with.
"""

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import product

POSITIVE = {'echo_reply', 'syn_ack', 'udp_valid'}
CLASS = {'rst_ack': 'rst', 'rst_bare': 'rst'}
CLASS_ORDER = ['echo_reply', 'syn_ack', 'rst', 'tcp_other', 'udp_valid', 'udp_invalid', 'icmp_error']
CATEGORIES = ['port_unreachable', 'host_unreachable', 'other_unreachable', 'other']
FAMILIES = ['icmp', 'tcp', 'udp']
UNSOLICITED = {1: 'malformed', 2: 'fragment', 3: 'other_protocol', 4: 'icmp_other', 5: 'echo_mismatch',
               6: 'quote_mismatch', 7: 'tcp_mismatch', 8: 'udp_mismatch', 9: 'not_scanned', 10: 'opted_out'}
ICMP_NAMES = {(3, 0): 'network unreachable', (3, 1): 'host unreachable', (3, 2): 'protocol unreachable',
              (3, 3): 'port unreachable', (3, 10): 'host administratively prohibited',
              (3, 13): 'communication administratively prohibited', (4, 0): 'source quench',
              (5, 0): 'redirect for network', (5, 1): 'redirect for host',
              (11, 0): 'time to live exceeded in transit', (11, 1): 'fragment reassembly time exceeded',
              (12, 0): 'parameter problem', (12, 1): 'required option missing'}


def share(part, whole):
    return part / whole if whole else None


def category(icmp_type, icmp_code):
    if icmp_type != 3:
        return 'other'
    return {3: 'port_unreachable', 1: 'host_unreachable'}.get(icmp_code, 'other_unreachable')


class Reply:
    """One distinct reply, with the names that the taxonomy uses."""

    def __init__(self, key, rows, probe):
        target, _, attempt, responder, kind, icmp_type, icmp_code = key
        self.target, self.attempt, self.address = target, attempt, responder
        self.kind, self.type, self.code = kind, icmp_type, icmp_code
        self.direct = responder == target
        self.probe, self.family, self.is_study = probe['name'], probe['family'], probe['is_study']
        self.is_error = kind == 'icmp_error'
        self.category = category(icmp_type, icmp_code) if self.is_error else None
        self.first_row = min(rows, key=lambda row: row['time_us'])
        self.duplicates = sum(row['duplicates'] + 1 for row in rows) - 1


def distinct_replies(scan):
    probes = {probe['number']: probe for probe in scan['probes']}
    rows_of = defaultdict(list)
    for target, probe, attempt, responder, kind, icmp_type, icmp_code, ttl, time_us, rtt_us, evidence, \
            duplicates in scan['log']:
        key = (target, probe, attempt, target if responder is None else responder, kind, icmp_type, icmp_code)
        rows_of[key].append({'ttl': ttl, 'time_us': time_us, 'rtt_us': rtt_us, 'evidence': evidence,
                             'duplicates': duplicates})
    return [Reply(key, rows, probes[key[1]]) for key, rows in rows_of.items()]


class Count:
    """All reports of one scan: `reports()[name]` is a pair of columns and rows."""

    def __init__(self, scan):
        self.scan = scan
        self.everything = distinct_replies(scan)
        self.replies = [reply for reply in self.everything if reply.is_study]
        self.study = [probe for probe in scan['probes'] if probe['is_study']]
        self.tcp = [probe['name'] for probe in self.study if probe['family'] == 'tcp']
        self.alive = self.addresses(lambda r: True)

    def addresses(self, wanted):
        return {reply.address for reply in self.replies if wanted(reply)}

    def active_on(self, port):
        return self.addresses(lambda r: r.probe == port and r.kind in ('syn_ack', 'rst_ack', 'rst_bare'))

    def syn_ack_from(self, port):
        return self.addresses(lambda r: r.probe == port and r.kind == 'syn_ack')

    def rst_from(self, port):
        return self.addresses(lambda r: r.probe == port and r.kind in ('rst_ack', 'rst_bare'))

    def transport_active(self):
        return set().union(*(self.active_on(port) for port in self.tcp))

    def reports(self):
        names = ['levels', 'coverage', 'coverage_24', 'coverage_probe', 'combinations', 'replies', 'error_only',
                 'icmp_errors', 'icmp_codes', 'ports_answered', 'tcp_ports', 'tarpits', 'conditional',
                 'conditional_as_coded', 'cross_layer', 'negative', 'retransmission', 'window', 'patterns',
                 'health', 'unsolicited']
        found = {name: getattr(self, f'count_{name}')() for name in names}
        return {name: (columns.split(), list(rows)) for name, (columns, rows) in found.items()}

    def levels(self):
        return {
            'network_alive': self.alive,
            'transport_active': self.addresses(lambda r: r.kind in ('syn_ack', 'rst_ack', 'rst_bare')),
            'transport_alive': self.addresses(lambda r: r.kind == 'syn_ack'),
            'application_active': self.addresses(lambda r: r.kind in ('udp_valid', 'udp_invalid')),
            'application_alive': self.addresses(lambda r: r.kind == 'udp_valid'),
        }

    def lit_blocks(self):
        lit = {family: {r.address // 256 for r in self.replies if r.family == family} for family in FAMILIES}
        return {'network_alive': set().union(*lit.values()), **lit}

    def count_levels(self):
        having = self.levels()
        return 'level addresses share', [(level, len(who), share(len(who), len(self.alive)))
                                         for level, who in having.items()]

    def coverage_of(self, unit):
        lit = {family: {unit(r) for r in self.replies if r.family == family} for family in FAMILIES}
        union = set().union(*lit.values())
        rows, total = [], 0
        for family in FAMILIES:
            only = lit[family] - set().union(*(lit[other] for other in FAMILIES if other != family))
            total += len(only)
            rows.append((family, len(lit[family]), share(len(lit[family]), len(union)),
                         len(only), share(len(only), len(union))))
        rows.append(('all', len(union), share(len(union), len(union)), total, share(total, len(union))))
        return 'family addresses share only only_share', rows

    def count_coverage(self):
        return self.coverage_of(lambda r: r.address)

    def count_coverage_24(self):
        return self.coverage_of(lambda r: r.address // 256)

    def count_coverage_probe(self):
        rows = []
        for probe in self.study:
            lit = self.addresses(lambda r: r.probe == probe['name'])
            others = self.addresses(lambda r: r.probe != probe['name'])
            rows.append((probe['name'], len(lit), share(len(lit), len(self.alive)), len(lit - others)))
        return 'probe addresses share only', rows

    def count_combinations(self):
        lit = {family: self.addresses(lambda r: r.family == family) for family in FAMILIES}
        rows = []
        for flags in [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]:
            who = [a for a in self.alive if all((a in lit[f]) == bool(on) for f, on in zip(FAMILIES, flags))]
            rows.append((*flags, len(who), share(len(who), len(self.alive))))
        return 'icmp tcp udp addresses share', rows

    def repliers(self):
        return self.addresses(lambda r: not r.is_error)

    def error_senders(self, family):
        return self.addresses(lambda r: r.is_error and r.family == family)

    def count_replies(self):
        rows = []
        for family in FAMILIES:
            replied = self.addresses(lambda r: not r.is_error and r.family == family)
            erred = self.error_senders(family)
            counts = [len(replied - erred), len(erred - replied), len(replied & erred)]
            rows.append((family, *counts, *(share(count, len(replied | erred)) for count in counts)))
        return 'family reply_only error_only both reply_only_share error_only_share both_share', rows

    def count_error_only(self):
        rows = []
        for family in FAMILIES:
            who = self.error_senders(family) - self.repliers()
            rows.append((family, len(who), share(len(who), len(self.alive))))
        who = self.alive - self.repliers()
        rows.append(('all', len(who), share(len(who), len(self.alive))))
        return 'family addresses share_of_all', rows

    def count_icmp_errors(self):
        rows = []
        for family in FAMILIES:
            sent = defaultdict(set)
            for reply in self.replies:
                if reply.is_error and reply.family == family:
                    sent[reply.address].add(reply.category)
            counts = Counter(min(found) if len(found) == 1 else 'multiple' for found in sent.values())
            rows += [(family, name, counts[name], share(counts[name], len(sent)))
                     for name in CATEGORIES + ['multiple']]
        return 'family category addresses share', rows

    def count_icmp_codes(self):
        errors = [r for r in self.replies if r.is_error]
        came = Counter((r.family, r.type, r.code) for r in errors)
        direct = Counter((r.family, r.type, r.code) for r in errors if r.direct)
        whole = Counter((r.family, r.category) for r in errors)
        rows = []
        for (family, icmp_type, code), count in sorted(came.items()):
            name = ICMP_NAMES.get((icmp_type, code), f'type {icmp_type} code {code}')
            cat = category(icmp_type, code)
            mine = direct[family, icmp_type, code]
            rows.append((family, icmp_type, code, name, cat, count, share(count, whole[family, cat]),
                         mine, count - mine))
        return 'family type code name category replies share_of_category direct indirect', rows

    def count_ports_answered(self):
        active = self.transport_active()
        syn_ack = set().union(*(self.syn_ack_from(port) for port in self.tcp))
        rst = set().union(*(self.rst_from(port) for port in self.tcp))
        by_port = [self.active_on(port) for port in self.tcp]
        number = {address: sum(address in port for port in by_port) for address in active}
        rows = []
        for ports in range(1, len(self.tcp) + 1):
            who = {address for address in active if number[address] == ports}
            rows.append((ports, len(who - syn_ack), len(who & syn_ack & rst), len(who - rst), len(who),
                         share(len(who), len(active))))
        return 'ports rst_only both synack_only addresses share', rows

    def count_tcp_ports(self):
        active = self.transport_active()
        rows = []
        for port in self.tcp:
            syn_ack, rst, here = self.syn_ack_from(port), self.rst_from(port), self.active_on(port)
            only = here - set().union(*(self.active_on(other) for other in self.tcp if other != port))
            rows.append((port, len(here), len(syn_ack - rst), len(rst - syn_ack), len(syn_ack & rst),
                         len(only), share(len(only), len(active))))
        return 'probe active synack_only rst_only both only only_share', rows

    def count_tarpits(self):
        by_port = {port: self.syn_ack_from(port) for port in self.tcp}
        alive = set().union(*by_port.values())
        tarpits = set.intersection(*by_port.values()) if by_port else set()
        control = {r.address for r in self.everything if not r.is_study and r.kind == 'syn_ack'}
        rows = [('tarpits', len(tarpits), share(len(tarpits), len(alive)), None),
                ('on_control_port', len(tarpits & control), share(len(tarpits & control), len(tarpits)), None)]
        rows += [(port, len(who), share(len(who), len(alive)), share(len(tarpits), len(who)))
                 for port, who in by_port.items()]
        return 'measure addresses share inflation', rows

    def conditional_by(self, active):
        who = {p['name']: self.addresses(lambda r: r.probe == p['name'] and active(r)) for p in self.study}
        rows = [(given, then, len(who[given] & who[then]), share(len(who[given] & who[then]), len(who[given])))
                for given, then in product(who, who) if given != then]
        return 'given then addresses probability', rows

    def count_conditional(self):
        def active(r):
            if r.family == 'icmp':
                return r.kind == 'echo_reply'
            if r.family == 'tcp':
                return r.kind in ('syn_ack', 'rst_ack', 'rst_bare')
            return r.kind in ('udp_valid', 'udp_invalid') or (r.direct and (r.type, r.code) == (3, 3))
        return self.conditional_by(active)

    def count_conditional_as_coded(self):
        return self.conditional_by(lambda r: True)

    def count_cross_layer(self):
        rows = []
        for family in FAMILIES:
            own = self.addresses(lambda r: r.is_error and r.family == family and r.direct)
            others = self.addresses(lambda r: r.is_error and r.family == family and not r.direct)
            rows.append((family, len(own), len(others), len(others - own)))
        return 'family direct indirect indirect_only', rows

    def count_negative(self):
        positive = self.addresses(lambda r: r.kind in POSITIVE)
        gain = len(self.alive) / len(positive) - 1 if positive else None
        return 'positive any gain', [(len(positive), len(self.alive), gain)]

    def count_retransmission(self):
        rows = []
        for family in FAMILIES:
            first = self.addresses(lambda r: r.family == family and r.attempt == 1)
            later = self.addresses(lambda r: r.family == family) - first
            rows.append((family, len(first), len(later), share(len(later), len(first))))
        return 'family first second gain', rows

    def count_window(self):
        each = sorted(us for us, targets in self.scan['windows'] for _ in range(targets))
        rows = []
        for quantile in ['0', '0.25', '0.5', '0.75', '0.8', '0.9', '0.95', '0.99', '1'] if each else []:
            rank = Fraction(quantile) * len(each)  # the smallest value that this many do not exceed
            index = max(-(-rank.numerator // rank.denominator) - 1, 0)
            rows.append((float(quantile), each[index] / 1e6))
        return 'quantile seconds', rows

    def count_patterns(self):
        sent = defaultdict(set)
        for reply in self.replies:
            sent[reply.address].add((reply.probe, CLASS.get(reply.kind, reply.kind)))
        words = Counter()
        for pairs in sent.values():
            text = []
            for probe in self.study:
                classes = [name for name in CLASS_ORDER if (probe['name'], name) in pairs]
                if classes:
                    text.append(probe['name'] + ':' + ','.join(classes))
            words[' '.join(text)] += 1
        rows = sorted(words.items(), key=lambda item: (-item[1], item[0]))
        return 'pattern addresses share', [(text, n, share(n, len(self.alive))) for text, n in rows]

    def count_health(self):
        total = [sum(row[i] for row in self.scan['health']) for i in range(10)]
        _, sent, failures, sending_us, captured, _, kernel, interface, ring, _ = total
        duplicates = sum(reply.duplicates for reply in self.everything)
        unsolicited = sum(packets for _, _, packets in self.scan['unsolicited'])
        seconds = sending_us / 1e6
        row = (self.scan['number'], self.scan['targets'], sent, failures, captured, len(self.everything),
               duplicates, unsolicited, kernel, interface, ring, seconds, share(sent, seconds))
        return ('scan targets probes_sent send_failures captured replies duplicates unsolicited kernel_drops '
                'interface_drops ring_drops seconds achieved_rate verdict'), [(*row, ANY_TEXT)]

    def count_unsolicited(self):
        came = Counter()
        for _, reason, packets in self.scan['unsolicited']:
            came[UNSOLICITED[reason]] += packets
        return 'reason packets', sorted(came.items(), key=lambda item: (-item[1], item[0]))


def count_churn(now, before, is_compared=True):
    """The report on two scans, each a Count."""
    rows = []
    for unit, here, there in [('address', now.levels(), before.levels()),
                              ('block24', now.lit_blocks(), before.lit_blocks())]:
        known, known_before = here['network_alive'], there['network_alive']
        for level in here:
            has, had = here[level], there[level]
            parts = [has & had, has - known_before, (has & known_before) - had, had - known, (had & known) - has]
            rows.append((unit, level, len(had), len(has), *(len(part) if is_compared else None for part in parts)))
    return 'unit level before now stayed appeared gained disappeared lost'.split(), rows


class AnyText:
    """Equals every text: the verdict's words are tested by examples."""

    def __eq__(self, other):
        return isinstance(other, str)

    def __repr__(self):
        return 'any text'


ANY_TEXT = AnyText()
