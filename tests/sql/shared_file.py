# SPDX-License-Identifier: MIT
"""Makes results files that are full of what must not leave, shares them, and finds addresses among the raw bytes."""

import contextlib
import pathlib
import shutil
import sqlite3

from command import Command
from random_scan import random_scan
from results_file import FOLDER, NUMBERS, compare, fill, insert
from results_file import seal as seal_by_command
from sealed_file import seal as seal_by_hand

LEVELS = ['summary', 'blocks24', 'anonymised', 'full']
OPEN_SETTINGS = {'rate': '10000', 'attempts': '2', 'shard': '0', 'shards': '1', 'retransmit-delay': '20', 'window': '1',
                 'max-targets': '1000', 'cooldown': '8', 'source-ports': '32768-65535', 'sandbox': 'yes',
                 'sender': 'packet'}
SECRET_SETTINGS = {'interface': 'wlx8c1f64', 'targets': '198.171.0.0/16 --allowlist hidden/allowlist-7f.txt',
                   'probes': 'ssh,udp/161:hidden/p9.bin', 'source-address': '198.171.154.93',
                   'gateway-mac': '8c:1f:64:9a:b7:e3', 'pcap': 'hidden/capture-7f.pcap', 'seed': '8813742560391237489',
                   'silent-neighbours': '4171836'}
SEED, SOURCE = 8813742560391237489, 0xC6AB9A5D
KEY = bytes.fromhex('9be2f4a7d3c18894e6b5f9aac7d0e18f')
PAYLOAD = bytes.fromhex('f1e2d3c4b5a69788') + b'payload of our own'
BLOCKLIST = 'opted out on Monday, says J. Doe'
DETAIL = 'the gateway 198.171.154.1 was lost'
share = Command('share')


def new_name(suffix='db'):
    return FOLDER / f'{next(NUMBERS)}.{suffix}'


def shared(path, level, *arguments):
    out = new_name()
    done = share(path, out, '--level', level, *arguments)
    assert done.returncode == 0 and not done.stdout and not done.stderr, done
    return out


def rows(path, query, **parameters):
    with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro', uri=True)) as database:
        return database.execute(query, parameters).fetchall()


def changed(path, change):
    """A copy of the file, changed by SQL or by a function."""
    copy = pathlib.Path(shutil.copy(path, new_name()))
    with contextlib.closing(sqlite3.connect(copy)) as database:
        database.executescript(change) if isinstance(change, str) else change(database)
        database.commit()
    return copy


def dotted(address):
    return '.'.join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def is_rare(address):
    """Its bytes are none that a file is full of."""
    return all(byte >= 0x82 and byte != 0xFF for byte in address.to_bytes(4, 'big'))


def move_blocks(random, scan):
    """To blocks whose numbers are rare. Round-trip times tell all rows apart, and evidence no rows of one reply."""
    blocks = {}

    def moved(address):
        if address is None:
            return None
        if address >> 8 not in blocks:
            blocks[address >> 8] = sum(random.randrange(0x83, 0xDF) << shift for shift in (0, 8, 16))
        return blocks[address >> 8] << 8 | address & 255

    scan['log'] = [(moved(row[0]), *row[1:3], moved(row[3]), *row[4:9], 1000 + 7 * number, 1 + row[0] % 3, row[11])
                   for number, row in enumerate(scan['log'])]
    scan['ranges'] = sorted((target << 8, target << 8 | 255) for target in {row[0] >> 8 for row in scan['log']})
    return blocks


def secretive_scans(random, count, with_repeats=False):
    """Several scans of the same blocks."""
    scans = [random_scan(random, number, with_repeats) for number in range(1, count + 1)]
    seed = random.random()
    for scan in scans:
        random.seed(seed)
        move_blocks(random, scan)
    return scans


def add_secrets(database):
    for scan, in database.execute('SELECT scan FROM scan').fetchall():
        database.execute('UPDATE scan SET key = ?, seed = ?, source = ? WHERE scan = ?', (KEY, SEED, SOURCE, scan))
        database.execute("UPDATE probe SET payload = ? WHERE scan = ? AND family = 3", (PAYLOAD, scan))
        insert(database, 'setting', [(scan, *pair) for pair in {**OPEN_SETTINGS, **SECRET_SETTINGS}.items()])
        insert(database, 'blocklist', [(scan, 'hidden/opt-outs-7f.txt', '', BLOCKLIST)])
        insert(database, 'run', [(scan, 1, 5, 9, 'gateway_lost', 0, SOURCE, None, DETAIL)])


def unsealed_file(*scans):
    return changed(fill(new_name(), *scans), add_secrets)


def sealed_file(*scans):
    path = unsealed_file(*scans)
    seal_by_command(path)
    return path


def in_every_state(*scans):
    """The same scans, sealed by command first, and then in each state that a file may be in."""
    log = unsealed_file(*scans)
    sealed, by_hand = changed(log, ''), changed(log, seal_by_hand)
    seal_by_command(sealed)
    compare(by_hand)
    return [sealed, log, changed(log, lambda database: seal_by_hand(database, 0.5)), by_hand]


class Bytes:
    """The raw bytes of a file, in which a number may begin at each half of a byte, as those in keys of replies do."""

    def __init__(self, path):
        self.bytes = path.read_bytes()

    def __contains__(self, what):
        return (what if isinstance(what, bytes) else what.encode()) in self.bytes

    def has_word(self, word):
        """32 bits that begin in the middle of a byte: their inner 24 are found first."""
        inner, at = (word >> 4 & 0xFFFFFF).to_bytes(3, 'big'), 0
        while (at := self.bytes.find(inner, at + 1)) > 0:
            if int.from_bytes(self.bytes[at - 1:at + 4], 'big') >> 4 & 0xFFFFFFFF == word:
                return True
        return False

    def addresses(self, addresses):
        """Those that are in it: in binary, either way round, or in one of their texts."""
        return [dotted(address) for address in addresses
                if self.has_word(address) or address.to_bytes(4, 'big') in self or address.to_bytes(4, 'little') in self
                or any(text in self for text in (dotted(address), str(address), f'{address:08x}'))]
