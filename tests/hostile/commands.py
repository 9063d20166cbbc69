# SPDX-License-Identifier: MIT
"""Runs each command that reads a results file on a file that somebody made for it, and tells what it did wrong."""

import functools
import hashlib
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import zlib

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'sql'))

from command import PROGRAM
from results_file import FOLDER

READS, PRINTS_PROBLEMS, WRITES = 'reads', 'prints problems', 'writes'

# The commands, and what each does. FILE is the file; CAPTURE has no packets; NEW and OUT are names where nothing is. One
# that writes refuses what is not as made, but may go on with what is damaged elsewhere.
COMMANDS = [
    ('report FILE levels', READS),
    ('report FILE patterns --csv', READS),
    ('report FILE check', READS),
    ('lookup FILE 192.0.2.10', READS),
    ('check FILE', PRINTS_PROBLEMS),
    ('export FILE', READS),
    ('export FILE --to cidr', READS),
    ('share --quiet FILE OUT --level summary', READS),
    ('share --quiet FILE OUT --level anonymised', READS),
    ('merge --quiet OUT FILE', READS),
    ('diff FILE FILE', READS),
    ('import --quiet --scan FILE --output NEW CAPTURE', READS),
    ('scan --quiet --resume FILE', WRITES),
    ('seal --quiet FILE', WRITES),
]
RARE = ('export', 'share', 'merge', 'diff')  # they open files as the others do: on some of the files
RARE_SHARE = 4
FIGURES = {'report FILE levels', 'report FILE patterns --csv'}  # `check` finds out whatever makes them others

CPU_SECONDS = 30       # a reader gives up after 4, and 2 for each MB
WALL_SECONDS = 240     # with other programs beside it
WRITTEN_BYTES = 1 << 28
DIGEST_BYTES = 1 << 24  # of the beginning of a file, since some are endless
RESULTS, CAPTURE = 'file.db', FOLDER / 'empty.pcap'
CAPTURE.write_bytes(bytes.fromhex('d4c3b2a1 02000400 00000000 00000000 00000400 01000000'))
UNCLEAR = ['column index out of range', 'not an error', 'bad parameter', 'unknown error']  # mistakes of the program
BIDI = re.compile('[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')

# What a command may do with a file.
REFUSED = 'refused'  # refuse it, and nothing else
DAMAGED = 'damaged'  # refuse it, or not see what it does not read; `check` refuses it
SMALL_DAMAGE = 'small damage'  # refuse it; whoever writes may not see it, and alter it
JOURNAL = 'journal'  # refuse it; whoever writes puts the file back as the journal says, and touches nothing else
NOISE = 'noise'      # refuse it, or tell what is so; whoever writes may alter it
SOUND = 'sound'      # what it does with the undamaged file


def can_separate():
    """In a network of its own a scan can send nothing, whatever a file makes of it."""
    done = subprocess.run(['unshare', '--map-root-user', '--net', 'true'], capture_output=True)
    return done.returncode == 0


SEPARATED = ['unshare', '--map-root-user', '--net'] if can_separate() else None


def commands_for(kind):
    for words, what in COMMANDS:
        if words.startswith('scan ') and (SEPARATED is None or kind != REFUSED):
            continue
        yield words, what


def argv_of(words, path, out):
    named = {'FILE': path, 'CAPTURE': CAPTURE, 'NEW': path.with_name('new.db'), 'OUT': out}
    limits = ['prlimit', f'--cpu={CPU_SECONDS}:{CPU_SECONDS + 9}', f'--fsize={WRITTEN_BYTES}', '--core=0']
    separated = SEPARATED if words.startswith('scan ') else []
    return [*separated, *limits, PROGRAM, *(named.get(word, word) for word in words.split())]


def without_numbers(text):
    return re.sub(r'-?\d+', '0', text)


class Done:
    """What became of a command; the file's name stands as FILE in what it printed."""

    def __init__(self, words, path):
        folder = pathlib.Path(tempfile.mkdtemp(dir=FOLDER))
        process = subprocess.Popen(argv_of(words, path, folder / 'out.db'), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        self.status = process.returncode
        self.made = sorted(file.name for file in folder.iterdir())
        shutil.rmtree(folder)
        shown = re.sub(r'[\x00-\x1f\x7f\u202a-\u202e]', '?', str(path))
        self.out, self.err = (text.decode(errors='replace').replace(shown, 'FILE') for text in (out, err))

    def same(self, other):
        return (self.status, self.out, self.err) == (other.status, other.out, other.err)

    def wrongs(self):
        """Of whatever kind the file is."""
        if self.status < 0:
            name = signal.Signals(-self.status).name
            yield {'SIGXCPU': f'computes for more than {CPU_SECONDS} s', 'SIGKILL': f'hangs for {WALL_SECONDS} s'}.get(
                name, f'ends by {name}')
        elif self.status not in (0, 1, 2):
            yield f'exit status {self.status}'
        if self.made and (self.status != 0 or self.made != ['out.db']):
            yield f'makes {self.made}, and ends with {self.status}'
        if 'disk I/O error' in self.err or 'disk is full' in self.err:
            yield f'writes a file of more than {WRITTEN_BYTES} bytes'
        for words in UNCLEAR:
            if words in self.err:
                yield f'says {words!r}, which is no cause'
        if self.err and not self.is_one_line():
            yield f'prints {self.err[:300]!r}'
        if any(character < ' ' or '\x7f' <= character <= '\x9f' for character in self.out.replace('\n', '')):
            yield 'prints control characters'

    def is_one_line(self):
        text = self.err.removesuffix('\n')
        return (self.err.startswith('liveness: ') and text.isprintable() and not BIDI.search(text)
                or self.err.startswith("'FILE' is sound") and text.isprintable())

    def refusal_wrongs(self, may_print):
        if self.status == 0:
            yield 'does not refuse it'
        elif self.status == 2:
            yield f'takes it for a mistake of the user: {without_numbers(self.err)!r}'
        elif self.status == 1 and 'FILE' not in self.err:
            yield f'does not name the file: {without_numbers(self.err)!r}'
        elif self.status == 1 and self.out and not may_print:
            yield f'prints {self.out[:80]!r} before it refuses'


def digest(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read(DIGEST_BYTES)).hexdigest()


def state(folder):
    """All that a command might change in a folder."""
    found = {}
    for path in sorted(folder.rglob('*')):
        status = path.lstat()
        content = digest(path) if stat.S_ISREG(status.st_mode) else None
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino,
                                                content)
    return found


def changes(before, after):
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f'removes {name!r}'
        elif name not in before:
            yield f'leaves {name!r}'
        elif before[name] != after[name]:
            yield f'changes {name!r}'


def copied(path):
    folder = path.parent.with_name(path.parent.name + ' copy')
    shutil.copytree(path.parent, folder, symlinks=True)
    return folder / path.name


class Trial:
    """All commands, one after the other, on a file of some kind."""

    def __init__(self, path, file):
        self.path, self.kind, self.good = path, file.kind, good_results(file.base)
        self.only, self.without = file.only, file.without
        self.is_for_all = zlib.crc32(file.name.encode()) % RARE_SHARE == 0
        self.done = {}

    def problems(self):
        """Each is told once, with the commands that have it."""
        found = {}
        for words, problem in self.each_problem():
            found.setdefault(problem, []).append(words)
        return [f'{", ".join(words)}: {problem}' for problem, words in found.items()]

    def each_problem(self):
        for words, what in commands_for(self.kind):
            if words.startswith(RARE) and not self.is_for_all:
                continue
            if words.startswith(tuple(self.only)) and not words.startswith(tuple(self.without)):
                yield from ((words, problem) for problem in self.try_command(words, what))
        if self.kind == NOISE:
            yield from self.untruths()

    def try_command(self, words, what):
        may_alter = what == WRITES and self.kind != REFUSED
        path = copied(self.path) if may_alter else self.path
        original, before = state(self.path.parent), state(path.parent)
        done = self.done[words] = Done(words, path)
        yield from done.wrongs()
        if may_alter:
            yield from (f'{change} of another folder' for change in changes(original, state(self.path.parent)))
        for change in changes(before, state(path.parent)):
            if not self.is_allowed(change, what, may_alter):
                yield change
        if may_alter:
            shutil.rmtree(path.parent)
        yield from self.judge(words, what, done)

    def is_allowed(self, change, what, may_alter):
        """Whoever reads a log makes an index and writes to it, and whoever writes folds the log into the file."""
        name = self.path.name
        own = {f'changes {name!r}', f"removes '{name}-wal'", f"removes '{name}-shm'"}
        if self.kind == JOURNAL:
            own.add(f"removes '{name}-journal'")
        index = f"'{name}-shm'"
        return (change == f'changes {index}' or (may_alter and change in own)
                or (change == f'leaves {index}' and (what == WRITES or self.has_log())))

    def has_log(self):
        log = self.path.with_name(self.path.name + '-wal')
        return log.is_file() and log.stat().st_size > 0

    def must_refuse(self, what):
        return (self.kind == REFUSED or (self.kind == DAMAGED and what == PRINTS_PROBLEMS)
                or (self.kind in (SMALL_DAMAGE, JOURNAL) and what != WRITES))

    def judge(self, words, what, done):
        if self.must_refuse(what) and done.same(self.good[words]):
            yield 'does not refuse it'
        elif self.must_refuse(what):
            yield from done.refusal_wrongs(what == PRINTS_PROBLEMS)
        elif self.kind == SOUND:
            if not done.same(self.good[words]):
                yield f'is not as with the undamaged file: {done.status} {(done.out + done.err)[:200]!r}'
        elif self.kind == DAMAGED and words in FIGURES and done.status == 0:
            if done.out != self.good[words].out:
                yield f'prints other figures: {done.out[:200]!r}'
        elif done.status == 1 and not done.same(self.good[words]):
            yield from done.refusal_wrongs(what == PRINTS_PROBLEMS)

    def untruths(self):
        """A report that is another one, on a file that is sound."""
        check = self.done.get('check FILE')
        for words in FIGURES & self.done.keys():
            done = self.done[words]
            if check and check.status == 0 and done.status == 0 and done.out != self.good[words].out:
                yield words, f'prints other figures, and check finds nothing: {done.out[:200]!r}'


@functools.lru_cache(maxsize=None)
def good_results(path):
    """What each command does with a copy of a file that is sound."""
    return {words: Done(words, copied_alone(path)) for words, _ in COMMANDS}


def copied_alone(path):
    folder = pathlib.Path(tempfile.mkdtemp(dir=FOLDER))
    return pathlib.Path(shutil.copy(path, folder / RESULTS))
